#pragma once
//! @file
//! Runs whole networks slowly and obviously: every operator by peax::evaluate, every value kept. The oracle of other engines;
//! its own oracle are ONNX's operator tests (tests/onnx/conformance.cpp).

#include <peax/graph/evaluate.hpp>
#include <peax/graph/network.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace peax::testing {

//! The outputs of a network for one tensor per input; the batch takes any size.
inline std::vector<tensor> interpret(graph const& g, std::vector<tensor> const& inputs) {
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
    for (auto id : n.inputs) read.push_back(id == value_id::none ? tensor() : held[index_of(id)]);
    auto const made = evaluate(n.op, n.name, read, n.outputs.size());
    for (std::size_t i = 0; i < made.size(); ++i)
      if (n.outputs[i] != value_id::none) held[index_of(n.outputs[i])] = made[i];
  }
  std::vector<tensor> out;
  for (auto id : g.outputs()) out.push_back(held[index_of(id)]);
  return out;
}

//! max |a - b| / max(1, max |b|); infinite when shapes differ or one has a NaN where the other has none.
inline double distance(tensor const& a, tensor const& b) {
  if (a.dims() != b.dims() || a.type() != b.type()) return INFINITY;
  auto const x = a.floats(), y = b.floats();
  double far = 0, scale = 1;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (std::isnan(x[i]) && std::isnan(y[i])) continue;
    if (x[i] == y[i]) continue;
    double const d = std::abs(static_cast<double>(x[i]) - static_cast<double>(y[i]));
    if (!(d < INFINITY)) return INFINITY;
    far = std::max(far, d);
    scale = std::max(scale, std::abs(static_cast<double>(y[i])));
  }
  return far / scale;
}

} // namespace peax::testing
