#pragma once
//! @file
//! The body of certificate.hpp.

#include <peax/deploy/c/certificate.hpp>
#include <peax/deploy/c/memory.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace peax::deploy::c {

namespace detail {
//! The nodes of a step, each with the value by which a file without names of nodes knows it.
inline json nodes_json(graph const& g, std::vector<node_id> const& nodes) {
  json out = json::array();
  for (auto const id : nodes) {
    auto const& all = g[id].outputs;
    auto const first = std::find_if(all.begin(), all.end(), [](value_id v) { return v != value_id::none; });
    out.push_back({{"op", std::string(g[id].op.name())},
                   {"name", text_or_null(g[id].name)},
                   {"output", as_utf8(g[*first].name)}});
  }
  return out;
}

inline json step_json(step const& s, graph const& g) {
  json inputs = json::array(), reads = json::array(), writes = json::array();
  for (auto const& a : s.arguments) {
    if (a.in == memory::input) inputs.push_back(as_utf8(g[g.inputs()[a.number]].name));
    if (a.in == memory::arena) (a.written ? writes : reads).push_back(a.number);
  }
  return {{"function", s.function},          {"layer", as_utf8(s.comment)}, {"exit", s.stage},
          {"nodes", nodes_json(g, s.nodes)}, {"inputs", std::move(inputs)}, {"reads", std::move(reads)},
          {"writes", std::move(writes)}};
}

inline json buffer_json(buffer const& b) {
  constexpr char const* names[] = {"value", "copy", "scratch", "outputs"};
  return {{"holds", names[static_cast<std::size_t>(b.holds)]},
          {"value", text_or_null(b.value)},
          {"offset", b.offset * sizeof(float)},
          {"bytes", b.floats * sizeof(float)},
          {"first_step", b.first},
          {"last_step", b.last}};
}

//! The outputs of an exit, one behind the other in a buffer.
inline json outputs_json(output const& o) {
  json out = json::array({{{"value", as_utf8(o.name)}, {"buffer", o.at.number}, {"offset", 0}}});
  for (auto const& more : o.further)
    out.push_back(
        {{"value", as_utf8(more.name)}, {"buffer", o.at.number}, {"offset", more.offset * sizeof(float)}});
  return out;
}

//! The highest byte that a sample which leaves at each exit writes.
inline std::vector<std::size_t> peaks_of(program const& p) {
  std::vector<std::size_t> out(p.outputs.size(), 0);
  for (auto const& s : p.steps)
    for (auto const& a : s.arguments)
      if (a.in == memory::arena)
        for (std::size_t e = s.stage; e < out.size(); ++e)
          out[e] =
              std::max(out[e], (p.buffers[a.number].offset + p.buffers[a.number].floats) * sizeof(float));
  return out;
}
} // namespace detail

PEAX_INLINE json certificate_of(unit const& u) {
  program const& p = u.code;
  graph const& g = *u.original;
  json inputs = json::array(), exits = json::array(), steps = json::array(), buffers = json::array();
  for (auto const v : g.inputs()) inputs.push_back(as_utf8(g[v].name));
  for (auto const& o : p.outputs) exits.push_back({{"outputs", detail::outputs_json(o)}});
  for (auto const& s : p.steps) steps.push_back(detail::step_json(s, g));
  for (auto const& b : p.buffers) buffers.push_back(detail::buffer_json(b));
  auto const alive = live_floats(p);
  json out = json::object();
  out["schema"] = {{"name", "peax.certificate"}, {"version", 1}};
  out["name"] = u.name;
  out["network"] = as_utf8(g.name());
  out["processor"] = text_or_null(u.processor);
  out["repeats"] = u.repeats();
  out["peak_bytes"] = p.arena_floats * sizeof(float);
  out["peak_bytes_by_exit"] = detail::peaks_of(p);
  out["live_peak_bytes"] = alive.empty() ? 0 : *std::max_element(alive.begin(), alive.end()) * sizeof(float);
  out["lower_bound_bytes"] = p.least_floats * sizeof(float);
  out["inputs"] = std::move(inputs);
  out["exits"] = std::move(exits);
  out["steps"] = std::move(steps);
  out["buffers"] = std::move(buffers);
  return out;
}

} // namespace peax::deploy::c
