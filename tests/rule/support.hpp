#pragma once
//! @file
//! Graphs before and after, as lists of operators, and the check that both compute the same.

#include <peax/core/random.hpp>
#include <peax/graph/editor.hpp>
#include <peax/graph/network.hpp>

#include <support/reference_interpreter.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace peax::testing {

inline tensor noise(shape const& dims, std::uint64_t seed) {
  random_stream random(seed);
  std::vector<float> values(static_cast<std::size_t>(dims.elements()));
  for (auto& v : values) v = static_cast<float>(random.normal());
  return tensor(dims, std::move(values));
}

//! "Conv Relu Transpose": the operators in running order.
inline std::string operators(network const& n) {
  std::string out;
  for (auto const& each : n->nodes()) out += (out.empty() ? "" : " ") + std::string(each.op.name());
  return out;
}

//! The largest distance of the outputs for two batches of noise; names of inputs and outputs must be kept.
inline double difference(network const& a, network const& b) {
  double far = 0;
  for (std::int64_t samples : {1, 3}) {
    std::vector<tensor> inputs;
    for (auto id : a->inputs()) inputs.push_back(noise((*a)[id].dims.with_batch(samples), 5 + index_of(id)));
    auto const x = interpret(*a, inputs), y = interpret(*b, inputs);
    if (x.size() != y.size()) return INFINITY;
    for (std::size_t i = 0; i < x.size(); ++i)
      far = std::max(far, (*a)[a->outputs()[i]].name == (*b)[b->outputs()[i]].name ? distance(x[i], y[i])
                                                                                   : INFINITY);
  }
  return far;
}

//! An editor with one float input "x" and names for what comes.
struct sketch {
  graph_editor edit{"small"};
  value_id x;
  std::uint64_t seed = 100;

  explicit sketch(shape dims) : x(edit.add_input("x", data_type::float32, std::move(dims))) {}
  value_id weights(shape dims) {
    ++seed;
    return edit.add_constant("w" + std::to_string(seed), noise(dims, seed));
  }
  value_id number(float v) { return edit.add_constant("c" + std::to_string(seed++), tensor::scalar(v)); }
  value_id then(any_op op, std::vector<value_id> inputs) {
    return edit.add(std::move(op), std::move(inputs));
  }
  network with(std::vector<value_id> outputs) {
    for (std::size_t i = 0; i < outputs.size(); ++i) edit.rename(outputs[i], "y" + std::to_string(i));
    edit.set_outputs(std::move(outputs));
    return network(edit.finish());
  }
};

} // namespace peax::testing
