#pragma once
//! @file
//! The bodies of extract.hpp.

#include <peax/core/error.hpp>
#include <peax/graph/extract.hpp>

#include <fmt/core.h>

#include <cstddef>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace peax {

PEAX_INLINE graph extract(graph const& g, std::span<value_id const> inputs, std::span<value_id const> outputs,
                          std::string name) {
  graph_editor edit(std::move(name));
  edit.set_opset(g.opset());
  edit.set_notes(g.notes());
  std::unordered_map<value_id, value_id> at;
  for (auto v : inputs) at[v] = edit.add_input(g[v].name, g[v].type, g[v].dims);
  // Walk back from the outputs, stopping at the inputs.
  std::vector<bool> needed(g.nodes().size(), false);
  std::vector<value_id> waiting(outputs.begin(), outputs.end());
  std::vector<bool> seen(g.values().size(), false);
  while (!waiting.empty()) {
    value_id const v = waiting.back();
    waiting.pop_back();
    if (v == value_id::none || seen[index_of(v)] || at.contains(v)) continue;
    seen[index_of(v)] = true;
    if (node_id const p = g.producer(v); p != node_id::none) {
      needed[index_of(p)] = true;
      waiting.insert(waiting.end(), g[p].inputs.begin(), g[p].inputs.end());
    } else if (!g[v].is_constant()) {
      at[v] = edit.add_input(g[v].name, g[v].type, g[v].dims);
    }
  }
  auto const copied = [&](value_id v) {
    if (v == value_id::none) return v;
    auto const found = at.find(v);
    if (found != at.end()) return found->second;
    return at[v] = edit.add_constant(g[v].name, g[v].constant);
  };
  for (std::size_t i = 0; i < needed.size(); ++i) {
    if (!needed[i]) continue;
    node const& n = g.nodes()[i];
    std::vector<value_id> read;
    for (auto v : n.inputs) read.push_back(copied(v));
    std::vector<std::string> names;
    for (auto v : n.outputs) names.push_back(v == value_id::none ? std::string() : g[v].name);
    auto const made = edit.add_node(n.op, std::move(read), names, n.name);
    for (std::size_t k = 0; k < made.size(); ++k)
      if (n.outputs[k] != value_id::none && !at.contains(n.outputs[k])) at[n.outputs[k]] = made[k];
  }
  for (auto v : outputs) edit.add_output(copied(v));
  return edit.finish();
}

PEAX_INLINE std::vector<value_id> join(graph_editor& edit, graph const& piece, std::span<value_id const> to,
                                       std::string const& prefix) {
  if (piece.inputs().size() != to.size())
    throw bad_input(fmt::format("graph {} has {} inputs, {} values are to be joined to it", piece.name(),
                                piece.inputs().size(), to.size()));
  std::unordered_map<value_id, value_id> at;
  for (std::size_t i = 0; i < to.size(); ++i) {
    value const &wanted = piece[piece.inputs()[i]], &given = edit[to[i]];
    if (wanted.dims != given.dims || wanted.type != given.type)
      throw bad_input(fmt::format("graph {}: input {} {} cannot be joined to {} {}", piece.name(),
                                  wanted.name, wanted.dims.text(), given.name, given.dims.text()));
    at[piece.inputs()[i]] = to[i];
  }
  auto const copied = [&](value_id v) {
    if (v == value_id::none) return v;
    auto const found = at.find(v);
    if (found != at.end()) return found->second;
    return at[v] = edit.add_constant(prefix + piece[v].name, piece[v].constant);
  };
  for (auto const& n : piece.nodes()) {
    std::vector<value_id> read;
    for (auto v : n.inputs) read.push_back(copied(v));
    std::vector<std::string> names;
    for (auto v : n.outputs) names.push_back(v == value_id::none ? std::string() : prefix + piece[v].name);
    auto const made = edit.add_node(n.op, std::move(read), names, prefix + n.name);
    for (std::size_t k = 0; k < made.size(); ++k)
      if (n.outputs[k] != value_id::none) at[n.outputs[k]] = made[k];
  }
  std::vector<value_id> out;
  for (auto v : piece.outputs()) out.push_back(copied(v));
  return out;
}

} // namespace peax
