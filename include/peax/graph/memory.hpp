#pragma once
//! @file
//! Peak memory of the feature maps of one sample: the most that is alive at once in an execution order.

#include <peax/core/checked.hpp>
#include <peax/core/config.hpp>
#include <peax/core/units.hpp>
#include <peax/graph/graph.hpp>

#include <cstdint>
#include <vector>

namespace peax {

//! Whether an operator may write its output over its first input: element-wise, or it only renames the shape.
[[nodiscard]] inline bool can_work_in_place(any_op const& op) { return op.traits().in_place; }

//! The most elements alive at once, and the order of nodes that reaches it.
struct memory_peak {
  std::int64_t elements = 0;
  node_id at = node_id::none; //!< the node that runs at the peak
  std::vector<node_id> order;
};

//! Peak of the living feature maps of one sample: the better of the graph's own order and a thrifty one.
[[nodiscard]] PEAX_INLINE memory_peak peak_memory(graph const& g);

//! Bytes of a number of elements of a given width; sub-byte elements are packed densely.
[[nodiscard]] constexpr bytes storage_of(std::int64_t elements, std::int64_t bits) {
  return bytes(checked_sum(checked_product(elements, bits), 7) / 8);
}

} // namespace peax

#ifndef PEAX_COMPILED
#include <peax/graph/memory.ipp>
#endif
