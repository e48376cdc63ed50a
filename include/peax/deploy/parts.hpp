#pragma once
//! @file
//! A multi-exit network cut into one part per processor, at the feature maps that cross the links.

#include <peax/core/error.hpp>
#include <peax/graph/editor.hpp>
#include <peax/graph/extract.hpp>
#include <peax/graph/network.hpp>
#include <peax/solution/solution.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace peax::deploy {

//! What one processor runs. Its inputs are the feature map of the part before (the network's own inputs for
//! the first); its outputs the exits that it answers at, then the feature map for the next part.
struct part {
  std::string processor;
  std::vector<std::size_t> exits;
  std::string file; //!< "part_0_cortex-m4.onnx"
  network piece;
};

//! A name for files: letters, digits, '-', '_' and '.' stay, others become '-' (runs of them one); "part"
//! when nothing is left.
[[nodiscard]] inline std::string safe_name(std::string_view name) {
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
//! Throws bad_input when records and network do not say the same.
inline void check_exits(graph const& g, std::span<rewrite::exit_record const> exits) {
  if (exits.size() != g.outputs().size())
    throw bad_input("solution: it has " + std::to_string(exits.size()) + " exits, its network has " +
                    std::to_string(g.outputs().size()) + " outputs");
  for (std::size_t i = 0; i < exits.size(); ++i)
    if (exits[i].output != g[g.outputs()[i]].name)
      throw bad_input("solution: exit " + std::to_string(i) + " answers at '" + exits[i].output +
                      "', output " + std::to_string(i) + " of its network is '" + g[g.outputs()[i]].name +
                      "'");
}

//! Exits are taken by the processors in running order, none twice, none left out.
inline void check_mapping(std::span<rewrite::mapping_record const> mapping, std::size_t exits) {
  std::size_t next = 0;
  for (auto const& m : mapping) {
    if (m.exits.empty())
      throw bad_input("solution: processor '" + m.processor + "' of its mapping answers at no exit");
    for (std::size_t const e : m.exits)
      if (e != next++)
        throw bad_input("solution: processor '" + m.processor + "' answers at exit " + std::to_string(e) +
                        ", exit " + std::to_string(next - 1) + " of " + std::to_string(exits) + " is next");
  }
  if (!mapping.empty() && next != exits)
    throw bad_input("solution: its mapping ends before exit " + std::to_string(next) + " of " +
                    std::to_string(exits));
}
} // namespace detail

//! The parts of a network under a mapping; none without a mapping. Values keep their names, parts the opset
//! and the metadata of the network. Throws bad_input when exits, mapping and network do not fit together.
[[nodiscard]] inline std::vector<part> cut_into_parts(network const& whole,
                                                      std::span<rewrite::exit_record const> exits,
                                                      std::span<rewrite::mapping_record const> mapping) {
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
        throw bad_input("solution: the feature map '" + exits[last].at + "' of exit '" + exits[last].name +
                        "' is not in its network");
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
