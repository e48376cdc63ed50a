#pragma once
//! @file
//! Draws `document::bars`, `document::histogram` and `document::matrix`.

#include <peax/core/config.hpp>
#include <peax/document/chart.hpp>
#include <peax/summary/frame.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace peax::summary {

namespace detail {

inline double counted(double part) { return std::isfinite(part) && part > 0 ? part : 0; }

} // namespace detail

[[nodiscard]] PEAX_INLINE std::string draw(document::bars const& chart, double width = chart_width);

[[nodiscard]] PEAX_INLINE std::string draw(document::histogram const& chart, double width = chart_width);

[[nodiscard]] PEAX_INLINE std::string draw(document::matrix const& chart, double width = chart_width);

} // namespace peax::summary

#ifndef PEAX_COMPILED
#include <peax/summary/bars_svg.ipp>
#endif
