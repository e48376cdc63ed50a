#pragma once
//! @file
//! The bodies of cascade_traces.hpp.

#include <peax/core/error.hpp>
#include <peax/decision/confidence.hpp>
#include <peax/search/cascade/cascade_traces.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::search {

PEAX_INLINE std::vector<double> exit_costs::leaving(std::vector<bool> const& used) const {
  std::vector<double> cost(prefix);
  if (branch.empty()) return cost;
  double paid = 0;
  for (std::size_t e = 0; e < cost.size(); ++e) {
    if (e + 1 == cost.size() || used[e]) paid += branch[e];
    cost[e] += paid;
  }
  return cost;
}

namespace detail {

inline constexpr char const* label_rule = "; labels are 0 to 999999";

[[noreturn]] inline void refuse_traces(std::string const& what) { throw bad_input("cascade: " + what); }
inline bool label_is_fine(std::int32_t label) { return label >= 0 && label < 1000000; }

} // namespace detail

PEAX_INLINE cascade_traces::cascade_traces(std::vector<std::int32_t> truth,
                                           std::vector<std::int32_t> prediction,
                                           std::vector<float> confidence, exit_costs costs,
                                           std::vector<std::int64_t> groups)
    : truth_(std::move(truth)), prediction_(std::move(prediction)), confidence_(std::move(confidence)),
      costs_(std::move(costs)), groups_(std::move(groups)) {
  check_sizes();
  check_values();
  classes_ =
      1 + static_cast<std::size_t>(std::max(*std::max_element(truth_.begin(), truth_.end()),
                                            *std::max_element(prediction_.begin(), prediction_.end())));
}

PEAX_INLINE void cascade_traces::check_sizes() {
  using detail::refuse_traces;
  using std::to_string;
  std::size_t const n = truth_.size();
  if (n == 0) refuse_traces("truth has no samples; give at least one");
  if (prediction_.empty() || prediction_.size() % n != 0)
    refuse_traces(std::string("prediction has ") + to_string(prediction_.size()) +
                  " values, which is not [exits, " + to_string(n) + "]; truth has " + to_string(n) +
                  " samples");
  exits_ = prediction_.size() / n;
  if (confidence_.size() != exits_ * n && confidence_.size() != (exits_ - 1) * n)
    refuse_traces(std::string("confidence has ") + to_string(confidence_.size()) +
                  " values, prediction is [" + to_string(exits_) + ", " + to_string(n) +
                  "]; give one confidence per exit and sample");
  confidence_.resize((exits_ - 1) * n);
  if (costs_.prefix.size() != exits_ || (!costs_.branch.empty() && costs_.branch.size() != exits_)) {
    std::string branches;
    if (!costs_.branch.empty())
      branches = std::string(" and ") + to_string(costs_.branch.size()) + " branches";
    refuse_traces(std::string("cost has ") + to_string(costs_.prefix.size()) + " exits" + branches +
                  ", prediction has " + to_string(exits_));
  }
  if (!groups_.empty() && groups_.size() != n)
    refuse_traces(std::string("groups has ") + to_string(groups_.size()) + " values for " + to_string(n) +
                  " samples");
}

PEAX_INLINE void cascade_traces::check_values() const {
  using detail::label_is_fine, detail::label_rule, detail::refuse_traces, std::to_string;
  std::size_t const n = samples();
  auto const place = [n](std::size_t i) {
    return fmt::format("[{}, {}]", to_string(i / n), to_string(i % n));
  };
  for (auto const* list : {&costs_.prefix, &costs_.branch})
    for (double const c : *list)
      if (!(std::isfinite(c) && c >= 0))
        refuse_traces(std::string("a cost is ") + to_string(c) + "; costs are finite and not negative");
  for (std::size_t i = 0; i < n; ++i)
    if (!label_is_fine(truth_[i]))
      refuse_traces(std::string("truth[") + to_string(i) + "] is " + to_string(truth_[i]) + label_rule);
  for (std::size_t i = 0; i < prediction_.size(); ++i)
    if (!label_is_fine(prediction_[i]))
      refuse_traces("prediction" + place(i) + " is " + to_string(prediction_[i]) + label_rule);
  for (std::size_t i = 0; i < confidence_.size(); ++i)
    if (!std::isfinite(confidence_[i]) || decision::leaves(confidence_[i], decision::never))
      refuse_traces("confidence" + place(i) + " is " + to_string(confidence_[i]) +
                    "; confidences are finite and below 2, the threshold that means never");
}

PEAX_INLINE cascade_traces cascade_traces::select(std::span<std::size_t const> index) const {
  std::size_t const n = index.size();
  std::vector<std::int32_t> truth_of(n), prediction_of(exits_ * n);
  std::vector<float> confidence_of((exits_ - 1) * n);
  std::vector<std::int64_t> group_of(groups_.empty() ? 0 : n);
  for (std::size_t k = 0; k < n; ++k) {
    truth_of[k] = truth_[index[k]];
    for (std::size_t e = 0; e < exits_; ++e) prediction_of[e * n + k] = prediction_[e * samples() + index[k]];
    for (std::size_t e = 0; e + 1 < exits_; ++e)
      confidence_of[e * n + k] = confidence_[e * samples() + index[k]];
    if (!groups_.empty()) group_of[k] = groups_[index[k]];
  }
  return {std::move(truth_of), std::move(prediction_of), std::move(confidence_of), costs_,
          std::move(group_of)};
}

PEAX_INLINE std::string units_in_words(cascade_traces const& traces) {
  if (traces.groups().empty()) return std::to_string(traces.samples()) + " samples";
  return std::to_string(std::set<std::int64_t>(traces.groups().begin(), traces.groups().end()).size()) +
         " groups";
}

} // namespace peax::search
