#pragma once
//! @file
//! Graphs inside of nodes: which names of the graphs around them they read.

#include <peax/core/error.hpp>

#include <fmt/core.h>
#include <onnx/onnx_pb.h>

#include <string>
#include <unordered_set>
#include <vector>

namespace peax::onnx {

//! Graphs inside of graphs, at most; protobuf itself refuses files from about 30 on.
inline constexpr int most_nested_graphs = 24;

namespace detail {
//! Puts the names that a graph reads and does not make behind `to`, each once.
inline void captures_of(::onnx::GraphProto const& g, std::vector<std::string>& to,
                        std::unordered_set<std::string>& seen, int depth) {
  if (depth > most_nested_graphs)
    throw bad_input(fmt::format("graphs are nested deeper than {} (most_nested_graphs)", most_nested_graphs));
  std::unordered_set<std::string> own;
  for (auto const& v : g.input()) own.insert(v.name());
  for (auto const& t : g.initializer()) own.insert(t.name());
  for (auto const& n : g.node()) own.insert(n.output().begin(), n.output().end());
  auto const read = [&](std::string const& name) {
    if (!name.empty() && !own.contains(name) && seen.insert(name).second) to.push_back(name);
  };
  for (auto const& n : g.node()) {
    for (auto const& in : n.input()) read(in);
    for (auto const& a : n.attribute())
      if (a.has_g()) {
        std::vector<std::string> inner;
        std::unordered_set<std::string> seen_inside;
        captures_of(a.g(), inner, seen_inside, depth + 1);
        for (auto const& name : inner) read(name);
      }
  }
  for (auto const& out : g.output()) read(out.name());
}
} // namespace detail

//! The names of the graph around it that the graphs of a node read, in the order in which they are first read.
[[nodiscard]] inline std::vector<std::string> captured_names(::onnx::NodeProto const& n) {
  std::vector<std::string> out;
  std::unordered_set<std::string> seen;
  for (auto const& a : n.attribute())
    if (a.has_g()) detail::captures_of(a.g(), out, seen, 1);
  return out;
}

//! All names that a node reads: its inputs (empty where one is absent), then what its graphs capture.
[[nodiscard]] inline std::vector<std::string> names_read(::onnx::NodeProto const& n) {
  std::vector<std::string> out(n.input().begin(), n.input().end());
  for (auto& name : captured_names(n)) out.push_back(std::move(name));
  return out;
}

} // namespace peax::onnx
