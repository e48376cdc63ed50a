#pragma once
//! @file
//! The bodies of frozen_prefix.hpp.

#include <peax/core/error.hpp>
#include <peax/graph/editor.hpp>
#include <peax/graph/op.hpp>
#include <peax/train/frozen_prefix.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace peax::training {

PEAX_INLINE std::vector<bool> changing_values(graph const& g, std::vector<value_id> const& trained) {
  std::vector<bool> changes(g.values().size(), false);
  for (auto id : trained) changes[index_of(id)] = true;
  for (auto const& n : g.nodes()) {
    auto const* const dropout = n.op.get_if<op::dropout>();
    bool const hot = (dropout != nullptr && dropout->ratio > 0) ||
                     std::any_of(n.inputs.begin(), n.inputs.end(),
                                 [&](value_id id) { return id != value_id::none && changes[index_of(id)]; });
    for (auto id : n.outputs)
      if (id != value_id::none && hot) changes[index_of(id)] = true;
  }
  return changes;
}

PEAX_INLINE std::optional<frozen_split> split_frozen(graph const& g, std::vector<value_id> const& wanted,
                                                     std::vector<value_id> const& trained) {
  auto const changes = changing_values(g, trained);
  std::vector<bool> seen(g.values().size(), false);
  std::vector<value_id> border, waiting;
  for (auto id : wanted) {
    if (!changes[index_of(id)])
      throw bad_input(fmt::format(
          "network {}: nothing in front of '{}' trains; leave this output out or train a part of it",
          g.name(), g[id].name));
    waiting.push_back(id);
  }
  while (!waiting.empty()) {
    value_id const id = waiting.back();
    waiting.pop_back();
    if (id == value_id::none || seen[index_of(id)] || g[id].is_constant()) continue;
    seen[index_of(id)] = true;
    if (!changes[index_of(id)] && g[id].dims.is_batched()) {
      border.push_back(id);
      continue;
    }
    if (g.producer(id) == node_id::none) return std::nullopt;
    auto const& from = g[g.producer(id)].inputs;
    waiting.insert(waiting.end(), from.begin(), from.end());
  }
  std::sort(border.begin(), border.end());
  if (std::all_of(border.begin(), border.end(), [&](value_id id) { return g.producer(id) == node_id::none; }))
    return std::nullopt;
  graph_editor front(g), back(g);
  front.set_outputs(border);
  back.set_outputs(wanted);
  for (auto id : g.inputs()) back.remove_input(id);
  for (auto id : border) back.replace_uses(id, back.add_input(g[id].name + ".kept", g[id].type, g[id].dims));
  return frozen_split{front.finish(), back.finish()};
}

} // namespace peax::training
