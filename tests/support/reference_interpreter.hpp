#pragma once
//! @file
//! Outputs by the reference evaluator, the oracle of other engines; its own oracle are ONNX's operator tests
//! (tests/onnx/conformance.cpp).

#include <peax/graph/interpret.hpp>
#include <peax/graph/network.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace peax::testing {

//! The outputs of a network for one tensor per input; the batch takes any size.
inline std::vector<tensor> interpret(graph const& g, std::vector<tensor> const& inputs) {
  auto const held = interpret_values(g, inputs);
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
