#pragma once
//! @file
//! The bodies of cut.hpp.

#include <peax/graph/cut.hpp>
#include <peax/graph/op.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <unordered_set>
#include <vector>

namespace peax {

PEAX_INLINE std::vector<value_id> feature_maps_of(graph const& g, node_id id) {
  std::vector<value_id> out;
  std::unordered_set<value_id> taken; // the list itself is asked while it is short
  for (auto v : g[id].inputs) {
    if (v == value_id::none || g[v].is_constant()) continue;
    bool const fresh =
        out.size() < 16 ? std::find(out.begin(), out.end(), v) == out.end() : !taken.contains(v);
    if (!fresh) continue;
    out.push_back(v);
    if (out.size() == 16) taken.insert(out.begin(), out.end());
    if (out.size() > 16) taken.insert(v);
  }
  return out;
}

PEAX_INLINE layer_class class_of(graph const& g, node_id id) {
  any_op const& op = g[id].op;
  if (auto const* c = op.get_if<op::conv>()) {
    shape const& x = g[g[id].inputs[0]].dims;
    if (c->groups > 1 && c->groups == x[1]) return layer_class::depthwise;
  }
  bool const joins = op.traits().merges && feature_maps_of(g, id).size() > 1;
  return joins ? layer_class::merging : op.traits().layer;
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
