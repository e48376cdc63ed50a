#pragma once
//! @file
//! The body of any_solution.hpp.

#include <peax/core/hash.hpp>
#include <peax/graph/cost.hpp>
#include <peax/solution/any_solution.hpp>

#include <span>
#include <string>

namespace peax::result {

PEAX_INLINE record record_of_network(network const& n) {
  record out;
  graph const& g = *n;
  if (!g.outputs().empty())
    out.exits.push_back({"final", g[g.outputs().front()].name, "", "", cost_of(g).macs.value});
  return out;
}

PEAX_INLINE std::string own_identity(any_solution const& s) {
  hasher into;
  into(s.network.content())(s.kind)(s.made_by)(s.data_type)(s.outputs_are);
  hash_append(into, s.decision);
  for (float const t : s.thresholds) into(t);
  for (auto const& m : s.mapping) {
    into(m.processor)(m.exits.size());
    for (auto const e : m.exits) into(e);
  }
  for (auto const* values : {&s.scaling.scale, &s.scaling.offset})
    into(values->size())(std::span(values->data(), values->size()));
  return into.finish().text();
}

} // namespace peax::result
