#pragma once
//! @file
//! What the charts share: the plot area with its axes, and the legend above it.

#include <peax/core/config.hpp>
#include <peax/summary/svg.hpp>
#include <peax/summary/ticks.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace peax::summary {

inline constexpr double chart_width = 940;
//! Of the drawing that a narrow screen shows in place of the wide one.
inline constexpr double narrow_width = 360;
inline constexpr double small_font = 12;

//! A plot area in pixels and the scales of its two axes.
struct frame {
  double left, top, width, height;
  scale x, y;

  [[nodiscard]] double px(double value) const {
    return left + width * std::clamp(x.place(value), -0.01, 1.01);
  }
  [[nodiscard]] double py(double value) const {
    return top + height * (1 - std::clamp(y.place(value), -0.01, 1.01));
  }
};

//! How many labels a horizontal axis can bear, of those that a chart of full width has.
[[nodiscard]] inline int ticks_across(double width, int at_full_width) {
  return std::clamp(static_cast<int>(at_full_width * width / chart_width), 3, at_full_width);
}

//! Room for the labels of a vertical axis.
[[nodiscard]] inline double label_room(scale const& s) {
  double widest = 0;
  for (tick const& t : s.ticks) widest = std::max(widest, width_in_ems(t.label) * small_font);
  return widest + 12;
}

inline void draw_vertical_grid(svg& out, frame const& f) {
  for (tick const& t : f.x.ticks) {
    out.line(f.px(t.value), f.top, f.px(t.value), f.top + f.height, "grid");
    out.text(f.px(t.value), f.top + f.height + 17, t.label, "tick mid");
  }
}

//! Grid, labels and titles of both axes.
PEAX_INLINE void draw_axes(svg& out, frame const& f, std::string_view x_title, std::string_view y_title);

struct legend_entry {
  std::string name;
  std::string classes; //!< of the swatch
  bool round = false;
};

//! Draws swatches with names from left to right, breaking lines; gives the height used.
PEAX_INLINE double draw_legend(svg& out, double left, double top, double width,
                               std::vector<legend_entry> const& entries);

//! What stands in place of a chart without data.
[[nodiscard]] inline std::string nothing_to_draw(std::string_view title, double width = chart_width) {
  svg out(width, 64, title);
  out.rect(0.5, 0.5, width - 1, 63, "empty", 6).text(width / 2, 37, "No data", "tick mid");
  return out.str();
}

} // namespace peax::summary

#ifndef PEAX_COMPILED
#include <peax/summary/frame.ipp>
#endif
