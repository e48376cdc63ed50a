#pragma once
//! @file
//! Bounds of values that follow from the operator that makes them.

#include <peax/graph/graph.hpp>
#include <peax/graph/op.hpp>

#include <algorithm>
#include <limits>

namespace peax::rule {

struct value_range {
  float low = -std::numeric_limits<float>::infinity(), high = std::numeric_limits<float>::infinity();
};

//! Bounds of a float value: those of its activation, kept by what only moves or selects elements.
[[nodiscard]] inline value_range range_of_value(graph const& g, value_id id) {
  for (int steps = 0; steps < 64; ++steps) {
    if (g.producer(id) == node_id::none) return {};
    node const& n = g[g.producer(id)];
    if (n.op.is<op::relu>()) return {0, std::numeric_limits<float>::infinity()};
    if (n.op.is<op::sigmoid>() || n.op.is<op::hard_sigmoid>() || n.op.is<op::softmax>()) return {0, 1};
    if (n.op.is<op::tanh>()) return {-1, 1};
    if (auto const* c = n.op.get_if<op::clip>()) {
      value_range out;
      if (c->low) out.low = *c->low;
      if (c->high) out.high = *c->high, out.low = std::min(out.low, out.high);
      return out;
    }
    if (!n.op.traits().selects) return {};
    id = n.inputs[0];
  }
  return {};
}

} // namespace peax::rule
