#pragma once
//! @file
//! Which convolutions would be cheaper in two, and the network with one of them replaced.

#include <peax/core/config.hpp>
#include <peax/core/error.hpp>
#include <peax/graph/graph.hpp>
#include <peax/graph/op.hpp>
#include <peax/rewrite/separable/separable_split.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::rewrite {

//! The node of that name; throws bad_input when there is none.
[[nodiscard]] inline node_id node_named(graph const& g, std::string_view name) {
  for (std::size_t i = 0; i < g.nodes().size(); ++i)
    if (g.nodes()[i].name == name) return static_cast<node_id>(i);
  throw bad_input("graph " + g.name() + " has no node '" + std::string(name) + "'");
}

//! MACs of a sample for a convolution and for the depthwise and pointwise ones in its place.
struct separable_costs {
  std::int64_t before = 0, after = 0;
};
[[nodiscard]] inline separable_costs separable_costs_of(graph const& g, node_id conv) {
  shape const &w = g[g[conv].inputs[1]].dims, &out = g[g[conv].outputs[0]].dims;
  std::int64_t const places = out.elements() / out[1], taps = w.elements() / (w[0] * w[1]);
  return {places * w[0] * w[1] * taps, places * w[1] * (taps + w[0])};
}

//! Why a convolution has no cheaper separable form; nothing when it has.
[[nodiscard]] PEAX_INLINE std::optional<std::string> why_not_separable(graph const& g, node_id conv);

//! The convolutions that would be cheaper in two, the most costly first, by the names of their nodes; and why not
//! the others.
struct separable_candidates {
  std::vector<std::string> convolutions;
  std::vector<refusal> refusals;
};
[[nodiscard]] PEAX_INLINE separable_candidates separable_candidates_of(graph const& g);

//! The weights of a convolution without groups.
[[nodiscard]] inline full_kernel kernel_of(graph const& g, node_id conv) {
  tensor const& w = g[g[conv].inputs[1]].constant;
  full_kernel out{static_cast<std::size_t>(w.dims()[0]), static_cast<std::size_t>(w.dims()[1]), 0, {}};
  out.taps = w.size() / (out.outputs * out.inputs);
  out.weights.assign(w.floats().begin(), w.floats().end());
  return out;
}

//! The normalization that alone reads a convolution's output, or none.
[[nodiscard]] inline node_id normalization_behind(graph const& g, node_id conv) {
  value_id const made = g[conv].outputs[0];
  auto const readers = g.readers(made);
  if (readers.size() != 1 || g.is_output(made) || !g[readers[0]].op.is<op::batch_normalization>())
    return node_id::none;
  return g[readers[0]].inputs[0] == made ? readers[0] : node_id::none;
}

//! The graph with a convolution replaced:
//!
//!     Before: x -> Conv(k, stride, pads, dilations, b) -> ...
//!     After:  x -> Conv(k, stride, pads, dilations, groups C) [-> BatchNormalization] -> Conv(1, b') -> ...
//!
//! What stands behind (normalization, activation, pooling) stays, and the value that the convolution made
//! keeps its name. Where a normalization follows the convolution, one stands between the new ones too: its
//! statistics are those of the data, its scale and shift undo them, so that it changes nothing until it is
//! trained. A network whose normalizations are folded into the convolutions gets none. b' is b with the
//! mean that the fit left out. Names of the new nodes and weights begin with the convolution's and
//! "/depthwise", "/norm", "/pointwise".
[[nodiscard]] PEAX_INLINE graph with_separable(graph const& g, node_id conv, separable_kernel const& kernel,
                                               patch_moments const& seen);

} // namespace peax::rewrite

#ifndef PEAX_COMPILED
#include <peax/rewrite/separable/separable_layers.ipp>
#endif
