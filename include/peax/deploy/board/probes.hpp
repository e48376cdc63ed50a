#pragma once
//! @file
//! Small networks whose layers are counted on a board: of every kind of layer some shapes.

#include <peax/core/config.hpp>
#include <peax/graph/graph.hpp>

#include <vector>

namespace peax::deploy::board {

//! About a hundred layers; shapes are chosen so that the terms of a cost differ among them: few and many channels, lines that are no
//! multiple of a tile, borders, strides, groups, one and two axes.
[[nodiscard]] PEAX_INLINE std::vector<graph> probe_graphs();

} // namespace peax::deploy::board

#ifndef PEAX_COMPILED
#include <peax/deploy/board/probes.ipp>
#endif
