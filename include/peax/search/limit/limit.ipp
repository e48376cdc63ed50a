#pragma once
//! @file
//! The bodies of limit.hpp.

#include <peax/core/error.hpp>
#include <peax/search/limit/limit.hpp>

#include <cmath>
#include <string>

namespace peax::search {

PEAX_INLINE loss_limit loss_limit::checked(loss_limit const& l) {
  if (!(l.loss >= 0 && l.loss <= 1))
    throw usage_error("max-accuracy-loss is " + std::to_string(l.loss) + "; give a fraction from 0 to 1");
  if (l.strength == limit_strength::margin && !(l.value >= 0 && std::isfinite(l.value)))
    throw usage_error("margin is " + std::to_string(l.value) +
                      "; give a number of standard errors, 0 or more");
  if (l.strength == limit_strength::certified && !(l.value > 0.5 && l.value < 1))
    throw usage_error("confidence is " + std::to_string(l.value) +
                      "; give a probability above 0.5 and below 1");
  return l;
}

} // namespace peax::search
