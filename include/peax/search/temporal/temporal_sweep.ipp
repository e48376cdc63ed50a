#pragma once
//! @file
//! The bodies of temporal_sweep.hpp.

#include <peax/search/temporal/temporal_middle.hpp>
#include <peax/search/temporal/temporal_sweep.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <utility>
#include <vector>

namespace peax::search {

PEAX_INLINE temporal_sweep::temporal_sweep(temporal_traces const& traces, decision::temporal_rule rule,
                                           std::vector<std::size_t> used, std::vector<float> thresholds,
                                           std::size_t moving, temporal_judge& judge)
    : traces_(&traces), judge_(&judge), rule_(rule), used_(std::move(used)),
      thresholds_(std::move(thresholds)), moving_(moving),
      squared_(thresholds_[moving] * thresholds_[moving]), leaving_(traces.samples(), used_.size()),
      scene_(traces.samples(), 0), answered_(traces.samples()), waiting_(traces.samples(), none),
      counts_(used_.size() + 1, 0) {
  std::iota(answered_.begin(), answered_.end(), std::size_t{0});
  counts_.back() = traces.samples();
  for (std::size_t i = 0; i < traces.samples(); ++i) {
    if (traces.is_first(i)) scene_[i] = i;
    play_one(i);
    if (i + 1 < traces.samples() && !traces.is_first(i + 1)) scene_[i + 1] = scene_after(i);
  }
  drop_stale();
}

PEAX_INLINE bool temporal_sweep::advance() {
  if (events_.empty()) return false;
  below_ = events_.top().first;
  squared_ = std::nextafter(below_, std::numeric_limits<float>::infinity());
  while (!events_.empty() && events_.top().first <= below_) {
    auto const [distance, i] = events_.top();
    events_.pop();
    if (waiting_[i] == distance) play_from(i);
  }
  drop_stale();
  return true;
}

PEAX_INLINE float temporal_sweep::threshold() const {
  if (below_ < 0) return decision::never_near;
  auto const middle = middle_threshold(below_, above(), least_difference(*traces_, used_[moving_]));
  return middle ? *middle : -1.0F;
}

PEAX_INLINE void temporal_sweep::play_one(std::size_t i) {
  std::size_t end = used_.size();
  waiting_[i] = none;
  std::size_t const began = scene_[i];
  bool const has_scene = !traces_->is_first(i);
  for (std::size_t k = 0; has_scene && k < used_.size() && end == used_.size(); ++k) {
    std::size_t const e = used_[k];
    if (rule_ == decision::temporal_rule::temporal_patience) {
      auto const& own = traces_->exit(e).own;
      if (own[began] != traces_->final()[began] || own[i] != traces_->final()[began]) continue;
    }
    std::size_t const reference = rule_ == decision::temporal_rule::signature_previous ? i - 1 : began;
    float const distance = peax_decision_squared_distance(
        traces_->vector(e, i), traces_->vector(e, reference), static_cast<int>(traces_->width(e)));
    float const limit = k == moving_ ? squared_ : thresholds_[k] * thresholds_[k];
    if (peax_decision_is_near(distance, limit) != 0)
      end = k;
    else if (k == moving_ && distance < none) {
      waiting_[i] = distance;
      events_.emplace(distance, i);
    }
  }
  --counts_[leaving_[i]];
  ++counts_[end];
  leaving_[i] = end;
  std::size_t const answer = scene_after(i);
  judge_->change(i, answered_[i], answer);
  answered_[i] = answer;
}

PEAX_INLINE void temporal_sweep::play_from(std::size_t i) {
  for (;;) {
    play_one(i);
    std::size_t const next = scene_after(i);
    ++i;
    if (i == traces_->samples() || traces_->is_first(i) || scene_[i] == next) return;
    scene_[i] = next;
  }
}

PEAX_INLINE void temporal_sweep::drop_stale() {
  while (!events_.empty() && waiting_[events_.top().second] != events_.top().first) events_.pop();
}

} // namespace peax::search
