#pragma once
//! @file
//! The body of own_constants.hpp.

#include <peax/graph/editor.hpp>
#include <peax/graph/op/layer.hpp>
#include <peax/graph/own_constants.hpp>

#include <cstddef>
#include <set>
#include <vector>

namespace peax {

PEAX_INLINE graph with_own_normalizations(graph const& g) {
  graph_editor edit(g);
  std::set<value_id> taken;
  bool changed = false;
  auto const is_normalization = [&](std::size_t i) { return g.nodes()[i].op.is<op::batch_normalization>(); };
  for (std::size_t i = 0; i < g.nodes().size(); ++i)
    if (!is_normalization(i)) taken.insert(g.nodes()[i].inputs.begin(), g.nodes()[i].inputs.end());
  for (std::size_t i = 0; i < g.nodes().size(); ++i) {
    if (!is_normalization(i)) continue;
    for (std::size_t k = 1; k < g.nodes()[i].inputs.size(); ++k) {
      value_id const v = g.nodes()[i].inputs[k];
      if (v == value_id::none || !g[v].is_constant() || taken.insert(v).second) continue;
      edit.set_node_input(static_cast<node_id>(i), k, edit.add_constant(g[v].name, g[v].constant));
      changed = true;
    }
  }
  return changed ? edit.finish() : g;
}

} // namespace peax
