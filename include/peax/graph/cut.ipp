#pragma once
//! @file
//! The bodies of cut.hpp.

#include <peax/graph/cut.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace peax {

PEAX_INLINE std::vector<value_id> feature_maps_of(graph const& g, node_id id) {
  std::vector<value_id> out;
  for (auto v : g[id].inputs)
    if (v != value_id::none && !g[v].is_constant() && std::find(out.begin(), out.end(), v) == out.end())
      out.push_back(v);
  return out;
}

PEAX_INLINE layer_class class_of(graph const& g, node_id id) {
  any_op const& op = g[id].op;
  if (auto const* c = op.get_if<op::conv>()) {
    shape const& x = g[g[id].inputs[0]].dims;
    return c->groups > 1 && c->groups == x[1] ? layer_class::depthwise : layer_class::convolution;
  }
  if (op.is<op::gemm>() || op.is<op::matmul>()) return layer_class::dense;
  if (op.is<op::max_pool>() || op.is<op::average_pool>()) return layer_class::pooling;
  if (op.is<op::global_average_pool>() || op.is<op::global_max_pool>() || op.is<op::reduce_mean>())
    return layer_class::global_pooling;
  if (op.is<op::batch_normalization>()) return layer_class::normalization;
  if (op.is<op::relu>() || op.is<op::leaky_relu>() || op.is<op::prelu>() || op.is<op::clip>() ||
      op.is<op::sigmoid>() || op.is<op::hard_sigmoid>() || op.is<op::hard_swish>() || op.is<op::tanh>() ||
      op.is<op::softmax>())
    return layer_class::activation;
  if (feature_maps_of(g, id).size() > 1) return layer_class::merging;
  if (op.is<op::add>() || op.is<op::sub>() || op.is<op::mul>() || op.is<op::div>() || op.is<op::pad>() ||
      op.is<op::dropout>() || op.is<op::identity>())
    return layer_class::normalization; // scale, shift and padding support the layer they stand beside
  if (op.is<op::min>() || op.is<op::max>()) return layer_class::activation;
  if (op.is<op::flatten>() || op.is<op::reshape>() || op.is<op::squeeze>() || op.is<op::unsqueeze>() ||
      op.is<op::transpose>() || op.is<op::concat>() || op.is<op::slice>() || op.is<op::split>() ||
      op.is<op::gather>() || op.is<op::expand>())
    return layer_class::reshape;
  return layer_class::other;
}

PEAX_INLINE std::vector<node_id> nodes_behind(graph const& g, std::span<value_id const> values) {
  std::vector<bool> seen(g.nodes().size(), false);
  std::vector<value_id> waiting(values.begin(), values.end());
  while (!waiting.empty()) {
    value_id const v = waiting.back();
    waiting.pop_back();
    node_id const p = v == value_id::none ? node_id::none : g.producer(v);
    if (p == node_id::none || seen[index_of(p)]) continue;
    seen[index_of(p)] = true;
    waiting.insert(waiting.end(), g[p].inputs.begin(), g[p].inputs.end());
  }
  std::vector<node_id> out;
  for (std::size_t i = 0; i < seen.size(); ++i)
    if (seen[i]) out.push_back(static_cast<node_id>(i));
  return out;
}

PEAX_INLINE std::vector<value_id> cuts_of(graph const& g) {
  // Open edges: values that are made and still have readers (an output reads at the end).
  std::vector<std::size_t> left(g.values().size(), 0);
  std::size_t open = 0;
  for (std::size_t i = 0; i < left.size(); ++i) {
    auto const id = static_cast<value_id>(i);
    left[i] = g[id].is_constant() ? 0 : g.readers(id).size() + (g.is_output(id) ? 1 : 0);
  }
  for (auto id : g.inputs()) open += left[index_of(id)] != 0 ? 1 : 0;
  std::vector<value_id> out;
  for (std::size_t i = 0; i < g.nodes().size(); ++i) {
    auto const id = static_cast<node_id>(i);
    for (auto v : feature_maps_of(g, id))
      if (--left[index_of(v)] == 0) --open;
    for (auto v : g[id].outputs)
      if (v != value_id::none && left[index_of(v)] != 0) ++open;
    if (open == 1)
      for (auto v : g[id].outputs)
        if (v != value_id::none && left[index_of(v)] != 0) out.push_back(v);
  }
  return out;
}

} // namespace peax
