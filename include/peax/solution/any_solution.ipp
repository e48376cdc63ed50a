#pragma once
//! @file
//! The body of any_solution.hpp.

#include <peax/graph/cost.hpp>
#include <peax/solution/any_solution.hpp>

#include <string>

namespace peax::result {

PEAX_INLINE record record_of_network(network const& n) {
  record out;
  graph const& g = *n;
  if (!g.outputs().empty())
    out.exits.push_back({"final", g[g.outputs().back()].name, "", "", cost_of(g).macs.value});
  return out;
}

} // namespace peax::result
