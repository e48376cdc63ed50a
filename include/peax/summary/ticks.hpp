#pragma once
//! @file
//! Marks of an axis at 1, 2 or 5 times a power of ten, with labels of equal precision.

#include <peax/core/config.hpp>
#include <peax/document/chart.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace peax::summary {

struct tick {
  double value;
  std::string label;
};

//! An axis made ready for drawing: its ends and its marks. `place` is where a value lies, 0 to 1.
struct scale {
  double from = 0;
  double to = 1;
  bool logarithmic = false;
  std::vector<tick> ticks;

  [[nodiscard]] double place(double value) const {
    return logarithmic ? std::log10(value / from) / std::log10(to / from) : (value - from) / (to - from);
  }
  [[nodiscard]] bool shows(double value) const { return std::isfinite(value) && (!logarithmic || value > 0); }
};

//! The smallest of 1, 2, 5 times a power of ten that makes at most `count` steps of a span above 0.
[[nodiscard]] inline double nice_step(double span, int count) {
  double const least = span / std::max(1, count);
  double const power = std::pow(10.0, std::floor(std::log10(least)));
  for (double factor : {1.0, 2.0, 5.0})
    if (factor * power >= least * (1 - 1e-9)) return factor * power;
  return 10 * power;
}

//! The scale of an axis for given values: a little wider than they are unless the axis says where it ends,
//! with about `count` marks. What is positive stays so, parts stay within 0 to 1. `from_zero` keeps 0 on the
//! axis, for bars.
[[nodiscard]] PEAX_INLINE scale scale_for(document::axis const& axis, std::span<double const> values,
                                          int count, bool from_zero = false);

} // namespace peax::summary

#ifndef PEAX_COMPILED
#include <peax/summary/ticks.ipp>
#endif
