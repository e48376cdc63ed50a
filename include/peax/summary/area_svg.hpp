#pragma once
//! @file
//! Draws `document::area`: one value for each of many steps.

#include <peax/core/config.hpp>
#include <peax/document/chart.hpp>
#include <peax/summary/frame.hpp>

#include <string>

namespace peax::summary {

[[nodiscard]] PEAX_INLINE std::string draw(document::area const& chart, double width = chart_width);

} // namespace peax::summary

#ifndef PEAX_COMPILED
#include <peax/summary/area_svg.ipp>
#endif
