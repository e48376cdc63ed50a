#pragma once
//! @file
//! Draws `document::scatter`: clouds of points, lines and Pareto fronts, guides, and the chosen point.

#include <peax/core/config.hpp>
#include <peax/document/chart.hpp>
#include <peax/summary/frame.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace peax::summary {

//! The values of one axis, those of guides and of the chosen point included.
[[nodiscard]] PEAX_INLINE std::vector<double> values_of(document::scatter const& chart, bool vertical);

[[nodiscard]] PEAX_INLINE std::string draw(document::scatter const& chart, double width = chart_width);

//! How many points have no place in the chart: not finite, or not above 0 on a logarithmic axis.
[[nodiscard]] inline std::size_t left_out(document::scatter const& chart) {
  scale const x{0, 1, chart.x.logarithmic, {}}, y{0, 1, chart.y.logarithmic, {}};
  std::size_t count = 0;
  for (auto const& s : chart.all)
    for (auto const& p : s.points) count += x.shows(p.x) && y.shows(p.y) ? 0 : 1;
  return count;
}

//! Which points lie beyond the ends that the axes were given; empty when none does.
[[nodiscard]] PEAX_INLINE std::string outside_in_words(document::scatter const& chart);

} // namespace peax::summary

#ifndef PEAX_COMPILED
#include <peax/summary/scatter_svg.ipp>
#endif
