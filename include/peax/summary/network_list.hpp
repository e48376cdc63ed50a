#pragma once
//! @file
//! A network as a list in HTML: what a narrow screen, and a reader without eyes for drawings, has in place of the drawing.

#include <peax/core/config.hpp>
#include <peax/document/drawing.hpp>

#include <string>

namespace peax::summary {

//! The boxes from the input on, each with its share of the cost, its processor where that changes, and its exits below it.
[[nodiscard]] PEAX_INLINE std::string list_of(document::network_drawing const& drawing);

} // namespace peax::summary

#ifndef PEAX_COMPILED
#include <peax/summary/network_list.ipp>
#endif
