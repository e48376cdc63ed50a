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

//! Where names stand over their lanes, for there is no room beside them.
inline bool stacked(double width) { return width < 500; }

inline double head_height(document::lane const& lane, double width) {
  return stacked(width) ? 32 + 15 * static_cast<double>(lane.lines.size()) : 0;
}
inline double lane_height(document::lane const& lane, double width) {
  if (stacked(width)) return head_height(lane, width) + 44;
  return std::max(52.0, 30 + 15 * static_cast<double>(lane.lines.size()));
}

//! The colour of the lane's processor; a link is grey.
inline std::string lane_shade(document::lane const& lane) {
  return lane.processor ? "p" + std::to_string(*lane.processor % 4) : "link";
}

//! A task as it is drawn, and how far the lane is free before and behind it.
struct bar_of_task {
  double left, right, top, free_from, free_until;
};

//! The words of a task: in its box, beside it where a lane is free there, and cut only where neither has room. Gives where box and words
//! end.
inline double label_task(svg& out, document::task const& t, std::string const& took, bar_of_task at) {
  std::string const below = t.remark.empty() ? took : took + " · " + t.remark, all = t.name + "\n" + below;
  double const needed = std::max(width_in_ems(t.name) * 12, width_in_ems(below) * 11) + 2;
  double const inside = at.right - at.left - 12, behind = at.free_until - at.right - 8,
               before = at.left - at.free_from - 8;
  double x = at.left + 7, room = inside;
  std::string where = t.waiting ? "" : " on-task";
  if (inside < needed && std::max(behind, before) > inside) {
    bool const to_right = behind >= needed || behind >= before;
    x = to_right ? at.right + 6 : at.left - 6, room = to_right ? behind : before;
    where = to_right ? "" : " end";
  }
  if (room < std::min(needed, 34.0)) return at.right;
  out.text(x, at.top + 15, fitted(t.name, room, 12), "tick strong" + where, all);
  out.text(x, at.top + 28, fitted(below, room, 11), "count" + where, all);
  return x > at.right ? x + std::min(needed, room) : at.right;
}

inline void draw_tasks(svg& out, frame const& f, document::lanes const& chart, document::lane const& lane,
                       double top) {
  std::vector<document::task const*> shown;
  for (auto const& t : lane.tasks)
    if (drawable(t)) shown.push_back(&t);
  std::stable_sort(shown.begin(), shown.end(),
                   [](auto const* a, auto const* b) { return a->start < b->start; });
  double free_from = f.left;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    document::task const& t = *shown[i];
    double const x = f.px(t.start), right = x + std::max(2.0, f.px(t.start + t.duration) - x);
    double const free_until = i + 1 < shown.size() ? f.px(shown[i + 1]->start) : f.left + f.width + 20;
    std::string const took = document::written(t.duration, chart.time);
    out.rect(x, top, right - x, 34, t.waiting ? "task waiting" : "task " + lane_shade(lane), 4,
             t.name + "\n" + took + (t.remark.empty() ? "" : "\n" + t.remark));
    free_from = label_task(out, t, took, {x, right, top, free_from, free_until});
  }
}

} // namespace detail

PEAX_INLINE std::string draw(document::lanes const& chart, double width) {
  if (chart.all.empty()) return nothing_to_draw(chart.title, width);
  std::vector<double> ends;
  double names = 80, height = 0;
  for (auto const& lane : chart.all) {
    names = std::max(names, width_in_ems(clean(lane.name, 60)) * 14); // in bold letters of 13
    for (auto const& line : lane.lines) names = std::max(names, width_in_ems(clean(line, 60)) * small_font);
    height += detail::lane_height(lane, width) + 10;
    for (auto const& t : lane.tasks)
      if (detail::drawable(t)) ends.push_back(t.start + t.duration);
  }
  bool const stacked = detail::stacked(width);
  names = std::min(names, stacked ? width - 40 : width * 0.36);
  frame f{stacked ? 20 : names + 34,
          6,
          0,
          height,
          scale_for({chart.axis_title, chart.time, false, {}, {}}, ends, ticks_across(width, 8), true),
          {}};
  f.width = width - f.left - 34;
  svg out(width, f.top + f.height + 48, chart.title);
  double y = f.top;
  for (std::size_t i = 0; i < chart.all.size(); ++i) {
    double const h = detail::lane_height(chart.all[i], width);
    std::string const shade = detail::lane_shade(chart.all[i]);
    out.rect(4, y, width - 8, h, "band " + shade, 8).rect(4, y + 8, 4, h - 16, "edge " + shade, 2);
    y += h + 10;
  }
  draw_vertical_grid(out, f);
  out.text(f.left + f.width / 2, f.top + f.height + 40, chart.axis_title, "label mid");
  y = f.top;
  for (std::size_t i = 0; i < chart.all.size(); ++i) {
    document::lane const& lane = chart.all[i];
    double const h = detail::lane_height(lane, width);
    out.text(20, y + 22, fitted(lane.name, names, 13), "label strong", lane.name);
    for (std::size_t l = 0; l < lane.lines.size(); ++l)
      out.text(20, y + 38 + 15 * static_cast<double>(l), fitted(lane.lines[l], names, small_font), "tick",
               lane.lines[l]);
    double const head = detail::head_height(lane, width);
    detail::draw_tasks(out, f, chart, lane, head > 0 ? y + head : y + (h - 34) / 2);
    y += h + 10;
  }
  return out.str();
}

} // namespace peax::summary
