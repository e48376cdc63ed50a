#pragma once
//! @file
//! The value in front of a final Softmax or Sigmoid: what losses work on.

#include <peax/graph/graph.hpp>

#include <cstddef>

namespace peax::engine {

//! What the last activation of an output is.
enum class final_activation : unsigned char { none, softmax, sigmoid };

struct logits {
  value_id id = value_id::none; //!< the input of the last activation, or the output itself if there is none
  final_activation activation = final_activation::none;
};

//! The logits of the i-th output of a graph, looking through operators that only rename or reshape.
[[nodiscard]] inline logits find_logits(graph const& g, std::size_t output = 0) {
  value_id const out = g.outputs()[output];
  for (value_id at = out; g.producer(at) != node_id::none;) {
    node const& n = g[g.producer(at)];
    if (n.op.is<op::softmax>()) return {n.inputs[0], final_activation::softmax};
    if (n.op.is<op::sigmoid>()) return {n.inputs[0], final_activation::sigmoid};
    bool const passes = n.op.is<op::identity>() || n.op.is<op::flatten>() || n.op.is<op::reshape>() ||
                        n.op.is<op::squeeze>() || n.op.is<op::unsqueeze>();
    if (!passes) break;
    at = n.inputs[0];
  }
  return {out, final_activation::none};
}

} // namespace peax::engine
