#pragma once
//! @file
//! The bodies of parts.hpp.

#include <peax/core/error.hpp>
#include <peax/deploy/parts.hpp>
#include <peax/graph/editor.hpp>
#include <peax/graph/extract.hpp>

#include <fmt/core.h>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::deploy {

PEAX_INLINE std::string safe_name(std::string_view name) {
  std::string out;
  for (char const c : name.substr(0, 200)) {
    bool const keep = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '_' || c == '.' || c == '-';
    if (keep)
      out += c;
    else if (!out.empty() && out.back() != '-')
      out += '-';
  }
  out.resize(out.size() < 60 ? out.size() : 60);
  while (!out.empty() && (out.back() == '-' || out.back() == '.')) out.pop_back();
  return out.empty() ? "part" : out;
}

namespace detail {
PEAX_INLINE void check_exits(graph const& g, std::span<result::exit_record const> exits) {
  if (exits.size() != g.outputs().size())
    throw bad_input(fmt::format("solution: it has {} exits, its network has {} outputs", exits.size(),
                                g.outputs().size()));
  for (std::size_t i = 0; i < exits.size(); ++i)
    if (exits[i].output != g[g.outputs()[i]].name)
      throw bad_input(fmt::format("solution: exit {} answers at '{}', output {} of its network is '{}'", i,
                                  exits[i].output, i, g[g.outputs()[i]].name));
}

PEAX_INLINE void check_mapping(std::span<result::mapping_record const> mapping, std::size_t exits) {
  std::size_t next = 0;
  for (auto const& m : mapping) {
    if (m.exits.empty())
      throw bad_input(fmt::format("solution: processor '{}' of its mapping answers at no exit", m.processor));
    for (std::size_t const e : m.exits)
      if (e != next++)
        throw bad_input(fmt::format("solution: processor '{}' answers at exit {}, exit {} of {} is next",
                                    m.processor, e, next - 1, exits));
  }
  if (!mapping.empty() && next != exits)
    throw bad_input(fmt::format("solution: its mapping ends before exit {} of {}", next, exits));
}
} // namespace detail

PEAX_INLINE std::vector<part> cut_into_parts(network const& whole, std::span<result::exit_record const> exits,
                                             std::span<result::mapping_record const> mapping) {
  graph const& g = *whole;
  detail::check_exits(g, exits);
  detail::check_mapping(mapping, exits.size());
  std::vector<part> out;
  std::vector<value_id> begins(g.inputs().begin(), g.inputs().end());
  for (std::size_t n = 0; n < mapping.size(); ++n) {
    std::vector<value_id> ends;
    for (std::size_t const e : mapping[n].exits) ends.push_back(g.outputs()[e]);
    std::size_t const last = mapping[n].exits.back();
    std::vector<value_id> crossing;
    if (last + 1 < exits.size()) {
      value_id const map = g.find(exits[last].at);
      if (map == value_id::none)
        throw bad_input(fmt::format("solution: the feature map '{}' of exit '{}' is not in its network",
                                    exits[last].at, exits[last].name));
      crossing.push_back(map);
      ends.push_back(map);
    }
    std::string const name = g.name() + ", part " + std::to_string(n) + " on " + mapping[n].processor;
    graph_editor edit(extract(g, begins, ends, name));
    for (auto const& [key, text] : g.metadata()) edit.set_metadata(key, text);
    edit.set_metadata("org.peax.part", std::to_string(n) + " of " + std::to_string(mapping.size()) + ", on " +
                                           mapping[n].processor);
    out.push_back({mapping[n].processor, mapping[n].exits,
                   "part_" + std::to_string(n) + "_" + safe_name(mapping[n].processor) + ".onnx",
                   network(edit.finish())});
    begins = std::move(crossing);
  }
  return out;
}

} // namespace peax::deploy
