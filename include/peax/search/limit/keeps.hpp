#pragma once
//! @file
//! Whether a choice keeps a loss limit: the one place for its three strengths.

#include <peax/core/config.hpp>
#include <peax/score/score.hpp>
#include <peax/search/limit/limit.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

namespace peax::search {

//! The loss of a choice against the last exit, and how sure it is.
struct paired_losses {
  double loss = 0;       //!< of score, on the samples
  double unit_mean = 0;  //!< mean of the independent units' losses
  double unit_error = 0; //!< its standard error

  //! Samples are the units. `squares`: the sum of the squares of their losses, each with its weight relative to
  //! the mean weight. As Agresti and Min (2005) do for paired proportions, 1/2 is added to each of the four cells
  //! of the paired table, so that the error is not 0 where no answer differs: two samples more, of which one
  //! differs. `one_more`: the square of that one's weight; of mean recall, which has a table for each class, the
  //! sum of these over the classes.
  [[nodiscard]] static paired_losses of_samples(double loss, double squares, double samples,
                                                double one_more = 1) {
    double const n = samples + 2, mean = loss * samples / n;
    return {loss, loss, std::sqrt(std::max(0.0, (squares + one_more) / n - mean * mean) / n)};
  }
  //! Groups are the units: sums over at least two groups of a group's loss and of its square. The error is at
  //! least that of the same samples taken singly (`of_single`): what samples of a group have in common only
  //! widens it, and few groups that happen to lose alike do not show that others do.
  [[nodiscard]] static paired_losses of_groups(double loss, double sum, double squares, double groups,
                                               double of_single) {
    double const mean = sum / groups;
    double const error = std::sqrt(std::max(0.0, (squares - groups * mean * mean) / (groups - 1)) / groups);
    return {loss, mean, std::max(error, of_single)};
  }
};

//! A limit as it is asked on the samples that the choice sees: plain, or with a margin.
class seen_limit {
 public:
  //! `groups`: how many there are where samples come in groups, else 0. A margin of K standard errors is then
  //! Student's quantile of the same level, and with fewer than `fewest_units` nothing keeps it. A certified limit is asked
  //! as a plain one here; what it promises is for `keeps` below.
  PEAX_INLINE explicit seen_limit(loss_limit const& limit, std::size_t groups = 0);

  //! Without the margin: what fails here fails with it.
  [[nodiscard]] bool keeps(double loss) const { return loss <= most_; }
  [[nodiscard]] bool keeps(paired_losses const& l) const {
    return keeps(l.loss) && (!has_margin_ || (may_ && l.unit_mean + factor_ * l.unit_error <= most_));
  }
  //! What is compared with the limit: the loss, or with its margin.
  [[nodiscard]] double bound(paired_losses const& l) const {
    return has_margin_ ? std::max(l.loss, l.unit_mean + factor_ * l.unit_error) : l.loss;
  }
  [[nodiscard]] bool has_margin() const { return has_margin_; }

 private:
  double most_, factor_ = 0;
  bool has_margin_, may_;
};

//! The answers of the last exit and of a choice to the same samples.
struct paired_answers {
  std::span<std::int32_t const> labels, last, chosen; //!< [samples]
  std::span<std::int64_t const> units{};              //!< [samples]; empty: samples are independent
};

//! The loss of answers with its spread, over the units or the samples, for accuracy and mean recall.
[[nodiscard]] PEAX_INLINE paired_losses losses_of(paired_answers const& answers, scoring::score const& by);

//! Whether the data say that a certified limit holds: "the loss exceeds it" is rejected at 1 - C. `by` is accuracy,
//! or mean recall with its classes named; these then share 1 - C. Samples: paired_test.hpp; units: bets on
//! their mean losses, for a class those of the units that have it.
[[nodiscard]] PEAX_INLINE bool keeps(loss_limit const& certified, scoring::score const& by,
                                     paired_answers const& answers);

//! Standard error of the paired loss in macro F1, which is no mean over samples: that of `draws` bootstrap
//! samples of the units, and at least what one more differing sample of each class makes of it. A function of
//! the seed and the answers.
[[nodiscard]] PEAX_INLINE double macro_f1_loss_error(paired_answers const& answers, std::uint64_t seed,
                                                     std::size_t draws = 200);

} // namespace peax::search

#ifndef PEAX_COMPILED
#include <peax/search/limit/keeps.ipp>
#endif
