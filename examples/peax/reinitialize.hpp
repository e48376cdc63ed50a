#pragma once
//! @file
//! Fresh weights for a network that is to be trained from the beginning.

#include <peax/core/random.hpp>
#include <peax/graph/editor.hpp>
#include <peax/graph/network.hpp>
#include <peax/graph/op.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace command {

//! Weights of convolutions and dense layers are normal with variance 2 / fan-in (He, Zhang, Ren, Sun 2015),
//! biases 0, normalizations the identity. Recurrent layers: variance 1 / fan-in, the forget gate's bias 1 (Jozefowicz, Zaremba,
//! Sutskever 2015). Other constants stay.
[[nodiscard]] inline peax::network reinitialized(peax::network const& n, std::uint64_t seed) {
  peax::graph const& g = *n;
  peax::graph_editor edit(g);
  auto const is_weight = [&](peax::value_id v) {
    return v != peax::value_id::none && g[v].is_constant() && g[v].type == peax::data_type::float32;
  };
  auto const fill = [&](peax::value_id v, float with) {
    if (is_weight(v))
      edit.set_constant(
          v,
          peax::tensor(g[v].dims, std::vector<float>(static_cast<std::size_t>(g[v].dims.elements()), with)));
  };
  auto const draw = [&](peax::value_id v, std::int64_t fan_in) {
    if (!is_weight(v)) return;
    peax::random_stream random(seed, peax::index_of(v));
    std::vector<float> values(static_cast<std::size_t>(g[v].dims.elements()));
    double const deviation = std::sqrt(2.0 / static_cast<double>(fan_in));
    for (float& x : values) x = static_cast<float>(deviation * random.normal());
    edit.set_constant(v, peax::tensor(g[v].dims, std::move(values)));
  };
  //! Forget gates begin open.
  auto const remember = [&](peax::value_id v, std::int64_t units) {
    if (!is_weight(v)) return;
    auto const& dims = g[v].dims; // [directions, 8 * units]
    std::vector<float> values(static_cast<std::size_t>(dims.elements()), 0);
    for (std::int64_t d = 0; d < dims[0]; ++d)
      for (std::int64_t k = 2 * units; k < 3 * units; ++k)
        values[static_cast<std::size_t>(d * dims[1] + k)] = 1;
    edit.set_constant(v, peax::tensor(dims, std::move(values)));
  };
  namespace op = peax::op;
  for (peax::node const& node : g.nodes()) {
    if (node.op.is<op::conv>()) {
      auto const& dims = g[node.inputs[1]].dims;
      draw(node.inputs[1], dims.elements() / dims[0]);
      fill(node.input(2), 0);
    } else if (auto const* dense = node.op.get_if<op::gemm>()) {
      draw(node.inputs[1], g[node.inputs[1]].dims[dense->transpose_b ? 1 : 0]);
      fill(node.input(2), 0);
    } else if (node.op.is<op::matmul>()) {
      auto const& dims = g[node.inputs[1]].dims;
      draw(node.inputs[1], dims[dims.rank() < 2 ? 0 : dims.rank() - 2]);
    } else if (node.op.traits().layer == peax::layer_class::recurrent) {
      draw(node.inputs[1], 2 * g[node.inputs[1]].dims[2]);
      draw(node.inputs[2], 2 * g[node.inputs[2]].dims[2]);
      fill(node.input(3), 0);
      if (node.op.is<op::lstm>()) remember(node.input(3), g[node.inputs[2]].dims[2]);
    } else if (node.op.is<op::batch_normalization>()) {
      fill(node.inputs[1], 1), fill(node.inputs[2], 0), fill(node.inputs[3], 0), fill(node.inputs[4], 1);
    } else if (node.op.is<op::add>()) { // the bias of a MatMul
      for (std::size_t i = 0; i < 2; ++i)
        if (auto const by = g.producer(node.inputs[1 - i]);
            by != peax::node_id::none && g[by].op.is<op::matmul>())
          fill(node.inputs[i], 0);
    }
  }
  return peax::network(edit.finish());
}

} // namespace command
