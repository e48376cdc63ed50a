#pragma once
//! @file
//! The bodies of limit.hpp.

#include <peax/core/error.hpp>
#include <peax/search/limit/limit.hpp>

#include <fmt/core.h>

#include <cmath>
#include <string>

namespace peax::search {

PEAX_INLINE loss_limit loss_limit::checked(loss_limit const& l) {
  if (!(l.loss >= 0 && l.loss <= 1))
    throw usage_error(fmt::format("max-accuracy-loss is {}; give a fraction from 0 to 1", l.loss));
  if (l.strength == limit_strength::margin && !(l.value >= 0 && std::isfinite(l.value)))
    throw usage_error(fmt::format("margin is {}; give a number of standard errors, 0 or more", l.value));
  if (l.strength == limit_strength::certified && !(l.value > 0.5 && l.value < 1))
    throw usage_error(fmt::format("confidence is {}; give a probability above 0.5 and below 1", l.value));
  return l;
}

} // namespace peax::search
