#pragma once
//! @file
//! The body of certificate.hpp.

#include <peax/deploy/c/certificate.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace peax::deploy::c {

PEAX_INLINE json certificate_of(program const& p, std::string const& name) {
  json steps = json::array(), buffers = json::array(), by_exit = json::array();
  std::vector<std::size_t> peak(p.outputs.size(), 0);
  for (auto const& s : p.steps) {
    json reads = json::array(), writes = json::array();
    for (auto const& a : s.arguments) {
      if (a.in != memory::arena) continue;
      (a.written ? writes : reads).push_back(a.number);
      auto const& b = p.buffers[a.number];
      for (std::size_t e = s.stage; e < peak.size(); ++e)
        peak[e] = std::max(peak[e], (b.offset + b.floats) * sizeof(float));
    }
    steps.push_back({{"function", s.function},
                     {"layer", as_utf8(s.comment)},
                     {"exit", s.stage},
                     {"reads", std::move(reads)},
                     {"writes", std::move(writes)}});
  }
  for (auto const& b : p.buffers)
    buffers.push_back({{"value", as_utf8(b.value)},
                       {"offset", b.offset * sizeof(float)},
                       {"bytes", b.floats * sizeof(float)},
                       {"first_step", b.first},
                       {"last_step", b.last}});
  for (auto const most : peak) by_exit.push_back(most);
  json out = json::object();
  out["schema"] = {{"name", "peax.certificate"}, {"version", 1}};
  out["name"] = name;
  out["peak_bytes"] = p.arena_floats * sizeof(float);
  out["peak_bytes_by_exit"] = std::move(by_exit);
  out["steps"] = std::move(steps);
  out["buffers"] = std::move(buffers);
  return out;
}

} // namespace peax::deploy::c
