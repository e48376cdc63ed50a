#pragma once
//! @file
//! Draws `document::samples`: small images and curves in a grid.

#include <peax/core/config.hpp>
#include <peax/document/samples.hpp>
#include <peax/summary/frame.hpp>

#include <string>

namespace peax::summary {

[[nodiscard]] PEAX_INLINE std::string draw(document::samples const& shown, double width = chart_width);

} // namespace peax::summary

#ifndef PEAX_COMPILED
#include <peax/summary/samples_svg.ipp>
#endif
