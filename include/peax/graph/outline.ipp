#pragma once
//! @file
//! The bodies of outline.hpp.

#include <peax/graph/outline.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace peax {

namespace detail {
inline constexpr std::size_t most_told_operators = 24, most_told_nodes = 3;
} // namespace detail

PEAX_INLINE std::string unknown_operators(outline const& of) {
  struct entry {
    std::string op, places;
    std::size_t count = 0;
  };
  std::vector<entry> all;
  for (auto const& n : of.refused) {
    if (!n.is_unknown) continue;
    auto found = std::find_if(all.begin(), all.end(), [&](auto const& e) { return e.op == n.op; });
    if (found == all.end()) found = all.insert(all.end(), entry{n.op, {}, 0});
    if (found->count++ < detail::most_told_nodes)
      found->places += (found->places.empty() ? "" : ", ") + n.where;
  }
  std::string out;
  for (std::size_t i = 0; i < std::min(all.size(), detail::most_told_operators); ++i) {
    auto const& e = all[i];
    out += fmt::format("{}{} {} ({}", i == 0 ? "" : ", ", e.count, e.op, e.places);
    if (e.count > detail::most_told_nodes)
      out += fmt::format(" and {} more", e.count - detail::most_told_nodes);
    out += ')';
  }
  if (all.size() > detail::most_told_operators)
    out += fmt::format(" and {} more operators", all.size() - detail::most_told_operators);
  return out;
}

PEAX_INLINE std::string outline::refusals() const {
  if (refused.size() == 1) return refused.front().why;
  std::string out = unknown_operators(*this);
  bool const any = !out.empty();
  if (any) out = "uses operators that are not supported: " + out;
  std::size_t others = 0;
  for (auto const& n : refused) {
    if (n.is_unknown || others++ >= detail::most_told_nodes) continue;
    out += (others > 1 ? "; " : any ? "; besides, " : "") + n.why;
  }
  if (others > detail::most_told_nodes)
    out += fmt::format("; and {} more nodes are refused", others - detail::most_told_nodes);
  return out;
}

PEAX_INLINE bool outline::lacks_support() const {
  return std::any_of(refused.begin(), refused.end(), [](refused_node const& n) {
    return n.is_unknown || n.why.find("not supported") != std::string::npos;
  });
}

PEAX_INLINE void note_layers(outline& to, graph_editor const& edit, std::size_t first) {
  for (; first < edit.node_count(); ++first) {
    auto const id = static_cast<node_id>(first);
    to.layers.push_back({edit[id].name, std::string(edit[id].op.name()), id, {}, {}});
  }
}

PEAX_INLINE outline finished(outline so_far, graph_editor& edit, std::size_t inputs) {
  std::vector<value_id> made;
  for (std::size_t i = 0; i < edit.node_count(); ++i)
    for (auto const id : edit[static_cast<node_id>(i)].outputs)
      if (id != value_id::none) made.push_back(id);
  edit.set_outputs(std::move(made));
  so_far.part = edit.finish();
  auto const& part = so_far.part;
  for (std::size_t i = 0; i < inputs; ++i) {
    auto const& v = part[part.inputs()[i]];
    so_far.inputs.push_back({v.name, value_type{v.type, v.dims}});
  }
  std::unordered_map<std::string, node_id> by_name; // ids of the editor are not those of what it gives
  for (std::size_t i = 0; i < part.nodes().size(); ++i)
    by_name.emplace(part.nodes()[i].name, static_cast<node_id>(i));
  for (auto& layer : so_far.layers) {
    if (layer.in_part == node_id::none) continue;
    auto const at = by_name.find(layer.name);
    layer.in_part = at == by_name.end() ? node_id::none : at->second; // one without outputs is dropped
    if (layer.in_part == node_id::none) continue;
    if (auto const first = part[layer.in_part].outputs.at(0); first != value_id::none)
      layer.output_shape = part[first].dims;
  }
  for (auto& out : so_far.outputs)
    if (auto const id = part.find(out.name); id != value_id::none)
      out.type = value_type{part[id].type, part[id].dims};
  return so_far;
}

} // namespace peax
