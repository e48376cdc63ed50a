#pragma once
//! @file
//! The bodies of scatter_svg.hpp.

#include <peax/document/chart.hpp>
#include <peax/summary/frame.hpp>
#include <peax/summary/scatter_svg.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace peax::summary {

namespace detail {

//! Puts labels beside points where neither a mark, a line, a label nor the edge is in the way. What finds no
//! room is left to the tip, except the chosen point's label: that takes the place with the least in the way.
class label_places {
 public:
  //! `above`: the room over the frame where labels may lie, too.
  label_places(frame const& f, double above) : frame_(f), above_(above) {}

  void block(double x, double y, double half) { block(x - half, y - half, x + half, y + half); }
  void block(double left, double top, double right, double bottom) {
    taken_.push_back({{left, top, right, bottom}, 1});
  }

  //! The way between two points, as a chain of small squares.
  void block_line(double x1, double y1, double x2, double y2) {
    int const steps = 1 + static_cast<int>(std::hypot(x2 - x1, y2 - y1) / 6);
    for (int i = 0; i < steps; ++i) {
      double const part = (i + 0.5) / steps;
      block(x1 + part * (x2 - x1), y1 + part * (y2 - y1), 2);
    }
  }

  void put(svg& out, double x, double y, std::string const& label, std::string const& classes, bool always) {
    std::string const words = fitted(label, std::min(300.0, frame_.width * 0.8), small_font);
    double const w = width_in_ems(words) * small_font;
    candidate best{};
    int least = always ? std::numeric_limits<int>::max() : 1;
    for (candidate const& c : candidates(x, y, w, always ? 15 : 10)) {
      int const there = in_the_way(c.covers);
      if (inside(c.covers) && there < least) least = there, best = c;
    }
    if (best.anchor == nullptr) return;
    out.text(best.x, best.y, words, classes + best.anchor + " halo");
    taken_.push_back({best.covers, weight_of_words});
  }

  //! The label of a guide, at the first place along its line where nothing is in the way, else where there is least.
  void put_guide(svg& out, bool vertical, double at, std::string const& label) {
    double const w = width_in_ems(label) * small_font, right = frame_.left + frame_.width;
    candidate best{};
    int least = std::numeric_limits<int>::max();
    auto const consider = [&](candidate const& c) {
      int const there = in_the_way(c.covers);
      if (inside(c.covers) && there < least) least = there, best = c;
    };
    for (int step = 0; step < 24; ++step) {
      if (vertical) {
        double const y = frame_.top + 13 + frame_.height * step / 26;
        consider({at + 6, y, "", {at + 3, y - 11, at + 6 + w, y + 3}});
        consider({at - 6, y, " end", {at - 6 - w, y - 11, at - 3, y + 3}});
      } else {
        double const x = right - 4 - frame_.width * step / 26;
        consider({x, at - 6, " end", {x - w, at - 17, x, at - 3}});
        consider({x, at + 15, " end", {x - w, at + 4, x, at + 18}});
      }
    }
    if (best.anchor == nullptr) return;
    out.text(best.x, best.y, label, std::string("tick halo") + best.anchor);
    taken_.push_back({best.covers, weight_of_words});
  }

 private:
  static constexpr int weight_of_words =
      100; // words over words cannot be read, over a mark or a line they can

  struct area {
    double left, top, right, bottom;
  };
  struct taken {
    area covers;
    int weight;
  };
  struct candidate {
    double x = 0, y = 0;
    char const* anchor = nullptr;
    area covers{};
  };

  static std::array<candidate, 8> candidates(double x, double y, double w, double gap) {
    auto const right = [&](double ty) {
      return candidate{x + gap, ty, "", {x + gap, ty - 11, x + gap + w, ty + 3}};
    };
    auto const left = [&](double ty) {
      return candidate{x - gap, ty, " end", {x - gap - w, ty - 11, x - gap, ty + 3}};
    };
    auto const middle = [&](double ty) {
      return candidate{x, ty, " mid", {x - w / 2, ty - 11, x + w / 2, ty + 3}};
    };
    return {right(y + 4),       left(y + 4),   middle(y - gap), middle(y + gap + 10),
            right(y + gap + 6), left(y - gap), right(y - gap),  left(y + gap + 6)};
  }

  [[nodiscard]] bool inside(area const& a) const {
    bool const across = a.left >= frame_.left + 2 && a.right <= frame_.left + frame_.width;
    return across && a.top >= frame_.top - above_ && a.bottom <= frame_.top + frame_.height;
  }
  [[nodiscard]] int in_the_way(area const& a) const {
    int sum = 0;
    for (auto const& [t, weight] : taken_)
      if (a.left < t.right && t.left < a.right && a.top < t.bottom && t.top < a.bottom) sum += weight;
    return sum;
  }

  frame const& frame_;
  double above_;
  std::vector<taken> taken_;
};

PEAX_INLINE std::vector<document::point> drawable(std::vector<document::point> const& points, frame const& f);

} // namespace detail

namespace detail {
PEAX_INLINE std::vector<document::point> drawable(std::vector<document::point> const& points,
                                                  frame const& f) {
  std::vector<document::point> kept;
  std::copy_if(points.begin(), points.end(), std::back_inserter(kept),
               [&](document::point const& p) { return f.x.shows(p.x) && f.y.shows(p.y); });
  return kept;
}

inline bool lies_in(document::axis const& a, double value) {
  return !(a.from && value < *a.from) && !(a.to && value > *a.to);
}
inline bool lies_in(document::scatter const& chart, document::point const& p) {
  return lies_in(chart.x, p.x) && lies_in(chart.y, p.y);
}

inline std::string tip_of(document::scatter const& chart, document::point const& p) {
  std::string const label = p.label.empty() ? "" : p.label + "\n";
  return fmt::format("{}{}: {}\n{}: {}", label, chart.x.title, document::written(p.x, chart.x.shown),
                     chart.y.title, document::written(p.y, chart.y.shown));
}

//! Lines through points; `front` goes in steps, in order of x.
inline void draw_trace(svg& out, frame const& f, std::vector<document::point> points, document::trace kind,
                       std::string const& classes, label_places& places) {
  if (kind == document::trace::points || points.size() < 2) return;
  bool const steps = kind == document::trace::front;
  if (steps)
    std::stable_sort(points.begin(), points.end(), [](auto const& a, auto const& b) { return a.x < b.x; });
  std::string d = "M" + coordinate(f.px(points[0].x)) + " " + coordinate(f.py(points[0].y));
  for (std::size_t i = 1; i < points.size(); ++i) {
    double const x0 = f.px(points[i - 1].x), y0 = f.py(points[i - 1].y), x = f.px(points[i].x),
                 y = f.py(points[i].y);
    if (steps)
      d += "H" + coordinate(x) + "V" + coordinate(y);
    else
      d += "L" + coordinate(x) + " " + coordinate(y);
    places.block_line(x0, y0, x, steps ? y0 : y);
    if (steps) places.block_line(x, y0, x, y);
  }
  out.path(d, "trace " + classes);
}

inline bool shows(frame const& f, document::guide const& g) {
  return !g.diagonal && (g.vertical ? f.x : f.y).shows(g.value);
}

//! Where y is x, from end to end of what both axes have.
inline void draw_diagonal(svg& out, frame const& f, std::string const& label, label_places& places) {
  double const from = std::max(f.x.from, f.y.from), to = std::min(f.x.to, f.y.to);
  if (!(from < to)) return;
  out.line(f.px(from), f.py(from), f.px(to), f.py(to), "guide");
  places.block_line(f.px(from), f.py(from), f.px(to), f.py(to));
  double const at = f.x.logarithmic ? std::sqrt(from * to) : from + (to - from) / 3;
  places.put(out, f.px(at), f.py(at), label, "tick", true);
}

inline void draw_guides(svg& out, frame const& f, std::vector<document::guide> const& guides,
                        label_places& places) {
  double const right = f.left + f.width, bottom = f.top + f.height;
  for (document::guide const& g : guides) {
    if (g.diagonal) draw_diagonal(out, f, g.label, places);
    if (!shows(f, g)) continue;
    double const x = f.px(g.value), y = f.py(g.value);
    if (g.vertical) {
      out.line(x, f.top, x, bottom, "guide");
      places.block(x - 1, f.top, x + 1, bottom);
    } else {
      out.line(f.left, y, right, y, "guide");
      places.block(f.left, y - 1, right, y + 1);
    }
  }
}

inline void label_guides(svg& out, frame const& f, std::vector<document::guide> const& guides,
                         label_places& places) {
  for (document::guide const& g : guides) {
    std::string const label = fitted(g.label, f.width * 0.6, small_font);
    if (shows(f, g)) places.put_guide(out, g.vertical, g.vertical ? f.px(g.value) : f.py(g.value), label);
  }
}

} // namespace detail

PEAX_INLINE std::vector<double> values_of(document::scatter const& chart, bool vertical) {
  scale const x{0, 1, chart.x.logarithmic, {}}, y{0, 1, chart.y.logarithmic, {}};
  std::vector<double> values;
  auto const take = [&](document::point const& p) {
    if (x.shows(p.x) && y.shows(p.y)) values.push_back(vertical ? p.x : p.y);
  };
  for (auto const& s : chart.all) std::for_each(s.points.begin(), s.points.end(), take);
  if (chart.chosen) take(*chart.chosen);
  if (values.empty()) return values;
  for (auto const& g : chart.guides)
    if (!g.diagonal && g.vertical == vertical) values.push_back(g.value);
  return values;
}

PEAX_INLINE std::string outside_in_words(document::scatter const& chart) {
  constexpr std::size_t most = 4;
  std::string out;
  std::size_t count = 0;
  for (auto const& s : chart.all)
    for (auto const& p : s.points) {
      if (!std::isfinite(p.x) || !std::isfinite(p.y) || detail::lies_in(chart, p)) continue;
      if (++count > most) continue;
      out += (count == 1 ? "" : "; ") + (p.label.empty() ? s.name : p.label) + " (" + s.name +
             "): " + document::written(p.y, chart.y.shown) + " at " + document::written(p.x, chart.x.shown);
    }
  if (count == 0) return out;
  return fmt::format("Outside of the chart, marked ▾ at its edge: {}{}.", out,
                     count > most ? fmt::format("; and {} more", count - most) : "");
}

PEAX_INLINE std::string draw(document::scatter const& chart, double width) {
  std::vector<double> const xs = values_of(chart, true), ys = values_of(chart, false);
  if (xs.empty() || ys.empty()) return nothing_to_draw(chart.title, width);
  frame f{0, 0, 0, 300, scale_for(chart.x, xs, ticks_across(width, 8)), scale_for(chart.y, ys, 6)};
  std::vector<legend_entry> legend;
  for (std::size_t i = 0; i < chart.all.size(); ++i)
    if (chart.all.size() > 1 || chart.chosen) legend.push_back({chart.all[i].name, "dot " + colour(i), true});
  if (chart.chosen) legend.push_back({"chosen", "chosen-dot", true});
  f.left = 26 + label_room(f.y), f.width = width - f.left - 24;

  bool const has_level = std::any_of(chart.guides.begin(), chart.guides.end(),
                                     [](document::guide const& g) { return !g.vertical && !g.diagonal; });
  double const above = has_level ? 18 : 4; // the words of the highest level may stand over it
  svg probe(width, 0, "");
  f.top = draw_legend(probe, f.left, 4, f.width, legend) + 6 + above;
  svg out(width, f.top + f.height + 48, chart.title);
  draw_legend(out, f.left, 4, f.width, legend);
  draw_axes(out, f, chart.x.title, chart.y.title);
  detail::label_places places(f, above);
  std::vector<std::vector<document::point>> kept;
  for (auto const& each : chart.all) kept.push_back(detail::drawable(each.points, f));
  for (bool lines : {false, true}) // clouds lie under lines
    for (std::size_t i = 0; i < chart.all.size(); ++i) {
      document::trace const kind = chart.all[i].drawn_as;
      if ((kind != document::trace::points) != lines) continue;
      detail::draw_trace(out, f, kept[i], kind, colour(i), places);
      double const radius = kept[i].size() > 60 ? 2.5 : lines ? 3.5 : 4.5;
      for (document::point const& p : kept[i]) {
        if (!detail::lies_in(chart, p)) { // a mark at the edge; words beside the title say which
          out.text(f.px(p.x), f.py(p.y) - 3, "▾", "tick mid", detail::tip_of(chart, p));
          continue;
        }
        out.circle(f.px(p.x), f.py(p.y), radius, "dot " + colour(i), detail::tip_of(chart, p));
        places.block(f.px(p.x), f.py(p.y), radius);
      }
    }
  detail::draw_guides(out, f, chart.guides, places);
  if (chart.chosen && f.x.shows(chart.chosen->x) && f.y.shows(chart.chosen->y)) {
    double const x = f.px(chart.chosen->x), y = f.py(chart.chosen->y);
    out.circle(x, y, 10, "chosen-ring").circle(x, y, 5, "chosen-dot", detail::tip_of(chart, *chart.chosen));
    places.block(x, y, 11);
    places.put(out, x, y, chart.chosen->label, "label strong", true);
  }
  detail::label_guides(out, f, chart.guides, places);
  for (std::size_t i = 0; i < chart.all.size(); ++i)
    for (document::point const& p : kept[i])
      if (chart.all[i].labelled && !p.label.empty() && detail::lies_in(chart, p))
        places.put(out, f.px(p.x), f.py(p.y), p.label, "tick", false);
  return out.str();
}

} // namespace peax::summary
