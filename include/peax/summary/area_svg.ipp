#pragma once
//! @file
//! The body of area_svg.hpp.

#include <peax/document/chart.hpp>
#include <peax/summary/area_svg.hpp>
#include <peax/summary/frame.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace peax::summary {

namespace detail {
//! A label beside a vertical guide, above the plot.
struct mark {
  double x = 0, left = 0;
  std::string words;
  std::size_t row = 0;
};

//! The labels of vertical guides in as few rows as they do not touch in.
inline std::vector<mark> marks_of(document::area const& chart, frame const& f) {
  std::vector<mark> out;
  std::vector<double> ends; // of each row
  for (auto const& g : chart.guides) {
    if (!g.vertical || !(g.value >= 0 && g.value <= static_cast<double>(chart.values.size()))) continue;
    mark m{f.px(g.value), 0, fitted(g.label, 260, small_font), 0};
    double const length = width_in_ems(m.words) * small_font;
    m.left = m.x + 5 + length < f.left + f.width ? m.x + 5 : std::max(4.0, m.x - 5 - length);
    while (m.row < ends.size() && ends[m.row] > m.left) ++m.row;
    ends.resize(std::max(ends.size(), m.row + 1));
    ends[m.row] = m.left + length + 12;
    out.push_back(std::move(m));
  }
  return out;
}
} // namespace detail

PEAX_INLINE std::string draw(document::area const& chart, double width) {
  std::vector<double> heights, steps;
  for (std::size_t i = 0; i <= chart.values.size(); ++i) steps.push_back(static_cast<double>(i));
  for (double const v : chart.values) heights.push_back(std::isfinite(v) && v > 0 ? v : 0);
  if (heights.empty()) return nothing_to_draw(chart.title, width);
  document::axis x = chart.x, y = chart.y;
  x.logarithmic = y.logarithmic = false;
  x.from = 0, x.to = static_cast<double>(heights.size());
  frame f{0, 0, 0, 180, scale_for(x, steps, ticks_across(width, 6)), scale_for(y, heights, 4, true)};
  f.left = 26 + label_room(f.y), f.width = width - f.left - 24;
  auto const marks = detail::marks_of(chart, f);
  std::size_t rows = 0;
  for (auto const& m : marks) rows = std::max(rows, m.row + 1);
  f.top = 22 + 16 * static_cast<double>(rows);
  auto const peak = std::max_element(heights.begin(), heights.end());
  std::string const words = "peak " + document::written(*peak, chart.y.shown);

  svg out(width, f.top + f.height + 48,
          chart.title + ": " + words + " in step " + std::to_string(peak - heights.begin()) + " of " +
              std::to_string(heights.size()));
  draw_axes(out, f, chart.x.title, chart.y.title);
  std::string d = "M" + coordinate(f.px(0)) + " " + coordinate(f.py(0));
  for (std::size_t i = 0; i < heights.size(); ++i)
    d += "V" + coordinate(f.py(heights[i])) + "H" + coordinate(f.px(static_cast<double>(i + 1)));
  out.path(d + "V" + coordinate(f.py(0)) + "Z", "area c0");
  for (auto const& m : marks) {
    double const base = f.top - 6 - 16 * static_cast<double>(m.row);
    out.line(m.x, base - 10, m.x, f.top + f.height, "guide").text(m.left, base, m.words, "tick");
  }
  double const at = f.py(*peak), middle = f.px(static_cast<double>(peak - heights.begin()) + 0.5);
  double const half = width_in_ems(words) * small_font / 2;
  out.text(std::clamp(middle, f.left + half, f.left + f.width - half), at - 5, words, "tick mid strong halo");
  return out.str();
}

} // namespace peax::summary
