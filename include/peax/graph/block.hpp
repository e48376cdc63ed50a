#pragma once
//! @file
//! The block graph: layers that belong together, residual regions collapsed. Deterministic: the same graph gives the same blocks.

#include <peax/core/config.hpp>
#include <peax/graph/cost.hpp>
#include <peax/graph/cut.hpp>
#include <peax/graph/graph.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace peax {

//! What a block mainly does.
enum class block_kind : std::uint8_t {
  convolution,
  compute,
  residual,
  pooling,
  global_pooling,
  reshape,
  merging,
  activation,
  normalization,
  other
};

[[nodiscard]] inline std::string_view name_of(block_kind k) {
  constexpr std::string_view names[] = {"convolution",    "compute", "residual", "pooling",
                                        "global_pooling", "reshape", "merging",  "activation",
                                        "normalization",  "other"};
  return names[static_cast<std::size_t>(k)];
}

//! A group of nodes: "convolution_0", "residual_3", "compute_0".
struct block {
  std::string name;
  block_kind kind = block_kind::other;
  std::vector<node_id> nodes;       //!< in running order
  value_id output = value_id::none; //!< the first value made here that is read elsewhere or is an output
  peax::cost cost;                  //!< of one sample
};

//! The blocks of a graph in running order of their first nodes. Rules: convolutions without pooling between them share a
//! block, a depthwise convolution opens one, and so does the convolution that is the classifier; normalization, activation
//! and pooling join; consecutive dense layers are one block; a residual region is one; flattening stands alone; in one
//! dimension every convolution opens a block.
[[nodiscard]] PEAX_INLINE std::vector<block> blocks_of(graph const& g);

//! The block of each node, as an index into the blocks.
[[nodiscard]] PEAX_INLINE std::vector<std::size_t> block_of_nodes(graph const& g,
                                                                  std::span<block const> blocks);

} // namespace peax

#ifndef PEAX_COMPILED
#include <peax/graph/block.ipp>
#endif
