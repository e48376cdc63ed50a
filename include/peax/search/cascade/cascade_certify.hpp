#pragma once
//! @file
//! The certified choice of thresholds.

#include <peax/core/config.hpp>
#include <peax/core/error.hpp>
#include <peax/score/score.hpp>
#include <peax/search/cascade/cascade_traces.hpp>
#include <peax/search/exit_filter.hpp>
#include <peax/search/limit/certified.hpp>
#include <peax/search/limit/limit.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace peax::search {

//! What may be promised.
struct certificate {
  std::vector<float> thresholds; //!< [early exits]; all 2: nothing cheaper than the last exit is certified
  refusal reason{};              //!< why no certificate is given; `why` is empty when one is
  std::string note{};            //!< samples or groups used, path points certified, why the walk ended
};

//! Chooses thresholds of which it may be promised: on new data from the same source the loss exceeds
//! `limit.loss` with probability at most 1 - C. A seeded part of the samples (of the groups, where there are
//! groups) learns a path of threshold vectors from the safest to the cheapest; the rest tests them in that
//! order, each at level 1 - C, and stops at the first that is not rejected. The last rejected one is chosen;
//! with none, the last exit alone, which loses nothing. Refused (reason): macro F1; fewer than 5 groups; a
//! named class without samples to test.
[[nodiscard]] PEAX_INLINE certificate certify(cascade_traces const& traces, scoring::score const& by,
                                              loss_limit const& limit, std::uint64_t seed,
                                              certify_settings const& with = {},
                                              exit_filter const& allowed = {});

namespace detail {

//! Why the groups are too few for a margin or a certificate; empty when they are not.
[[nodiscard]] PEAX_INLINE std::string too_few_groups(cascade_traces const& traces);

//! The independent units: samples singly, or by group in ascending order of the groups.
[[nodiscard]] PEAX_INLINE std::vector<std::vector<std::size_t>> units_of(cascade_traces const& traces);

} // namespace detail

} // namespace peax::search

#ifndef PEAX_COMPILED
#include <peax/search/cascade/cascade_certify.ipp>
#endif
