#pragma once
//! @file
//! The body of samples_svg.hpp.

#include <peax/document/samples.hpp>
#include <peax/summary/frame.hpp>
#include <peax/summary/samples_svg.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <map>
#include <string>

namespace peax::summary {

namespace detail {

struct place {
  double left, top, width, height;
};

//! Runs of pixels of one colour are one stroke: a path for each colour.
inline void draw_pixels(svg& out, document::sample const& s, place const& at) {
  if (s.rgb.size() < 3 * s.width * s.height) return;
  double const side =
      std::min(at.width / static_cast<double>(s.width), at.height / static_cast<double>(s.height));
  auto const colour_of = [&](std::size_t x, std::size_t y) {
    std::size_t const i = 3 * (y * s.width + x);
    auto const coarse = [](unsigned v) { return std::min(255U, (v / 17U) * 17U); };
    return fmt::format("#{:02x}{:02x}{:02x}", coarse(s.rgb[i]), coarse(s.rgb[i + 1]), coarse(s.rgb[i + 2]));
  };
  std::map<std::string, std::string> paths;
  for (std::size_t y = 0; y < s.height; ++y)
    for (std::size_t x = 0; x < s.width;) {
      std::string const c = colour_of(x, y);
      std::size_t end = x + 1;
      while (end < s.width && colour_of(end, y) == c) ++end;
      std::string const across = coordinate(side * static_cast<double>(end - x));
      paths[c] += "M" + coordinate(at.left + side * static_cast<double>(x)) + " " +
                  coordinate(at.top + side * static_cast<double>(y)) + "h" + across + "v" + coordinate(side) +
                  "h-" + across + "z";
      x = end;
    }
  for (auto const& [fill, way] : paths)
    out.path(way, "pixels", " fill=\"" + fill + "\" stroke=\"" + fill + "\" stroke-width=\"0.3\"");
}

inline void draw_curves(svg& out, document::sample const& s, place const& at) {
  float low = std::numeric_limits<float>::infinity(), high = -low;
  for (auto const& curve : s.curves)
    for (float const v : curve)
      if (std::isfinite(v)) low = std::min(low, v), high = std::max(high, v);
  if (!(low <= high)) return;
  double const span = high > low ? static_cast<double>(high) - static_cast<double>(low) : 1.0;
  out.rect(at.left, at.top, at.width, at.height, "box", 4);
  for (std::size_t c = 0; c < s.curves.size(); ++c) {
    auto const& curve = s.curves[c];
    std::string way;
    for (std::size_t i = 0; i < curve.size(); ++i) {
      double const x = at.left + at.width * static_cast<double>(i) /
                                     static_cast<double>(std::max<std::size_t>(1, curve.size() - 1));
      double const part = (static_cast<double>(curve[i]) - static_cast<double>(low)) / span;
      way += (i == 0 ? "M" : "L") + coordinate(x) + " " +
             coordinate(at.top + 4 + (at.height - 8) * (1 - std::clamp(part, 0.0, 1.0)));
    }
    out.path(way, "trace " + colour(c));
  }
  out.text(at.left + 4, at.top + 13, document::fixed(static_cast<double>(high), 2), "count halo");
  out.text(at.left + 4, at.top + at.height - 5, document::fixed(static_cast<double>(low), 2), "count halo");
}

} // namespace detail

PEAX_INLINE std::string draw(document::samples const& shown, double width) {
  if (shown.all.empty()) return nothing_to_draw(shown.title, width);
  std::size_t const across = std::min<std::size_t>(shown.all.size(), width < 500 ? 2 : 4);
  std::size_t const down = (shown.all.size() + across - 1) / across;
  double const gap = 14, cell = (width - gap * static_cast<double>(across - 1)) / static_cast<double>(across);
  bool const images = !shown.all.front().rgb.empty();
  double const high = images ? std::min(cell, 150.0) : 110, pitch = high + 34;
  svg out(width, pitch * static_cast<double>(down), shown.title);
  for (std::size_t i = 0; i < shown.all.size(); ++i) {
    auto const& s = shown.all[i];
    std::size_t const row = i / across, column = i % across;
    detail::place const at{(cell + gap) * static_cast<double>(column), pitch * static_cast<double>(row) + 20,
                           cell, high};
    out.text(at.left, at.top - 6, fitted(s.name, cell, small_font), "tick ink", s.name);
    if (s.rgb.empty())
      detail::draw_curves(out, s, at);
    else
      detail::draw_pixels(out, s, at);
  }
  return out.str();
}

} // namespace peax::summary
