#pragma once
//! @file
//! How long work will still take, from the shares that it reports.

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace peax {

//! Follows work in stages, one behind the other, each of which reports shares of its own. What a stage is expected to take, in any unit,
//! is put right by what those before it took.
class time_left {
 public:
  time_left() : time_left({1.0}) {}
  //! Negative and unknown expectations are those of nothing.
  explicit time_left(std::vector<double> expected) : expected_(std::move(expected)) {
    for (auto& e : expected_) e = e > 0 ? e : 0;
    for (double const e : expected_) all_ += e;
  }

  //! This stage runs now; those before it have ended, or are left out.
  void begin(std::size_t stage, double now) {
    if (!since_) since_ = now;
    if (stage <= stage_ || stage >= expected_.size()) return;
    measured_.units += expected_[stage_];
    measured_.seconds += now - *since_;
    for (; stage_ < stage; ++stage_) behind_ += expected_[stage_];
    since_ = now;
    began_.reset();
    share_ = 0;
  }

  //! How far the whole is at a share of the stage that runs, at a moment in seconds of any clock.
  struct reading {
    double share = 0; //!< of the whole; never less than before, but for work of one stage that begins anew
    std::optional<double> seconds; //!< that are left; nothing before enough was heard of
  };
  reading at(double share, double now) {
    share = std::clamp(share, 0.0, 1.0);
    if (!since_) since_ = now;
    if (!began_ || share < share_) began_ = {share, now};
    share_ = share;
    double const own = stage_ < expected_.size() ? expected_[stage_] : 0;
    double const later = all_ - behind_ - own;
    reading out;
    out.share = all_ > 0 ? std::max(reached_, std::min(1.0, (behind_ + own * share) / all_)) : share;
    if (expected_.size() > 1) reached_ = out.share;
    double const done = share - began_->share;
    if (done > 0) {
      double const a_unit = per_unit(own * done, now - began_->moment);
      out.seconds = (now - began_->moment) * (1 - share) / done + later * a_unit;
    } else if (measured_.units > 0) {
      out.seconds = (later + own * (1 - share)) * measured_.seconds / measured_.units;
    }
    return out;
  }

 private:
  struct point {
    double share, moment;
  };
  struct amount {
    double units = 0, seconds = 0;
  };
  //! Seconds of a unit of what is expected, by all that has been done.
  [[nodiscard]] double per_unit(double units, double took) const {
    double const all = measured_.units + units;
    return all > 0 ? (measured_.seconds + took) / all : 0;
  }

  std::vector<double> expected_;
  double all_ = 0, behind_ = 0; //!< units of all stages, and of those that have ended
  amount measured_;             //!< what those took that ran
  std::size_t stage_ = 0;
  std::optional<point> began_;
  std::optional<double> since_; //!< when the stage began
  double share_ = 0, reached_ = 0;
};

} // namespace peax
