#pragma once
//! @file
//! The score of a temporal rule while answers move from one full inference to another: counts that change by
//! single samples.

#include <peax/core/config.hpp>
#include <peax/score/score.hpp>
#include <peax/search/limit/keeps.hpp>
#include <peax/search/temporal/temporal_traces.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace peax::search {

//! Keeps score. At first every sample is answered by its own full inference. Classes: counts of right
//! answers, exact for any order of changes. Deviations: in units of 2^-32, exact too; the score is 1 - their
//! mean.
class temporal_judge {
 public:
  //! Throws bad_input for a class without samples that the score names, and for a score of classes where
  //! there are none.
  PEAX_INLINE temporal_judge(temporal_traces const& traces, scoring::score const& by);

  //! The answer of sample `i` comes from the full inference of `to` instead of `from`.
  PEAX_INLINE void change(std::size_t i, std::size_t from, std::size_t to);

  [[nodiscard]] double score() const { return score_now(); }
  [[nodiscard]] double base() const { return base_; } //!< of the whole network on every sample
  [[nodiscard]] double loss() const { return base_ - score_now(); }
  [[nodiscard]] std::size_t units() const { return unit_size_.size(); }

  //! Sum of the squares of the samples' losses, weights relative to their mean: with the loss it gives the paired
  //! variance.
  [[nodiscard]] PEAX_INLINE double sum_of_squares() const;

  //! The loss with its spread over the units. Of one unit the spread is that of its samples.
  [[nodiscard]] PEAX_INLINE paired_losses losses() const;

 private:
  static std::size_t index(std::int32_t label) { return static_cast<std::size_t>(label); }
  [[nodiscard]] bool is_right(std::size_t i, std::size_t by) const {
    return traces_->final()[by] == traces_->truth()[i];
  }
  static constexpr double unit_of_deviation = 0x1.0p-32;

  PEAX_INLINE void change_deviation(std::size_t i, std::size_t from, std::size_t to);
  [[nodiscard]] PEAX_INLINE double score_now() const;

  //! Accuracy and deviation: the mean over the unit's samples. Mean recall: its share of the loss times the
  //! number of units, so that the mean is the loss.
  [[nodiscard]] PEAX_INLINE double unit_loss(std::size_t u) const;

  temporal_traces const* traces_;
  scoring::score_kind kind_;
  std::vector<std::int32_t> counted_;
  std::vector<std::int64_t> have_, hit_, said_, differing_, unit_net_;
  std::vector<double> worth_; //!< of a right answer by its class
  double one_more_ = 1;       //!< see paired_losses::of_samples
  std::vector<std::size_t> unit_, unit_size_;
  std::int64_t lost_ = 0;
  double squares_ = 0, base_ = 0;
};

} // namespace peax::search

#ifndef PEAX_COMPILED
#include <peax/search/temporal/temporal_judge.ipp>
#endif
