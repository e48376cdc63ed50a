#pragma once
//! @file
//! Intervals of proportions and standard errors of differences between two classifiers on the same samples.

#include <peax/core/config.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace peax::scoring {

//! A confidence interval.
struct interval {
  double low = 0, high = 1;

  friend bool operator==(interval const&, interval const&) = default;
};

namespace detail {

PEAX_INLINE void require_confidence(double confidence);

} // namespace detail

//! The z with P(Z <= z) = p of the standard normal distribution; 0 < p < 1, anything else is bad_input.
[[nodiscard]] PEAX_INLINE double normal_quantile(double p);

//! Wilson's score interval of a proportion (Wilson 1927), two-sided. Without samples it is [0, 1].
[[nodiscard]] PEAX_INLINE interval wilson(std::size_t successes, std::size_t samples,
                                          double confidence = 0.95);

//! A mean with its standard error, and the number of independent units behind it.
struct estimate {
  double mean = 0;
  double standard_error = 0;
  std::size_t units = 0;
};

//! Mean of (first - second) over samples and its paired standard error sqrt(mean(d^2) - mean(d)^2) / sqrt(N).
//! Throws bad_input when there are none or the lengths differ.
[[nodiscard]] PEAX_INLINE estimate paired_difference(std::span<double const> first,
                                                     std::span<double const> second);

//! The mean of each group's values, groups in ascending order.
[[nodiscard]] PEAX_INLINE std::vector<double> group_means(std::span<double const> values,
                                                          std::span<std::int64_t const> groups);

//! Mean of the group means and its standard error (deviation with G - 1, over sqrt(G)). Groups count alike, whatever their size.
//! Throws bad_input for fewer than two groups, which say nothing about how groups differ.
[[nodiscard]] PEAX_INLINE estimate group_estimate(std::span<double const> values,
                                                  std::span<std::int64_t const> groups);

//! The same for (first - second), paired sample by sample.
[[nodiscard]] PEAX_INLINE estimate paired_group_difference(std::span<double const> first,
                                                           std::span<double const> second,
                                                           std::span<std::int64_t const> groups);

} // namespace peax::scoring

#ifndef PEAX_COMPILED
#include <peax/score/proportion.ipp>
#endif
