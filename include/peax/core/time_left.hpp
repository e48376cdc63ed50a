#pragma once
//! @file
//! How long work will still take, from the shares that it reports.

#include <optional>

namespace peax {

//! Follows the share that is done. One that falls begins something new; a new name alone (the next epoch of a training) does not.
class time_left {
 public:
  //! Seconds that are left at a share of 0 to 1 that is done at this moment, in seconds of any clock; nothing before the second report.
  std::optional<double> at(double share, double now) {
    if (!began_ || share < last_share_) began_ = {share, now};
    last_share_ = share;
    double const done = share - began_->share;
    if (!(done > 0)) return std::nullopt;
    return (now - began_->moment) * (1 - share) / done;
  }

 private:
  struct point {
    double share, moment;
  };
  std::optional<point> began_;
  double last_share_ = 0;
};

} // namespace peax
