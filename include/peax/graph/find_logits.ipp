#pragma once
//! @file
//! The body of find_logits.hpp.

#include <peax/graph/find_logits.hpp>
#include <peax/graph/op.hpp>

#include <cstddef>

namespace peax {

PEAX_INLINE logits find_logits(graph const& g, std::size_t output) {
  value_id const out = g.outputs()[output];
  for (value_id at = out; g.producer(at) != node_id::none;) {
    node const& n = g[g.producer(at)];
    if (n.op.is<op::softmax>()) return {n.inputs[0], final_activation::softmax};
    if (n.op.is<op::sigmoid>()) return {n.inputs[0], final_activation::sigmoid};
    if (!n.op.traits().view && !n.op.is<op::fake_quantize>())
      break; // rounded probabilities are of the same logits
    at = n.inputs[0];
  }
  return {out, final_activation::none};
}

} // namespace peax
