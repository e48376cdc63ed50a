#pragma once
//! @file
//! The body of interpret.hpp.

#include <peax/core/error.hpp>
#include <peax/graph/evaluate.hpp>
#include <peax/graph/interpret.hpp>

#include <cstddef>
#include <string_view>
#include <vector>

namespace peax {

// Headers of operators lead here: evaluate.hpp may be the one that is being read.
[[nodiscard]] PEAX_INLINE std::vector<tensor>
evaluate(any_op const& op, std::string_view name, std::vector<tensor> const& inputs, std::size_t outputs);

PEAX_INLINE std::vector<tensor> interpret_values(graph const& g, std::vector<tensor> const& inputs) {
  std::vector<tensor> held(g.values().size());
  for (std::size_t i = 0; i < held.size(); ++i) held[i] = g.values()[i].constant;
  if (inputs.size() != g.inputs().size()) throw bad_input("the graph takes another number of inputs");
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    value const& v = g[g.inputs()[i]];
    shape const wanted = v.dims.is_batched()
                             ? v.dims.with_batch(inputs[i].dims().rank() > 0 ? inputs[i].dims()[0] : 0)
                             : v.dims;
    if (inputs[i].dims() != wanted || inputs[i].type() != v.type)
      throw bad_input("input '" + v.name + "' takes " + v.dims.text() + ", got " + inputs[i].dims().text());
    held[index_of(g.inputs()[i])] = inputs[i];
  }
  for (auto const& n : g.nodes()) {
    std::vector<tensor> read;
    for (auto const id : n.inputs) read.push_back(id == value_id::none ? tensor() : held[index_of(id)]);
    auto const made = evaluate(n.op, n.name, read, n.outputs.size());
    for (std::size_t i = 0; i < made.size(); ++i)
      if (n.outputs[i] != value_id::none) held[index_of(n.outputs[i])] = made[i];
  }
  return held;
}

} // namespace peax
