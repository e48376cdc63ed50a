#pragma once
//! @file
//! The certified choice of a temporal rule, with the recording (or the group of samples) as the independent unit.

#include <peax/core/config.hpp>
#include <peax/core/error.hpp>
#include <peax/core/progress.hpp>
#include <peax/search/limit/certified.hpp>
#include <peax/search/temporal/temporal_goal.hpp>
#include <peax/search/temporal/temporal_point.hpp>
#include <peax/search/temporal/temporal_traces.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace peax::search {

//! What may be promised of a temporal rule.
struct temporal_certificate {
  temporal_choice what; //!< the whole network alone when nothing cheaper could be certified
  refusal reason{};     //!< why no certificate is given; `why` is empty when one is
  std::string note{};   //!< recordings or groups used, path points certified
};

namespace detail {
//! Why the units of the traces are too few for a margin or a certificate; empty when they are not.
[[nodiscard]] PEAX_INLINE std::string too_few_units(temporal_traces const& traces);
//! What the independent unit is called.
[[nodiscard]] PEAX_INLINE std::string unit_of(temporal_traces const& traces);
//! [samples] the answers of a choice: those of the whole network at the samples that it repeats.
[[nodiscard]] PEAX_INLINE std::vector<std::int32_t> answers_of(temporal_traces const& traces,
                                                               temporal_choice const& what);
} // namespace detail

//! Chooses a rule of which it may be promised: on new recordings from the same source the loss exceeds the
//! limit with probability at most 1 - C. A seeded quarter of the recordings (of the groups, where there are
//! groups) learns a path of choices from the safest to the cheapest; the rest tests them in that order, each
//! at level 1 - C by bets on the recordings' mean losses, and stops at the first that is not rejected. With
//! none certified the whole network alone is kept, which loses nothing. Refused (reason): macro F1; networks
//! that are no classifiers; fewer than 5 units; a named class without samples on one side.
[[nodiscard]] PEAX_INLINE temporal_certificate certify(temporal_traces const& traces,
                                                       temporal_goal const& goal,
                                                       certify_settings const& with = {},
                                                       progress const& to = {});

} // namespace peax::search

#ifndef PEAX_COMPILED
#include <peax/search/temporal/temporal_certify.ipp>
#endif
