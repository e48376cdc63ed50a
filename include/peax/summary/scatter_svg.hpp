#pragma once
//! @file
//! Draws `document::scatter`: clouds of points, lines and Pareto fronts, guides, and the chosen point.

#include <peax/document/chart.hpp>
#include <peax/summary/frame.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace peax::summary {

namespace detail {

//! Puts labels beside points where neither a label nor the edge is in the way; what finds no room is left to the tip.
class label_places {
 public:
  explicit label_places(frame const& f) : frame_(f) {}

  void block(double x, double y, double half) { taken_.push_back({x - half, y - half, x + half, y + half}); }

  void put(svg& out, double x, double y, std::string const& label, std::string_view classes) {
    std::string const words = fitted(label, 260, small_font);
    double const w = width_in_ems(words) * small_font, gap = 11;
    struct place {
      double x, y;
      char const* anchor;
      box covers;
    };
    place const places[] = {{x + gap, y + 4, "", {x + gap, y - 8, x + gap + w, y + 8}},
                            {x - gap, y + 4, " end", {x - gap - w, y - 8, x - gap, y + 8}},
                            {x, y - gap, " mid", {x - w / 2, y - gap - 11, x + w / 2, y - gap + 3}},
                            {x, y + gap + 10, " mid", {x - w / 2, y + gap - 2, x + w / 2, y + gap + 14}}};
    for (place const& p : places) {
      if (!free(p.covers)) continue;
      out.text(p.x, p.y, words, std::string(classes) + p.anchor);
      taken_.push_back(p.covers);
      return;
    }
  }

 private:
  struct box {
    double left, top, right, bottom;
  };

  [[nodiscard]] bool free(box const& b) const {
    bool const inside = b.left >= frame_.left + 2 && b.right <= frame_.left + frame_.width && b.top >= frame_.top && b.bottom <= frame_.top + frame_.height;
    return inside && std::none_of(taken_.begin(), taken_.end(), [&](box const& t) {
      return b.left < t.right && t.left < b.right && b.top < t.bottom && t.top < b.bottom;
    });
  }

  frame const& frame_;
  std::vector<box> taken_;
};

inline std::vector<document::point> drawable(std::vector<document::point> const& points, frame const& f) {
  std::vector<document::point> kept;
  std::copy_if(points.begin(), points.end(), std::back_inserter(kept),
               [&](document::point const& p) { return f.x.shows(p.x) && f.y.shows(p.y); });
  return kept;
}

inline std::string tip_of(document::scatter const& chart, document::point const& p) {
  std::string const label = p.label.empty() ? "" : p.label + "\n";
  return label + chart.x.title + ": " + document::written(p.x, chart.x.shown) + "\n" + chart.y.title + ": " + document::written(p.y, chart.y.shown);
}

inline void draw_trace(svg& out, frame const& f, std::vector<document::point> points, document::trace kind, std::string const& classes) {
  if (kind == document::trace::points || points.size() < 2) return;
  if (kind == document::trace::front)
    std::stable_sort(points.begin(), points.end(), [](auto const& a, auto const& b) { return a.x < b.x; });
  std::string d;
  for (std::size_t i = 0; i < points.size(); ++i) {
    std::string const x = coordinate(f.px(points[i].x)), y = coordinate(f.py(points[i].y));
    if (i == 0) d += "M" + x + " " + y;
    else if (kind == document::trace::line) d += "L" + x + " " + y;
    else d += "H" + x + "V" + y;
  }
  out.path(d, "trace " + classes);
}

inline void draw_guides(svg& out, frame const& f, std::vector<document::guide> const& guides) {
  for (document::guide const& g : guides) {
    if (!(g.vertical ? f.x : f.y).shows(g.value)) continue;
    if (g.vertical) {
      out.line(f.px(g.value), f.top, f.px(g.value), f.top + f.height, "guide");
      out.text(f.px(g.value) + 6, f.top + 13, fitted(g.label, f.left + f.width - f.px(g.value), small_font), "tick");
    } else {
      out.line(f.left, f.py(g.value), f.left + f.width, f.py(g.value), "guide");
      out.text(f.left + f.width - 4, f.py(g.value) - 6, fitted(g.label, f.width * 0.6, small_font), "tick end");
    }
  }
}

} // namespace detail

//! The values of one axis, those of guides and of the chosen point included.
[[nodiscard]] inline std::vector<double> values_of(document::scatter const& chart, bool vertical) {
  scale const x{0, 1, chart.x.logarithmic, {}}, y{0, 1, chart.y.logarithmic, {}};
  std::vector<double> values;
  auto const take = [&](document::point const& p) {
    if (x.shows(p.x) && y.shows(p.y)) values.push_back(vertical ? p.x : p.y);
  };
  for (auto const& s : chart.all) std::for_each(s.points.begin(), s.points.end(), take);
  if (chart.chosen) take(*chart.chosen);
  if (values.empty()) return values;
  for (auto const& g : chart.guides)
    if (g.vertical == vertical) values.push_back(g.value);
  return values;
}

[[nodiscard]] inline std::string draw(document::scatter const& chart) {
  std::vector<double> const xs = values_of(chart, true), ys = values_of(chart, false);
  if (xs.empty() || ys.empty()) return nothing_to_draw(chart.title);
  frame f{0, 0, 0, 300, scale_for(chart.x, xs, 8), scale_for(chart.y, ys, 6)};
  std::vector<legend_entry> legend;
  for (std::size_t i = 0; i < chart.all.size(); ++i)
    if (chart.all.size() > 1 || chart.chosen) legend.push_back({chart.all[i].name, "dot " + colour(i), true});
  if (chart.chosen) legend.push_back({"chosen", "chosen-dot", true});
  f.left = 26 + label_room(f.y), f.width = chart_width - f.left - 24;

  svg probe(chart_width, 0, "");
  f.top = draw_legend(probe, f.left, 4, f.width, legend) + 10;
  svg out(chart_width, f.top + f.height + 48, chart.title);
  draw_legend(out, f.left, 4, f.width, legend);
  draw_axes(out, f, chart.x.title, chart.y.title);
  detail::draw_guides(out, f, chart.guides);

  detail::label_places places(f);
  std::vector<std::vector<document::point>> kept;
  for (std::size_t i = 0; i < chart.all.size(); ++i) {
    kept.push_back(detail::drawable(chart.all[i].points, f));
    detail::draw_trace(out, f, kept[i], chart.all[i].drawn_as, colour(i));
    double const radius = kept[i].size() > 60 ? 2.5 : chart.all[i].drawn_as == document::trace::points ? 4.5 : 3.5;
    for (document::point const& p : kept[i]) {
      out.circle(f.px(p.x), f.py(p.y), radius, "dot " + colour(i), detail::tip_of(chart, p));
      places.block(f.px(p.x), f.py(p.y), radius);
    }
  }
  if (chart.chosen && f.x.shows(chart.chosen->x) && f.y.shows(chart.chosen->y)) {
    double const x = f.px(chart.chosen->x), y = f.py(chart.chosen->y);
    out.circle(x, y, 10, "chosen-ring").circle(x, y, 5, "chosen-dot", detail::tip_of(chart, *chart.chosen));
    places.put(out, x, y, chart.chosen->label, "label strong");
  }
  for (std::size_t i = 0; i < chart.all.size(); ++i)
    for (document::point const& p : kept[i])
      if (chart.all[i].labelled && !p.label.empty()) places.put(out, f.px(p.x), f.py(p.y), p.label, "tick");
  return out.str();
}

//! How many points have no place in the chart: not finite, or not above 0 on a logarithmic axis.
[[nodiscard]] inline std::size_t left_out(document::scatter const& chart) {
  scale const x{0, 1, chart.x.logarithmic, {}}, y{0, 1, chart.y.logarithmic, {}};
  std::size_t count = 0;
  for (auto const& s : chart.all)
    for (auto const& p : s.points) count += x.shows(p.x) && y.shows(p.y) ? 0 : 1;
  return count;
}

} // namespace peax::summary
