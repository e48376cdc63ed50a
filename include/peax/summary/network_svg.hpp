#pragma once
//! @file
//! Draws `document::network_drawing`: boxes with their cost, skip arrows around them, exits at the side,
//! processors as bands.

#include <peax/core/config.hpp>
#include <peax/document/drawing.hpp>
#include <peax/summary/frame.hpp>
#include <peax/summary/network_layout.hpp>

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace peax::summary {

[[nodiscard]] PEAX_INLINE std::string draw(document::network_drawing const& drawing);

} // namespace peax::summary

#ifndef PEAX_COMPILED
#include <peax/summary/network_svg.ipp>
#endif
