#pragma once
//! @file
//! The thresholds that a search tries at one exit, and which of them lets each sample leave.

#include <peax/core/config.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace peax::search {

//! Candidate thresholds of one exit, strictly descending, and per sample the first of them at which it
//! leaves.
struct threshold_levels {
  std::vector<float> value;
  std::vector<std::int32_t>
      rank; //!< [samples] leaves at value[j] exactly when j >= rank; value.size(): at none

  [[nodiscard]] std::int32_t size() const { return static_cast<std::int32_t>(value.size()); }
};

namespace detail {
PEAX_INLINE threshold_levels with_ranks(std::vector<float> value, std::span<float const> confidence);
} // namespace detail

//! Every distinct confidence: every behaviour an exit can have, but "never".
[[nodiscard]] inline threshold_levels distinct_levels(std::span<float const> confidence) {
  return detail::with_ranks({confidence.begin(), confidence.end()}, confidence);
}

//! `count` (>= 2) quantiles of the confidence at equal steps from its minimum to its maximum, between samples
//! by linear interpolation (definition 7 of Hyndman and Fan, 1996), rounded to float32, distinct ones.
[[nodiscard]] PEAX_INLINE threshold_levels quantile_levels(std::span<float const> confidence,
                                                           std::size_t count);

} // namespace peax::search

#ifndef PEAX_COMPILED
#include <peax/search/cascade/levels.ipp>
#endif
