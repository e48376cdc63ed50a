#pragma once
//! @file
//! Places the boxes of a network in rows from top to bottom and leads long arrows around them on tracks at
//! the left. Rows by longest path, order within a row by barycentres (Sugiyama, Tagawa and Toda, 1981);
//! tracks by interval colouring.

#include <peax/core/config.hpp>
#include <peax/document/drawing.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace peax::summary {

struct network_layout {
  std::vector<std::size_t> row;               //!< of each box
  std::vector<std::vector<std::size_t>> rows; //!< boxes from left to right
  std::vector<document::arrow> arrows;        //!< without those to nowhere and loops
  std::vector<std::size_t> track;             //!< of each arrow; `no_track` when it joins neighbouring rows
  std::size_t tracks = 0;

  static constexpr std::size_t no_track = static_cast<std::size_t>(-1);
};

[[nodiscard]] PEAX_INLINE network_layout lay_out(document::network_drawing const& drawing);

} // namespace peax::summary

#ifndef PEAX_COMPILED
#include <peax/summary/network_layout.ipp>
#endif
