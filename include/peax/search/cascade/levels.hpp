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
//! leaves. Each lies in the middle between two neighbouring confidences, the last below all.
struct threshold_levels {
  std::vector<float> value;
  std::vector<std::int32_t>
      rank;                //!< [samples] leaves at value[j] exactly when j >= rank; value.size(): at none
  std::vector<char> apart; //!< [levels] whether every machine tells the confidences on both sides apart

  [[nodiscard]] std::int32_t size() const { return static_cast<std::int32_t>(value.size()); }
};

//! Confidences nearer than this share of the largest one are not told apart on every machine: the last bits of a network's
//! outputs differ, and a threshold between them would answer differently. A front shows such behaviours; they are never chosen.
inline constexpr float least_gap = 0x1p-20F;

//! Whether confidences on both sides of a threshold are apart by least_gap.
[[nodiscard]] PEAX_INLINE bool tells_apart(std::span<float const> confidence, float threshold);

//! A threshold for every set of samples that can leave, but none: every behaviour that an exit has. Neighbours between which no
//! float32 lies are one.
[[nodiscard]] PEAX_INLINE threshold_levels distinct_levels(std::span<float const> confidence);

//! Those levels at which the samples leave that lie at or above `count` (>= 2) quantiles of the confidence, at
//! equal steps from its minimum to its maximum, between samples by linear interpolation (definition 7 of
//! Hyndman and Fan, 1996).
[[nodiscard]] PEAX_INLINE threshold_levels quantile_levels(std::span<float const> confidence,
                                                           std::size_t count);

} // namespace peax::search

#ifndef PEAX_COMPILED
#include <peax/search/cascade/levels.ipp>
#endif
