#pragma once
//! @file
//! Thresholds of temporal rules in the middle of the gaps between the distances that they tell apart.

#include <peax/core/config.hpp>
#include <peax/search/temporal/temporal_point.hpp>
#include <peax/search/temporal/temporal_traces.hpp>

#include <optional>

namespace peax::search {

//! A threshold in the middle between two neighbouring squared distances (`above` may be infinite: then half as
//! far again as `below`); nothing where the distances differ by less than `least`, or no float32 lies between.
[[nodiscard]] PEAX_INLINE std::optional<float> middle_threshold(float below, float above, float least);

//! The least difference of distances of an exit that every machine tells apart: `least_gap` of the largest value
//! of the exit's vectors.
[[nodiscard]] PEAX_INLINE float least_difference(temporal_traces const& traces, std::size_t exit);

//! The choice with each threshold in the middle between the largest distance below it and the smallest that is
//! not, of those that it is compared with: the same decisions on every sample. Nothing where a threshold lies
//! between distances that are too near. An exit where no sample ends gets `never_near`.
[[nodiscard]] PEAX_INLINE std::optional<temporal_choice> in_the_middle(temporal_traces const& traces,
                                                                       temporal_choice what);

} // namespace peax::search

#ifndef PEAX_COMPILED
#include <peax/search/temporal/temporal_middle.ipp>
#endif
