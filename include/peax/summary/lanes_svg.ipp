#pragma once
//! @file
//! The bodies of lanes_svg.hpp.

#include <peax/document/drawing.hpp>
#include <peax/summary/frame.hpp>
#include <peax/summary/lanes_svg.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace peax::summary {

namespace detail {
PEAX_INLINE bool drawable(document::task const& t) {
  return std::isfinite(t.start) && std::isfinite(t.duration) && t.start >= 0 && t.duration >= 0;
}

inline double lane_height(document::lane const& lane) {
  return std::max(52.0, 30 + 15 * static_cast<double>(lane.lines.size()));
}

//! The colour of the lane's processor; a link is grey.
inline std::string lane_shade(document::lane const& lane) {
  return lane.processor ? "p" + std::to_string(*lane.processor % 4) : "link";
}

} // namespace detail

PEAX_INLINE std::string draw(document::lanes const& chart, double width) {
  if (chart.all.empty()) return nothing_to_draw(chart.title, width);
  std::vector<double> ends;
  double names = 80, height = 0;
  for (auto const& lane : chart.all) {
    names = std::max(names, width_in_ems(clean(lane.name, 60)) * 13);
    for (auto const& line : lane.lines) names = std::max(names, width_in_ems(clean(line, 60)) * small_font);
    height += detail::lane_height(lane) + 10;
    for (auto const& t : lane.tasks)
      if (detail::drawable(t)) ends.push_back(t.start + t.duration);
  }
  names = std::min(names, width * 0.26);
  frame f{names + 34,
          6,
          0,
          height,
          scale_for({chart.axis_title, chart.time, false, {}, {}}, ends, ticks_across(width, 8), true),
          {}};
  f.width = width - f.left - 34;
  svg out(width, f.top + f.height + 48, chart.title);
  double y = f.top;
  for (std::size_t i = 0; i < chart.all.size(); ++i) {
    double const h = detail::lane_height(chart.all[i]);
    std::string const shade = detail::lane_shade(chart.all[i]);
    out.rect(4, y, width - 8, h, "band " + shade, 8).rect(4, y + 8, 4, h - 16, "edge " + shade, 2);
    y += h + 10;
  }
  draw_vertical_grid(out, f);
  out.text(f.left + f.width / 2, f.top + f.height + 40, chart.axis_title, "label mid");
  y = f.top;
  for (std::size_t i = 0; i < chart.all.size(); ++i) {
    document::lane const& lane = chart.all[i];
    double const h = detail::lane_height(lane);
    out.text(20, y + 22, fitted(lane.name, names, 13), "label strong", lane.name);
    for (std::size_t l = 0; l < lane.lines.size(); ++l)
      out.text(20, y + 38 + 15 * static_cast<double>(l), fitted(lane.lines[l], names, small_font), "tick",
               lane.lines[l]);
    for (document::task const& t : lane.tasks) {
      if (!detail::drawable(t)) continue;
      double const x = f.px(t.start), w = std::max(2.0, f.px(t.start + t.duration) - x),
                   top = y + (h - 34) / 2;
      std::string const took = document::written(t.duration, chart.time);
      out.rect(x, top, w, 34, t.waiting ? "task waiting" : "task " + detail::lane_shade(lane), 4,
               t.name + "\n" + took + (t.remark.empty() ? "" : "\n" + t.remark));
      std::string const ink = t.waiting ? "" : " on-task";
      if (w > 46) out.text(x + 7, top + 15, fitted(t.name, w - 12, 12), "tick strong" + ink);
      if (w > 46)
        out.text(x + 7, top + 28, fitted(t.remark.empty() ? took : took + " · " + t.remark, w - 12, 11),
                 "count" + ink);
    }
    y += h + 10;
  }
  return out.str();
}

} // namespace peax::summary
