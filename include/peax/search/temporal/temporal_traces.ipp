#pragma once
//! @file
//! The bodies of temporal_traces.hpp.

#include <peax/core/error.hpp>
#include <peax/search/temporal/temporal_traces.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::search {

namespace detail {

inline void require_traces(bool fine, std::string const& why) {
  if (!fine) throw bad_input("temporal traces: " + why);
}

} // namespace detail

PEAX_INLINE temporal_traces::temporal_traces(std::vector<std::size_t> lengths,
                                             std::vector<std::int32_t> truth, std::vector<std::int32_t> final,
                                             std::vector<temporal_exit> exits, exit_costs costs,
                                             std::vector<std::int64_t> groups, output_deviation by)
    : lengths_(std::move(lengths)), truth_(std::move(truth)), final_(std::move(final)),
      exits_(std::move(exits)), costs_(std::move(costs)), groups_(std::move(groups)), deviation_(by) {
  for (auto const l : lengths_) {
    detail::require_traces(l > 0, "a recording has no samples");
    samples_ += l;
  }
  detail::require_traces(samples_ > 0, "there are no recordings");
  if (has_deviation() && truth_.empty()) truth_.assign(samples_, 0);
  if (has_deviation() && final_.empty()) final_.assign(samples_, 0);
  check();
  first_.assign(samples_, 0);
  recording_.reserve(samples_);
  std::size_t at = 0;
  for (std::size_t r = 0; r < lengths_.size(); ++r) {
    first_[at] = 1;
    at += lengths_[r];
    recording_.resize(at, static_cast<std::int64_t>(r));
  }
  for (auto const& e : exits_) {
    float& largest = largest_.emplace_back(0.0F);
    for (float const v : e.vectors)
      if (std::isfinite(v)) largest = std::max(largest, std::abs(v));
  }
  if (has_deviation()) scale_deviations();
}

PEAX_INLINE void temporal_traces::check() {
  auto const require = detail::require_traces;
  std::string const wanted = "; the recordings have " + std::to_string(samples_) + " samples";
  require(truth_.size() == samples_, "truth has " + std::to_string(truth_.size()) + " labels" + wanted);
  require(final_.size() == samples_,
          "the network has " + std::to_string(final_.size()) + " answers" + wanted);
  require(groups_.empty() || groups_.size() == samples_,
          "groups has " + std::to_string(groups_.size()) + " values" + wanted);
  require(!has_deviation() || deviation_.outputs.size() % samples_ == 0,
          "outputs have " + std::to_string(deviation_.outputs.size()) + " values" + wanted);
  require(costs_.prefix.size() == exits_.size() + 1 &&
              (costs_.branch.empty() || costs_.branch.size() == exits_.size() + 1),
          "costs are given for " + std::to_string(costs_.prefix.size()) + " exits of " +
              std::to_string(exits_.size() + 1));
  for (auto const& e : exits_) {
    require(!e.vectors.empty() && e.vectors.size() % samples_ == 0,
            "an exit has " + std::to_string(e.vectors.size()) + " values" + wanted);
    require(e.own.empty() || e.own.size() == samples_,
            "an exit has " + std::to_string(e.own.size()) + " labels" + wanted);
  }
  for (auto const* labels : {&truth_, &final_})
    for (auto const l : *labels) {
      if (l < 0 || l >= 1000000)
        throw bad_input(fmt::format("temporal traces: a label is {}; labels are 0 to 999999", l));
      classes_ = std::max(classes_, static_cast<std::size_t>(l) + 1);
    }
}

PEAX_INLINE void temporal_traces::take_samples_as_units() {
  samples_are_units_ = true;
  std::iota(recording_.begin(), recording_.end(), std::int64_t{0});
}

PEAX_INLINE std::size_t temporal_traces::unit_count() const {
  auto const all = units();
  return std::set<std::int64_t>(all.begin(), all.end()).size();
}

PEAX_INLINE double temporal_traces::deviation(std::size_t i, std::size_t by) const {
  if (i == by) return 0;
  std::size_t const width = deviation_.outputs.size() / samples_;
  double sum = 0;
  for (std::size_t k = 0; k < width; ++k) {
    double const d = static_cast<double>(deviation_.outputs[i * width + k]) -
                     static_cast<double>(deviation_.outputs[by * width + k]);
    sum += d * d;
  }
  return variance_ > 0 ? std::min(1e6, sum / variance_) : 0.0;
}

PEAX_INLINE temporal_traces temporal_traces::select(std::span<std::size_t const> recordings,
                                                    std::vector<std::vector<float>>& kept) const {
  std::vector<std::size_t> begin{0};
  for (auto const l : lengths_) begin.push_back(begin.back() + l);
  auto const picked = [&]<class T>(std::span<T const> from, std::size_t width) {
    std::vector<T> out;
    for (auto const r : recordings)
      if (!from.empty())
        out.insert(out.end(), from.begin() + static_cast<std::ptrdiff_t>(begin[r] * width),
                   from.begin() + static_cast<std::ptrdiff_t>(begin[r + 1] * width));
    return out;
  };
  std::vector<std::size_t> lengths;
  for (auto const r : recordings) lengths.push_back(lengths_[r]);
  std::vector<temporal_exit> exits;
  kept.clear();
  kept.reserve(exits_.size() + 1);
  for (std::size_t e = 0; e < exits_.size(); ++e) {
    kept.push_back(picked(exits_[e].vectors, width(e)));
    exits.push_back({kept.back(), picked(std::span<std::int32_t const>(exits_[e].own), 1)});
  }
  kept.push_back(picked(deviation_.outputs, deviation_.outputs.size() / samples_));
  temporal_traces out{std::move(lengths),
                      picked(std::span<std::int32_t const>(truth_), 1),
                      picked(std::span<std::int32_t const>(final_), 1),
                      std::move(exits),
                      costs_,
                      picked(std::span<std::int64_t const>(groups_), 1),
                      {kept.back()}};
  if (samples_are_units_) out.take_samples_as_units();
  return out;
}

PEAX_INLINE void temporal_traces::scale_deviations() {
  std::size_t const width = deviation_.outputs.size() / samples_;
  auto const n = static_cast<double>(samples_);
  for (std::size_t k = 0; k < width; ++k) {
    double sum = 0, squares = 0;
    for (std::size_t i = 0; i < samples_; ++i) {
      auto const x = static_cast<double>(deviation_.outputs[i * width + k]);
      sum += x;
      squares += x * x;
    }
    variance_ += std::max(0.0, squares / n - sum / n * (sum / n));
  }
}

PEAX_INLINE std::string units_in_words(temporal_traces const& traces) {
  return std::to_string(traces.unit_count()) + (traces.samples_are_units() ? " samples"
                                                : traces.has_groups()      ? " groups"
                                                                           : " recordings");
}

} // namespace peax::search
