#pragma once
//! @file
//! The bodies of bars_svg.hpp.

#include <peax/document/chart.hpp>
#include <peax/summary/bars_svg.hpp>
#include <peax/summary/frame.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace peax::summary {

namespace detail {
inline double length_of(document::bar const& b) {
  double sum = 0;
  for (double part : b.parts) sum += counted(part);
  return sum;
}

//! Where a bar lies: its upper edge and its thickness.
struct bar_place {
  double y, thickness;
};

//! A bar of parts with its name in front and its value behind it.
inline void draw_bar(svg& out, frame const& f, document::bars const& chart, document::bar const& item,
                     bar_place at, std::string const& name, std::string const& label) {
  double const middle = at.y + at.thickness / 2 + 4;
  double done = 0;
  out.text(f.left - 8, middle, name, "tick end ink", item.name);
  for (std::size_t part = 0; part < item.parts.size(); ++part) {
    double const x = f.px(done), w = f.px(done + counted(item.parts[part])) - x;
    done += counted(item.parts[part]);
    if (w <= 0) continue;
    std::string const of =
        part < chart.parts.size() && chart.parts.size() > 1 ? chart.parts[part] + ": " : "";
    out.rect(x, at.y, std::max(w, 1.0), at.thickness, "area " + colour(part), 2,
             item.name + "\n" + of + document::written(item.parts[part], chart.length.shown));
  }
  out.text(f.px(done) + 7, middle, label, "tick");
}

} // namespace detail

PEAX_INLINE std::string draw(document::bars const& chart, double width) {
  if (chart.items.empty()) return nothing_to_draw(chart.title, width);
  double const pitch = chart.items.size() > 40 ? 18 : 26, thickness = pitch - 8;
  double names = 40, values = 40;
  std::vector<double> lengths;
  std::vector<std::string> labels;
  for (auto const& item : chart.items) {
    lengths.push_back(detail::length_of(item));
    bool const known =
        std::any_of(item.parts.begin(), item.parts.end(), [](double part) { return std::isfinite(part); });
    labels.push_back(known ? document::written(lengths.back(), chart.length.shown)
                           : std::string(document::no_value));
    if (!item.remark.empty()) labels.back() += "  " + clean(item.remark, 40);
    names = std::max(names, width_in_ems(clean(item.name, 60)) * small_font);
    values = std::max(values, width_in_ems(labels.back()) * small_font);
  }
  names = std::min(names, width * 0.235), values = std::min(values, width * 0.215);
  document::axis straight = chart.length;
  straight.logarithmic = false;
  frame f{names + 14,
          0,
          0,
          pitch * static_cast<double>(chart.items.size()) + 4,
          scale_for(straight, lengths, ticks_across(width, 6), true),
          {}};
  f.width = width - f.left - values - 18;
  // The longest bar has its value behind it: the axis may end there.
  double const longest = *std::max_element(lengths.begin(), lengths.end());
  if (longest > 0) {
    f.x.to = longest;
    std::erase_if(f.x.ticks, [&](tick const& t) { return t.value > longest * (1 + 1e-9); });
  }
  std::vector<legend_entry> legend;
  for (std::size_t i = 0; chart.parts.size() > 1 && i < chart.parts.size(); ++i)
    legend.push_back({chart.parts[i], "area " + colour(i)});
  svg probe(width, 0, "");
  f.top = draw_legend(probe, f.left, 2, width - f.left, legend) + 4;
  svg out(width, f.top + f.height + 44, chart.title);
  draw_legend(out, f.left, 2, width - f.left, legend);
  draw_vertical_grid(out, f);
  out.text(f.left + f.width / 2, f.top + f.height + 38, chart.length.title, "label mid");
  for (std::size_t i = 0; i < chart.items.size(); ++i)
    detail::draw_bar(out, f, chart, chart.items[i], {f.top + pitch * static_cast<double>(i) + 6, thickness},
                     fitted(chart.items[i].name, names, small_font),
                     fitted(labels[i], values + 10, small_font));
  out.line(f.left, f.top, f.left, f.top + f.height, "axis");
  return out.str();
}

PEAX_INLINE std::string draw(document::histogram const& chart, double width) {
  std::vector<double> heights{0};
  for (auto const& s : chart.all)
    for (double v : s.values) heights.push_back(detail::counted(v));
  bool const ordered =
      std::is_sorted(chart.edges.begin(), chart.edges.end()) &&
      std::all_of(chart.edges.begin(), chart.edges.end(), [](double e) { return std::isfinite(e); });
  if (chart.edges.size() < 2 || !ordered || heights.size() < 2 || chart.edges.front() == chart.edges.back())
    return nothing_to_draw(chart.title, width);
  document::axis x = chart.x, y = chart.y;
  x.logarithmic = y.logarithmic = false;
  x.from = chart.edges.front(), x.to = chart.edges.back();
  frame f{0, 0, 0, 220, scale_for(x, chart.edges, ticks_across(width, 10)), scale_for(y, heights, 5, true)};
  std::vector<legend_entry> legend;
  for (std::size_t i = 0; chart.all.size() > 1 && i < chart.all.size(); ++i)
    legend.push_back({chart.all[i].name, "area " + colour(i)});
  f.left = 26 + label_room(f.y), f.width = width - f.left - 24;
  svg probe(width, 0, "");
  f.top = draw_legend(probe, f.left, 4, f.width, legend) + 8;
  svg out(width, f.top + f.height + 48, chart.title);
  draw_legend(out, f.left, 4, f.width, legend);
  draw_axes(out, f, chart.x.title, chart.y.title);
  double const floor = f.py(0), sets = static_cast<double>(chart.all.size());
  for (std::size_t s = 0; s < chart.all.size(); ++s)
    for (std::size_t i = 0; i + 1 < chart.edges.size() && i < chart.all[s].values.size(); ++i) {
      double const from = f.px(chart.edges[i]) + 1, each = (f.px(chart.edges[i + 1]) - 1 - from) / sets;
      double const height = floor - f.py(detail::counted(chart.all[s].values[i]));
      std::string const span = document::written(chart.edges[i], chart.x.shown) + " to " +
                               document::written(chart.edges[i + 1], chart.x.shown);
      out.rect(from + each * static_cast<double>(s), floor - height, std::max(each, 0.5), height,
               "area " + colour(s), 1,
               chart.all[s].name + "\n" + span + "\n" +
                   document::written(chart.all[s].values[i], chart.y.shown));
    }
  return out.str();
}

PEAX_INLINE std::string draw(document::matrix const& chart, double width) {
  std::size_t const n = chart.labels.size();
  if (n == 0 || chart.values.empty()) return nothing_to_draw(chart.title, width);
  double names = 30, largest = 0;
  for (auto const& label : chart.labels)
    names = std::max(names, std::min(width * 0.16, width_in_ems(clean(label, 60)) * small_font));
  for (auto const& row : chart.values)
    for (double v : row) largest = std::max(largest, detail::counted(v));
  double const side = std::clamp((width - names - 60) / static_cast<double>(n), 5.0, 44.0),
               pitch = std::min(side, 34.0);
  bool const level_heads = std::all_of(chart.labels.begin(), chart.labels.end(), [&](auto const& label) {
    return width_in_ems(clean(label, 60)) * small_font < side - 4;
  });
  double const left = names + 34, top = level_heads ? 38 : 34 + std::min(names, 110.0), font = 11;
  svg out(left + side * static_cast<double>(n) + 20, top + pitch * static_cast<double>(n) + 12, chart.title);
  out.upright(13, top + pitch * static_cast<double>(n) / 2, chart.rows, "label mid");
  out.text(left + side * static_cast<double>(n) / 2, 14, chart.columns, "label mid");
  for (std::size_t i = 0; i < n; ++i) {
    double const at = static_cast<double>(i);
    if (pitch >= 12)
      out.text(left - 8, top + pitch * (at + 0.5) + 4, fitted(chart.labels[i], names, small_font),
               "tick end ink", chart.labels[i]);
    if (level_heads)
      out.text(left + side * (at + 0.5), top - 6, clean(chart.labels[i], 60), "tick mid ink");
    else if (side >= 12)
      out.upright(left + side * (at + 0.5) + 4, top - 6, fitted(chart.labels[i], top - 30, small_font),
                  "tick ink");
    for (std::size_t j = 0; j < n && i < chart.values.size() && j < chart.values[i].size(); ++j) {
      double const v = chart.values[i][j];
      double const shade = largest > 0 ? detail::counted(v) / largest : 0;
      int const level = shade <= 0 ? 0 : 1 + static_cast<int>(std::sqrt(shade) * 8.999);
      std::string const text = document::written(v, chart.shown);
      out.rect(left + side * static_cast<double>(j) + 0.5, top + pitch * at + 0.5, side - 1, pitch - 1,
               (i == j ? "hit h" : "miss h") + std::to_string(std::min(level, 9)), 2,
               chart.rows + ": " + clean(chart.labels[i], 80) + "\n" + chart.columns + ": " +
                   clean(chart.labels[j], 80) + "\n" + text);
      if (side >= 26 && width_in_ems(text) * font < side + 2 && v != 0)
        out.text(left + side * (static_cast<double>(j) + 0.5), top + pitch * (at + 0.5) + 4, text,
                 level > 6 ? "count mid inverse" : "count mid");
    }
  }
  return out.str();
}

} // namespace peax::summary
