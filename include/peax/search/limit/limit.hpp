#pragma once
//! @file
//! How much score may be lost, and how surely: the three strengths of a limit.

#include <peax/core/error.hpp>

#include <cmath>
#include <string>

namespace peax::search {

enum class limit_strength {
  plain,    //!< on the samples that the choice sees
  margin,   //!< loss + K standard errors of the paired loss: an estimate, no guarantee
  certified //!< on new data from the same source the loss exceeds it with probability at most 1 - C
};

//! Loss of score against the last exit alone, at most.
struct loss_limit {
  double loss = 0; //!< E, a fraction
  limit_strength strength = limit_strength::plain;
  double value = 0; //!< K or C

  [[nodiscard]] static loss_limit plain(double loss) { return checked({loss, limit_strength::plain, 0}); }
  [[nodiscard]] static loss_limit margin(double loss, double k) {
    return checked({loss, limit_strength::margin, k});
  }
  [[nodiscard]] static loss_limit certified(double loss, double c) {
    return checked({loss, limit_strength::certified, c});
  }

  //! Gives it back, or throws usage_error when E is not in [0, 1], K is negative, or C is not in (0.5, 1).
  [[nodiscard]] static loss_limit checked(loss_limit const& l) {
    if (!(l.loss >= 0 && l.loss <= 1))
      throw usage_error(std::string("max-accuracy-loss is ") + std::to_string(l.loss) +
                        "; give a fraction from 0 to 1");
    if (l.strength == limit_strength::margin && !(l.value >= 0 && std::isfinite(l.value)))
      throw usage_error(std::string("margin is ") + std::to_string(l.value) +
                        "; give a number of standard errors, 0 or more");
    if (l.strength == limit_strength::certified && !(l.value > 0.5 && l.value < 1))
      throw usage_error(std::string("confidence is ") + std::to_string(l.value) +
                        "; give a probability above 0.5 and below 1");
    return l;
  }

  friend bool operator==(loss_limit const&, loss_limit const&) = default;
};

} // namespace peax::search
