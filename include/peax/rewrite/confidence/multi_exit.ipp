#pragma once
//! @file
//! The body of multi_exit.hpp.

#include <peax/graph/cost.hpp>
#include <peax/graph/editor.hpp>
#include <peax/graph/extract.hpp>
#include <peax/rewrite/confidence/multi_exit.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace peax::rewrite {

PEAX_INLINE multi_exit_network with_exits(network const& n,
                                          std::span<report::map_branch const* const> chosen) {
  graph_editor edit(*n);
  multi_exit_network out;
  std::vector<value_id> outputs;
  for (auto const* c : chosen) {
    value_id const map = n->find(c->at);
    std::string const name = "exit_" + c->after_block;
    auto const made = join(edit, *c->branch, std::span<value_id const>(&map, 1), name + "/");
    edit.rename(made.front(), name);
    outputs.push_back(made.front());
    out.exits.push_back({name, name, c->after_block, c->at, 0});
  }
  value_id const last = n->outputs()[0];
  outputs.push_back(last);
  edit.set_outputs(outputs);
  out.whole = network(edit.finish());
  out.exits.push_back({"final", (*n)[last].name, "", "", 0});
  graph const& g = *out.whole;
  for (auto& e : out.exits)
    if (!e.at.empty()) out.at.push_back(g.find(e.at));
  // A sample that leaves at exit j has run the backbone up to it and every branch before.
  for (std::size_t j = 0; j < g.outputs().size(); ++j) {
    std::vector<value_id> const passed(g.outputs().begin(),
                                       g.outputs().begin() + static_cast<std::ptrdiff_t>(j + 1));
    out.exits[j].macs = cost_of(g, nodes_behind(g, passed)).macs.value;
  }
  return out;
}

} // namespace peax::rewrite
