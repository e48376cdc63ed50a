#pragma once
//! @file
//! One threshold vector played on stored answers: who leaves where, the score, the mean cost. The oracle of
//! the search.

#include <peax/core/config.hpp>
#include <peax/score/score.hpp>
#include <peax/search/cascade/cascade_traces.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace peax::search {

//! What a cascade does on the samples of its traces.
struct cascade_point {
  std::vector<float> thresholds; //!< [early exits]; 2: never taken, left out of the cascade
  double score = 0;              //!< by the score that was asked for
  double accuracy = 0;
  double mean_cost = 0;            //!< in the unit of the costs
  std::vector<double> exit_shares; //!< [exits] of the samples that leave there
  double loss = 0;                 //!< score of the last exit alone minus `score`

  friend bool operator==(cascade_point const&, cascade_point const&) = default;
};

//! [samples] the exit at which each sample leaves: the first with `confidence >= threshold`, else the last.
[[nodiscard]] PEAX_INLINE std::vector<std::size_t> leaving_exits(cascade_traces const& traces,
                                                                 std::span<float const> thresholds);

//! [samples] the answers at those exits.
[[nodiscard]] PEAX_INLINE std::vector<std::int32_t> answers_at(cascade_traces const& traces,
                                                               std::span<std::size_t const> exit);

//! Score of the last exit alone.
[[nodiscard]] PEAX_INLINE double base_score(cascade_traces const& traces, scoring::score const& by);

//! Whether every machine answers a vector alike: none of its thresholds lies between confidences nearer than least_gap.
[[nodiscard]] PEAX_INLINE bool tells_apart(cascade_traces const& traces, cascade_point const& point);

//! Plays `thresholds` ([early exits], bad_input when not) on the traces.
[[nodiscard]] PEAX_INLINE cascade_point replay(cascade_traces const& traces, std::vector<float> thresholds,
                                               scoring::score const& by = {});

} // namespace peax::search

#ifndef PEAX_COMPILED
#include <peax/search/cascade/replay.ipp>
#endif
