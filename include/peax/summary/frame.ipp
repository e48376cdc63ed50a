#pragma once
//! @file
//! The bodies of frame.hpp.

#include <peax/summary/frame.hpp>
#include <peax/summary/svg.hpp>
#include <peax/summary/ticks.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace peax::summary {

PEAX_INLINE void draw_axes(svg& out, frame const& f, std::string_view x_title, std::string_view y_title) {
  draw_vertical_grid(out, f);
  for (tick const& t : f.y.ticks) {
    out.line(f.left, f.py(t.value), f.left + f.width, f.py(t.value), "grid");
    out.text(f.left - 8, f.py(t.value) + 4, t.label, "tick end");
  }
  out.line(f.left, f.top + f.height, f.left + f.width, f.top + f.height, "axis");
  out.text(f.left + f.width / 2, f.top + f.height + 38, x_title, "label mid");
  out.upright(14, f.top + f.height / 2, y_title, "label mid");
}

PEAX_INLINE double draw_legend(svg& out, double left, double top, double width,
                               std::vector<legend_entry> const& entries) {
  double x = left, y = top;
  for (legend_entry const& e : entries) {
    std::string const name = fitted(e.name, std::min(300.0, width - 20), small_font);
    double const needed = 18 + width_in_ems(name) * small_font + 16;
    if (x > left && x + needed > left + width) x = left, y += 20;
    if (e.round)
      out.circle(x + 5, y + 7, 4.5, e.classes);
    else
      out.rect(x, y + 2, 10, 10, e.classes, 2);
    out.text(x + 16, y + 11, name, "tick", name == e.name ? std::string_view{} : std::string_view(e.name));
    x += needed;
  }
  return entries.empty() ? 0 : y - top + 26;
}

} // namespace peax::summary
