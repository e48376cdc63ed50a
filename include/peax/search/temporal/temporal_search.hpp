#pragma once
//! @file
//! The search over temporal rules: the front of score against mean cost, and the point that a loss limit
//! chooses.

#include <peax/core/config.hpp>
#include <peax/core/error.hpp>
#include <peax/core/progress.hpp>
#include <peax/search/temporal/temporal_goal.hpp>
#include <peax/search/temporal/temporal_point.hpp>
#include <peax/search/temporal/temporal_traces.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace peax::search {

//! What was found.
struct temporal_found {
  std::vector<temporal_point> front;    //!< strictly ascending in mean cost and in score
  std::optional<temporal_point> chosen; //!< the cheapest that meets the limit; without a limit, none
  refusal reason{};   //!< why nothing was chosen; `why` is empty when something was, or no limit was given
  std::string note{}; //!< what a certificate rests on
  std::size_t behaviours = 0; //!< seen
};

//! Searches the traces. One exit: every distinct behaviour of every rule. A limit chooses the cheapest
//! behaviour that meets it (plain, margin; for macro F1 the margin looks at the front only), or the cheapest
//! that certify() certifies, with the recording (or the group of samples) as the unit. Throws bad_input for
//! classes without samples; a limit that cannot be had is `reason`.
[[nodiscard]] PEAX_INLINE temporal_found search_temporal(temporal_traces const& traces,
                                                         temporal_goal const& goal, progress const& to = {});

//! Whether one point keeps the goal's limit, its margin counted: what search_temporal asks of all, for a choice by something else
//! than the cost. Of a certificate, which is given for the one that was picked, it asks what a plain limit does.
[[nodiscard]] PEAX_INLINE bool keeps_margin(temporal_traces const& traces, temporal_point const& point,
                                            temporal_goal const& goal);

} // namespace peax::search

#ifndef PEAX_COMPILED
#include <peax/search/temporal/temporal_search.ipp>
#endif
