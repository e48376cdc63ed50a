#pragma once
//! @file
//! The bodies of graph.hpp.

#include <peax/graph/graph.hpp>

#include <algorithm>
#include <vector>

namespace peax {

PEAX_INLINE digest content_hash(graph const& g) {
  hasher h;
  auto const ids = [&](std::vector<value_id> const& list) {
    h(list.size());
    for (auto id : list) h(id);
  };
  for (auto const& v : g.values_) {
    h(v.name)(v.type)(v.dims.extents())(v.is_constant());
    if (v.is_constant()) h(content_hash(v.constant));
  }
  for (auto const& n : g.nodes_) {
    h(n.name);
    n.op.hash_into(h);
    ids(n.inputs);
    ids(n.outputs);
  }
  ids(g.inputs_);
  ids(g.outputs_);
  if (g.notes_.batch_is_one) h(g.notes_.batch_is_one); // such files are written otherwise
  return h.finish();
}

PEAX_INLINE bool equal(graph const& a, graph const& b) {
  auto const same_value = [](value const& x, value const& y) {
    return x.name == y.name && x.type == y.type && x.dims == y.dims && x.is_constant() == y.is_constant() &&
           (!x.is_constant() || x.constant == y.constant);
  };
  auto const same_node = [](node const& x, node const& y) {
    return x.name == y.name && x.op == y.op && x.inputs == y.inputs && x.outputs == y.outputs;
  };
  return std::ranges::equal(a.values(), b.values(), same_value) &&
         std::ranges::equal(a.nodes(), b.nodes(), same_node) && std::ranges::equal(a.inputs(), b.inputs()) &&
         std::ranges::equal(a.outputs(), b.outputs());
}

PEAX_INLINE bool op::operator==(body const& a, body const& b) {
  return a.held_ == b.held_ || (a && b && peax::equal(*a, *b));
}

} // namespace peax
