#pragma once
//! @file
//! What a cascade of exits answered on every sample, and what leaving at each exit costs: all that a
//! threshold search needs.

#include <peax/core/error.hpp>
#include <peax/decision/confidence.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::search {

//! Cost of a sample, in any unit (relative, MACs, joules), by the exit where it leaves.
struct exit_costs {
  std::vector<double> prefix; //!< [exits] paid when leaving there
  std::vector<double>
      branch; //!< [exits] paid besides for every used exit passed or taken; empty: the prefix has it all

  //! Each exit's cost as a whole, earlier branches included: an exit left out saves nothing.
  [[nodiscard]] static exit_costs whole(std::vector<double> leaving) { return {std::move(leaving), {}}; }
  //! Backbone up to the exit, and the exit's branch: a branch of an exit that is not used is not paid.
  [[nodiscard]] static exit_costs parts(std::vector<double> prefix, std::vector<double> branch) {
    return {std::move(prefix), std::move(branch)};
  }

  //! [exits] what a sample pays that leaves at each exit, when the early exits with `used[e]` are in the
  //! cascade.
  [[nodiscard]] std::vector<double> leaving(std::vector<bool> const& used) const {
    std::vector<double> cost(prefix);
    if (branch.empty()) return cost;
    double paid = 0;
    for (std::size_t e = 0; e < cost.size(); ++e) {
      if (e + 1 == cost.size() || used[e]) paid += branch[e];
      cost[e] += paid;
    }
    return cost;
  }
};

//! Checked answers and confidences of a cascade; the last exit always answers. Values are [exits][samples],
//! row by row.
class cascade_traces {
 public:
  //! Throws bad_input naming what is wrong. `confidence` may leave out the last exit's row. `groups` is empty
  //! or [samples].
  cascade_traces(std::vector<std::int32_t> truth, std::vector<std::int32_t> prediction,
                 std::vector<float> confidence, exit_costs costs, std::vector<std::int64_t> groups = {})
      : truth_(std::move(truth)), prediction_(std::move(prediction)), confidence_(std::move(confidence)),
        costs_(std::move(costs)), groups_(std::move(groups)) {
    auto const refuse = [](std::string const& what) { throw bad_input("cascade: " + what); };
    using std::to_string;
    std::size_t const n = truth_.size();
    if (n == 0) refuse("truth has no samples; give at least one");
    if (prediction_.empty() || prediction_.size() % n != 0)
      refuse(std::string("prediction has ") + to_string(prediction_.size()) +
             " values, which is not [exits, " + to_string(n) + "]; truth has " + to_string(n) + " samples");
    exits_ = prediction_.size() / n;
    if (confidence_.size() != exits_ * n && confidence_.size() != (exits_ - 1) * n)
      refuse(std::string("confidence has ") + to_string(confidence_.size()) + " values, prediction is [" +
             to_string(exits_) + ", " + to_string(n) + "]; give one confidence per exit and sample");
    confidence_.resize((exits_ - 1) * n);
    if (costs_.prefix.size() != exits_ || (!costs_.branch.empty() && costs_.branch.size() != exits_)) {
      std::string branches;
      if (!costs_.branch.empty())
        branches = std::string(" and ") + to_string(costs_.branch.size()) + " branches";
      refuse(std::string("cost has ") + to_string(costs_.prefix.size()) + " exits" + branches +
             ", prediction has " + to_string(exits_));
    }
    if (!groups_.empty() && groups_.size() != n)
      refuse(std::string("groups has ") + to_string(groups_.size()) + " values for " + to_string(n) +
             " samples");
    for (auto const* list : {&costs_.prefix, &costs_.branch})
      for (double const c : *list)
        if (!(std::isfinite(c) && c >= 0))
          refuse(std::string("a cost is ") + to_string(c) + "; costs are finite and not negative");
    for (std::size_t i = 0; i < n; ++i)
      if (!label_is_fine(truth_[i]))
        refuse(std::string("truth[") + to_string(i) + "] is " + to_string(truth_[i]) + label_rule);
    for (std::size_t i = 0; i < prediction_.size(); ++i)
      if (!label_is_fine(prediction_[i]))
        refuse(std::string("prediction") + place(i) + " is " + to_string(prediction_[i]) + label_rule);
    for (std::size_t i = 0; i < confidence_.size(); ++i)
      if (!std::isfinite(confidence_[i]) || decision::leaves(confidence_[i], decision::never))
        refuse(std::string("confidence") + place(i) + " is " + to_string(confidence_[i]) +
               "; confidences are finite and below 2, the threshold that means never");
    classes_ =
        1 + static_cast<std::size_t>(std::max(*std::max_element(truth_.begin(), truth_.end()),
                                              *std::max_element(prediction_.begin(), prediction_.end())));
  }

  [[nodiscard]] std::size_t samples() const { return truth_.size(); }
  [[nodiscard]] std::size_t exits() const { return exits_; }           //!< with the last
  [[nodiscard]] std::size_t early_exits() const { return exits_ - 1; } //!< without it
  [[nodiscard]] std::size_t classes() const { return classes_; }       //!< 1 + the largest label seen
  [[nodiscard]] std::span<std::int32_t const> truth() const { return truth_; }
  [[nodiscard]] std::span<std::int32_t const> prediction(std::size_t exit) const {
    return std::span(prediction_).subspan(exit * samples(), samples());
  }
  //! Of an early exit.
  [[nodiscard]] std::span<float const> confidence(std::size_t exit) const {
    return std::span(confidence_).subspan(exit * samples(), samples());
  }
  [[nodiscard]] exit_costs const& costs() const { return costs_; }
  [[nodiscard]] std::span<std::int64_t const> groups() const {
    return groups_;
  } //!< empty when samples are independent

  //! The traces of the named samples, in that order, repeats allowed.
  [[nodiscard]] cascade_traces select(std::span<std::size_t const> index) const {
    std::size_t const n = index.size();
    std::vector<std::int32_t> truth_of(n), prediction_of(exits_ * n);
    std::vector<float> confidence_of((exits_ - 1) * n);
    std::vector<std::int64_t> group_of(groups_.empty() ? 0 : n);
    for (std::size_t k = 0; k < n; ++k) {
      truth_of[k] = truth_[index[k]];
      for (std::size_t e = 0; e < exits_; ++e)
        prediction_of[e * n + k] = prediction_[e * samples() + index[k]];
      for (std::size_t e = 0; e + 1 < exits_; ++e)
        confidence_of[e * n + k] = confidence_[e * samples() + index[k]];
      if (!groups_.empty()) group_of[k] = groups_[index[k]];
    }
    return {std::move(truth_of), std::move(prediction_of), std::move(confidence_of), costs_,
            std::move(group_of)};
  }

 private:
  static constexpr char const* label_rule = "; labels are 0 to 999999";
  static bool label_is_fine(std::int32_t label) { return label >= 0 && label < 1000000; }
  std::string place(std::size_t i) const {
    return std::string("[") + std::to_string(i / samples()) + ", " + std::to_string(i % samples()) + "]";
  }

  std::vector<std::int32_t> truth_, prediction_;
  std::vector<float> confidence_;
  exit_costs costs_;
  std::vector<std::int64_t> groups_;
  std::size_t exits_ = 0, classes_ = 0;
};

} // namespace peax::search
