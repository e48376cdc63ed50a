#pragma once
//! @file
//! The bodies of cost.hpp.

#include <peax/core/checked.hpp>
#include <peax/core/error.hpp>
#include <peax/graph/cost.hpp>
#include <peax/graph/infer.hpp>
#include <peax/graph/op/branch.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <span>
#include <unordered_set>
#include <vector>

namespace peax {

PEAX_INLINE cost cost_of(graph const& g, node_id id) {
  node const& n = g[id];
  std::vector<value const*> read;
  cost out;
  for (auto v : n.inputs) {
    read.push_back(v == value_id::none ? nullptr : &g[v]);
    if (v != value_id::none && g[v].is_constant() && g[v].type == data_type::float32)
      out.parameters = checked_sum(out.parameters, g[v].dims.elements());
  }
  if (auto const* const choice = n.op.get_if<op::if_else>()) { // asked once: branches may be nested
    cost const a = cost_of(*choice->then_branch), b = cost_of(*choice->else_branch);
    cost const& more = a.macs < b.macs || (a.macs == b.macs && a.elements < b.elements) ? b : a;
    out.macs = more.macs;
    out.elements = more.elements;
    out.parameters = checked_sum(out.parameters, checked_sum(a.parameters, b.parameters)); // both are stored
    return out;
  }
  try {
    auto const made =
        std::find_if(n.outputs.begin(), n.outputs.end(), [](value_id v) { return v != value_id::none; });
    work const w = n.op.kind().work_of(n.op.held(), {read, g[*made]});
    out.macs = peax::macs(w.macs);
    out.elements = element_operations(w.elements);
  } catch (bad_input const& e) {
    throw bad_input(fmt::format("the work of {}: {}", describe_node(n.op.name(), n.name, read), e.what()));
  }
  return out;
}

PEAX_INLINE cost cost_of(graph const& g, std::span<node_id const> nodes) {
  cost total;
  std::unordered_set<value_id> counted;
  for (auto id : nodes) {
    cost c = cost_of(g, id);
    if (!g[id].op.is<op::if_else>()) c.parameters = 0;
    for (auto v : g[id].inputs)
      if (v != value_id::none && g[v].is_constant() && g[v].type == data_type::float32 &&
          counted.insert(v).second)
        c.parameters = checked_sum(c.parameters, g[v].dims.elements());
    total += c;
  }
  return total;
}

PEAX_INLINE cost cost_of(graph const& g) {
  std::vector<node_id> all;
  for (std::size_t i = 0; i < g.nodes().size(); ++i) all.push_back(static_cast<node_id>(i));
  return cost_of(g, std::span<node_id const>(all));
}

} // namespace peax
