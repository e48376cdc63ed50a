#pragma once
//! @file
//! Every distinct behaviour of a temporal rule, in order of one exit's threshold.

#include <peax/core/config.hpp>
#include <peax/decision/temporal_rule.hpp>
#include <peax/search/temporal/temporal_judge.hpp>
#include <peax/search/temporal/temporal_traces.hpp>

#include <cstddef>
#include <functional>
#include <limits>
#include <queue>
#include <utility>
#include <vector>

namespace peax::search {

//! Raises one exit's threshold from behaviour to behaviour; the thresholds of the other used exits stand
//! still.
//!
//! A behaviour at threshold t holds up to the smallest compared distance that is not below t. Just above it
//! the samples with that distance end early; only from there on can a recording go differently, and only
//! until the rule is again in the scene in which it was before. So each step plays that stretch alone, and
//! the next smallest distance comes from a heap.
class temporal_sweep {
 public:
  //! `used`: exits in running order with their thresholds; that of `moving` (an index into `used`) is where
  //! the sweep begins. Answers are told to `judge`, which must be fresh.
  PEAX_INLINE temporal_sweep(temporal_traces const& traces, decision::temporal_rule rule,
                             std::vector<std::size_t> used, std::vector<float> thresholds, std::size_t moving,
                             temporal_judge& judge);

  //! Goes on to the next behaviour; false when the threshold can change nothing any more.
  PEAX_INLINE bool advance();

  //! [used + 1] samples by where they end.
  [[nodiscard]] std::vector<std::size_t> const& counts() const { return counts_; }
  //! The squared distance above which this behaviour begins, and the one up to which it holds (infinite for
  //! the last).
  [[nodiscard]] float below() const { return below_; }
  [[nodiscard]] float above() const {
    return events_.empty() ? std::numeric_limits<float>::infinity() : events_.top().first;
  }

  //! A threshold of the moving exit with this behaviour, far from the distances on either side; 0 where no
  //! sample ends there. Negative when no threshold has this behaviour on every machine: the two distances are too near
  //! (temporal_middle.hpp).
  [[nodiscard]] PEAX_INLINE float threshold() const;

 private:
  static constexpr float none = std::numeric_limits<float>::infinity();

  //! The scene in which the sample behind `i` is; its first sample gives the answer of `i` too.
  [[nodiscard]] std::size_t scene_after(std::size_t i) const {
    return leaving_[i] == used_.size() ? i : scene_[i];
  }

  //! Where sample `i` ends in the scene that began with `scene_[i]`; whether it waits for a larger threshold.
  PEAX_INLINE void play_one(std::size_t i);
  PEAX_INLINE void play_from(std::size_t i);
  PEAX_INLINE void drop_stale();

  using event = std::pair<float, std::size_t>;

  temporal_traces const* traces_;
  temporal_judge* judge_;
  decision::temporal_rule rule_;
  std::vector<std::size_t> used_;
  std::vector<float> thresholds_;
  std::size_t moving_;
  float squared_;
  float below_ = -1;
  //! Where a sample ends, the scene it finds, whose answer it gives.
  std::vector<std::size_t> leaving_, scene_, answered_;
  std::vector<float> waiting_; //!< the squared distance above which it would end at the moving exit
  std::vector<std::size_t> counts_;
  std::priority_queue<event, std::vector<event>, std::greater<>> events_;
};

} // namespace peax::search

#ifndef PEAX_COMPILED
#include <peax/search/temporal/temporal_sweep.ipp>
#endif
