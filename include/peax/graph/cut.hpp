#pragma once
//! @file
//! Cuts: values through which everything flows from the inputs to the outputs. Networks are cut and exits attached there.

#include <peax/core/config.hpp>
#include <peax/graph/graph.hpp>
#include <peax/graph/op_traits.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace peax {

//! Number of inputs of a node that are feature maps (no constants), each counted once.
[[nodiscard]] PEAX_INLINE std::vector<value_id> feature_maps_of(graph const& g, node_id id);

//! The class of a node.
[[nodiscard]] PEAX_INLINE layer_class class_of(graph const& g, node_id id);

//! Whether a class computes: what an exit can stand behind.
[[nodiscard]] constexpr bool computes(layer_class c) {
  return c == layer_class::convolution || c == layer_class::depthwise || c == layer_class::dense ||
         c == layer_class::recurrent;
}

//! The nodes that a value depends on, in running order.
[[nodiscard]] PEAX_INLINE std::vector<node_id> nodes_behind(graph const& g, std::span<value_id const> values);

//! All cuts in running order: values made by a node such that every path from an input to an output leads through them.
//! A graph has cuts behind its input only if it has one input; several outputs share the cuts before they part.
//! Linear in the edges: a value is a cut when no other feature map is alive beside it.
[[nodiscard]] PEAX_INLINE std::vector<value_id> cuts_of(graph const& g);

} // namespace peax

#ifndef PEAX_COMPILED
#include <peax/graph/cut.ipp>
#endif
