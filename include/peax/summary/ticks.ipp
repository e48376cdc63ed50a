#pragma once
//! @file
//! The bodies of ticks.hpp.

#include <peax/document/chart.hpp>
#include <peax/summary/ticks.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace peax::summary {

namespace detail {
inline int digits_for(double step) {
  return std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 12);
}

inline std::string tick_label(double value, double step, double largest, document::style const& style) {
  using document::form;
  switch (style.as) {
  case form::percent:
  case form::share: return document::percent(value, digits_for(step * 100));
  case form::integer: return document::written(value, style);
  case form::number: return document::fixed(value, digits_for(step));
  case form::bytes: return document::binary_bytes(value);
  case form::text:
  case form::quantity: break;
  }
  if (value == 0) return "0";
  auto const p = document::detail::si_prefix_of(largest, 1.0);
  if (largest >= 1e18 || largest < 1e-12) return document::si(value, style.unit);
  return document::detail::joined(document::fixed(value / p.scale, digits_for(step / p.scale)), p.sign,
                                  style.unit);
}

//! The largest of 1, 1024, 1024 * 1024, ... of which a span of bytes has one.
inline double binary_unit(double span) {
  double unit = 1;
  while (span >= 1024 * unit && unit < 1e15) unit *= 1024;
  return unit;
}

//! Widens ends that lie together, up to what double can tell apart.
inline void widen(double& from, double& to) {
  double const size = std::max(std::abs(from), std::abs(to));
  double const least = std::max(size * 1e-9, std::numeric_limits<double>::min() * 1e20);
  if (to - from > least) return;
  double const by = size > 1e-280 ? size * 0.1 : 1;
  from -= by, to += by;
}

inline scale logarithmic_scale(double from, double to, document::axis const& axis) {
  from = std::max(from, 1e-300), to = std::max(to, from);
  if (to / from < 1.5) from /= 1.5, to *= 1.5;
  double const margin = std::pow(to / from, 0.04);
  if (!axis.from) from /= margin;
  if (!axis.to) to *= margin;
  scale s{from, to, true, {}};
  double const decades = std::log10(to / from);
  int const stride = std::max(1, static_cast<int>(std::ceil(decades / 8)));
  int const first = static_cast<int>(std::floor(std::log10(from)));
  int const last = static_cast<int>(std::ceil(std::log10(to)));
  for (int power = first; power <= last; power += stride)
    for (double factor : {1.0, 2.0, 5.0}) {
      double const value = factor * std::pow(10.0, power);
      if (value < from * (1 - 1e-9) || value > to * (1 + 1e-9) || (factor != 1.0 && decades > 2.5)) continue;
      s.ticks.push_back({value, tick_label(value, value, value, axis.shown)});
    }
  return s;
}

} // namespace detail

PEAX_INLINE scale scale_for(document::axis const& axis, std::span<double const> values, int count,
                            bool from_zero) {
  scale probe{0, 1, axis.logarithmic, {}};
  double from = std::numeric_limits<double>::infinity(), to = -from;
  for (double v : values)
    if (probe.shows(v) && std::abs(v) < 1e300) from = std::min(from, v), to = std::max(to, v);
  if (from > to) from = axis.logarithmic ? 1 : 0, to = axis.logarithmic ? 10 : 1;
  bool const parts = (axis.shown.as == document::form::percent || axis.shown.as == document::form::share) &&
                     from >= 0 && to <= 1;
  bool const positive = from >= 0;
  if (axis.from && probe.shows(*axis.from)) from = *axis.from;
  if (axis.to && probe.shows(*axis.to)) to = *axis.to;
  if (from > to) std::swap(from, to);
  if (axis.logarithmic) return detail::logarithmic_scale(from, to, axis);
  if (from_zero) from = std::min(from, 0.0), to = std::max(to, 0.0);
  detail::widen(from, to);
  double const margin = 0.04 * (to - from);
  if (positive && from < 0.2 * to && !axis.from) from = 0;
  if (from != 0 && !axis.from) from -= margin;
  if (to != 0 && !axis.to) to += margin;
  if (positive) from = std::max(from, 0.0);
  if (parts) to = std::min(to, 1.0);
  bool const whole = axis.shown.as == document::form::integer;
  double const unit = axis.shown.as == document::form::bytes ? detail::binary_unit(to - from) : 1;
  double const nice = unit * nice_step((to - from) / unit, count);
  double const step = whole ? std::max(1.0, nice) : nice;
  scale s{from, to, false, {}};
  double const first = std::ceil(from / step - 1e-9), last = std::floor(to / step + 1e-9);
  double const largest = std::max(std::abs(first * step), std::abs(last * step));
  for (double i = first; i <= last && s.ticks.size() < 50; ++i)
    s.ticks.push_back({i * step, detail::tick_label(i * step, step, largest, axis.shown)});
  return s;
}

} // namespace peax::summary
