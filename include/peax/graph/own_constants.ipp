#pragma once
//! @file
//! The bodies of own_constants.hpp.

#include <peax/graph/editor.hpp>
#include <peax/graph/op/layer.hpp>
#include <peax/graph/own_constants.hpp>

#include <cstddef>
#include <set>
#include <vector>

namespace peax {

PEAX_INLINE graph with_own_normalizations(graph const& g) {
  constexpr std::size_t first_statistic = 3;
  auto const is_normalization = [&](std::size_t i) { return g.nodes()[i].op.is<op::batch_normalization>(); };
  std::set<value_id> statistics, taken;
  for (std::size_t i = 0; i < g.nodes().size(); ++i) {
    auto const& inputs = g.nodes()[i].inputs;
    if (is_normalization(i) && inputs.size() > first_statistic)
      statistics.insert(inputs.begin() + first_statistic, inputs.end());
    else
      taken.insert(inputs.begin(), inputs.end());
  }
  graph_editor edit(g);
  bool changed = false;
  for (std::size_t i = 0; i < g.nodes().size(); ++i) {
    if (!is_normalization(i)) continue;
    for (std::size_t k = 1; k < g.nodes()[i].inputs.size(); ++k) {
      value_id const v = g.nodes()[i].inputs[k];
      if (!statistics.contains(v) || !g[v].is_constant() || taken.insert(v).second) continue;
      edit.set_node_input(static_cast<node_id>(i), k, edit.add_constant(g[v].name, g[v].constant));
      changed = true;
    }
  }
  return changed ? edit.finish() : g;
}

PEAX_INLINE graph with_own_constants(graph const& g) {
  graph_editor edit(g);
  std::set<value_id> taken;
  bool changed = false;
  for (std::size_t i = 0; i < g.nodes().size(); ++i)
    for (std::size_t k = 0; k < g.nodes()[i].inputs.size(); ++k) {
      value_id const v = g.nodes()[i].inputs[k];
      if (v == value_id::none || !g[v].is_constant() || g[v].type != data_type::float32 ||
          g[v].constant.size() < 2 || taken.insert(v).second)
        continue;
      edit.set_node_input(static_cast<node_id>(i), k, edit.add_constant(g[v].name, g[v].constant));
      changed = true;
    }
  return changed ? edit.finish() : g;
}

} // namespace peax
