#pragma once
//! @file
//! A temporal rule with its exits and thresholds, and what it does on the traces of a stream.

#include <peax/core/config.hpp>
#include <peax/decision/temporal_rule.hpp>
#include <peax/score/score.hpp>
#include <peax/search/temporal/temporal_replay.hpp>
#include <peax/search/temporal/temporal_traces.hpp>

#include <cstddef>
#include <vector>

namespace peax::search {

//! A rule with its exits and thresholds. No exits: the whole network on every sample.
struct temporal_choice {
  decision::temporal_rule rule = decision::temporal_rule::difference_detection;
  std::vector<std::size_t> used; //!< exits, in running order
  std::vector<float> thresholds; //!< of these
};

//! What a rule does on the traces.
struct temporal_point {
  temporal_choice what;
  double score = 0, mean_cost = 0;
  double loss = 0;                 //!< score of the whole network minus `score`
  std::vector<double> exit_shares; //!< [used + 1]
};

//! [used + 1] cost of a sample by where it ends.
[[nodiscard]] PEAX_INLINE std::vector<double> leaving_costs(temporal_traces const& traces,
                                                            std::vector<std::size_t> const& used);

//! Plays a choice on the traces, by the lines of the firmware.
[[nodiscard]] PEAX_INLINE temporal_run play(temporal_traces const& traces, temporal_choice const& what);

//! Plays a choice and judges it: the oracle of the sweep.
[[nodiscard]] PEAX_INLINE temporal_point replay(temporal_traces const& traces, temporal_choice what,
                                                scoring::score const& by);

} // namespace peax::search

#ifndef PEAX_COMPILED
#include <peax/search/temporal/temporal_point.ipp>
#endif
