#pragma once
//! @file
//! What a node costs for one sample: multiply-accumulates, element operations, parameters.
//!
//! MACs are the true ones of convolutions and matrix products: convolution prod(out) * prod(kernel) * Cin / groups, padded
//! cells counted, bias not; dense in * out per row. All else is counted as element operations: one per output element of an
//! element-wise function, two for a normalization (scale, shift), three for a softmax (exponential, sum, division),
//! prod(window) per output of a pooling, every input element of a mean or global pooling.

#include <peax/core/checked.hpp>
#include <peax/core/config.hpp>
#include <peax/core/units.hpp>
#include <peax/graph/graph.hpp>
#include <peax/meta/record.hpp>

#include <cstdint>
#include <span>

namespace peax {

//! Cost of one sample.
struct cost {
  peax::macs macs;
  element_operations elements;
  std::int64_t parameters = 0;

  cost& operator+=(cost const& other) {
    macs += other.macs;
    elements += other.elements;
    parameters = checked_sum(parameters, other.parameters);
    return *this;
  }
  friend bool operator==(cost const&, cost const&) = default;
};

//! Cost of one node for one sample; parameters are the elements of the float constants it reads.
[[nodiscard]] PEAX_INLINE cost cost_of(graph const& g, node_id id);

//! Cost of a set of nodes; a constant that several nodes read counts once.
[[nodiscard]] PEAX_INLINE cost cost_of(graph const& g, std::span<node_id const> nodes);

//! Cost of the whole graph.
[[nodiscard]] PEAX_INLINE cost cost_of(graph const& g);

} // namespace peax

PEAX_RECORD(peax::cost, macs, elements, parameters);

#ifndef PEAX_COMPILED
#include <peax/graph/cost.ipp>
#endif
