#pragma once
//! @file
//! The bodies of proportion.hpp.

#include <peax/core/distributions.hpp>
#include <peax/core/error.hpp>
#include <peax/score/proportion.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::scoring {

namespace detail {

PEAX_INLINE void require_confidence(double confidence) {
  if (!(confidence > 0 && confidence < 1))
    throw bad_input("interval: the confidence is " + std::to_string(confidence) +
                    ", it lies between 0 and 1");
}

} // namespace detail

PEAX_INLINE double normal_quantile(double p) {
  detail::require_confidence(p);
  return normal_lower_quantile(p);
}

PEAX_INLINE interval wilson(std::size_t successes, std::size_t samples, double confidence) {
  detail::require_confidence(confidence);
  if (successes > samples)
    throw bad_input("interval: " + std::to_string(successes) + " successes of " + std::to_string(samples) +
                    " samples");
  if (samples == 0) return {};
  double const z = normal_quantile(0.5 + confidence / 2), n = static_cast<double>(samples),
               p = static_cast<double>(successes) / n;
  double const middle = (p + z * z / (2 * n)) / (1 + z * z / n);
  double const half = z / (1 + z * z / n) * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
  return {successes == 0 ? 0.0 : std::max(0.0, middle - half),
          successes == samples ? 1.0 : std::min(1.0, middle + half)};
}

PEAX_INLINE estimate paired_difference(std::span<double const> first, std::span<double const> second) {
  if (first.size() != second.size() || first.empty())
    throw bad_input("paired difference: " + std::to_string(first.size()) + " and " +
                    std::to_string(second.size()) + " values");
  double sum = 0, squares = 0;
  double const n = static_cast<double>(first.size());
  for (std::size_t i = 0; i < first.size(); ++i) sum += first[i] - second[i];
  double const mean = sum / n;
  for (std::size_t i = 0; i < first.size(); ++i) squares += std::pow(first[i] - second[i] - mean, 2);
  return {mean, std::sqrt(squares / n) / std::sqrt(n), first.size()};
}

PEAX_INLINE std::vector<double> group_means(std::span<double const> values,
                                            std::span<std::int64_t const> groups) {
  if (values.size() != groups.size() || values.empty())
    throw bad_input("group means: " + std::to_string(values.size()) + " values and " +
                    std::to_string(groups.size()) + " groups");
  std::map<std::int64_t, std::pair<double, std::size_t>> sums;
  for (std::size_t i = 0; i < values.size(); ++i) {
    auto& [sum, n] = sums[groups[i]];
    sum += values[i];
    ++n;
  }
  std::vector<double> means;
  for (auto const& [group, of] : sums) means.push_back(of.first / static_cast<double>(of.second));
  return means;
}

PEAX_INLINE estimate group_estimate(std::span<double const> values, std::span<std::int64_t const> groups) {
  auto const means = group_means(values, groups);
  if (means.size() < 2)
    throw bad_input(
        "group estimate: all samples are of one group; at least two are needed for an interval by group");
  double const n = static_cast<double>(means.size());
  double mean = 0, squares = 0;
  for (double m : means) mean += m / n;
  for (double m : means) squares += (m - mean) * (m - mean);
  return {mean, std::sqrt(squares / (n - 1) / n), means.size()};
}

PEAX_INLINE estimate paired_group_difference(std::span<double const> first, std::span<double const> second,
                                             std::span<std::int64_t const> groups) {
  if (first.size() != second.size())
    throw bad_input("paired difference: " + std::to_string(first.size()) + " and " +
                    std::to_string(second.size()) + " values");
  std::vector<double> difference(first.size());
  for (std::size_t i = 0; i < first.size(); ++i) difference[i] = first[i] - second[i];
  return group_estimate(difference, groups);
}

} // namespace peax::scoring
