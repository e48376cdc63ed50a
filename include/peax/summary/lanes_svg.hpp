#pragma once
//! @file
//! Draws `document::lanes`: processors under one another, what runs on each and when.

#include <peax/core/config.hpp>
#include <peax/document/drawing.hpp>
#include <peax/summary/frame.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace peax::summary {

namespace detail {

PEAX_INLINE bool drawable(document::task const& t);

} // namespace detail

[[nodiscard]] PEAX_INLINE std::string draw(document::lanes const& chart, double width = chart_width);

} // namespace peax::summary

#ifndef PEAX_COMPILED
#include <peax/summary/lanes_svg.ipp>
#endif
