#pragma once
//! @file
//! The body of memory_timeline.hpp.

#include <peax/core/error.hpp>
#include <peax/deploy/c/memory.hpp>
#include <peax/deploy/c/plan_of.hpp>
#include <peax/deploy/parts.hpp>
#include <peax/document/number.hpp>
#include <peax/summary/memory_timeline.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace peax::summary {

namespace detail {
inline std::string bytes_of(std::size_t floats) {
  return document::binary_bytes(static_cast<double>(floats * sizeof(float)));
}

inline std::string name_of_output(any_solution const& s, std::string const& output) {
  for (auto const& e : s.exits)
    if (e.output == output) return e.name + " answers";
  return output + " is sent";
}

//! What one processor runs.
inline void show_memory_of(document::section& out, any_solution const& s, network const& n, std::size_t exits,
                           std::string const& on) {
  auto const p = deploy::c::plan_of(n, exits, s.decision.repeats());
  auto const alive = deploy::c::live_floats(p);
  if (alive.empty()) return;
  document::area chart{"Memory of the C over time" + (on.empty() ? std::string() : " on " + on),
                       {"step", document::as_integer()},
                       {"alive", document::as_bytes()},
                       {},
                       {}};
  for (auto const floats : alive) chart.values.push_back(static_cast<double>(floats * sizeof(float)));
  document::table rows({{"memory when"},
                        {"after step", document::as_integer()},
                        {"arena used", document::as_bytes()},
                        {"alive at most", document::as_bytes()},
                        {"in layer"}});
  std::size_t done = 0, used = 0, most = 0;
  for (auto const& o : p.outputs) {
    for (; done < p.steps.size() && p.steps[done].stage <= o.stage; ++done) {
      if (alive[done] > alive[most]) most = done;
      for (auto const& a : p.steps[done].arguments)
        if (a.in == deploy::c::memory::arena)
          used = std::max(used, p.buffers[a.number].offset + p.buffers[a.number].floats);
    }
    std::string const name = name_of_output(s, o.name);
    chart.guides.push_back({name, static_cast<double>(done), true});
    rows.add({name, static_cast<std::int64_t>(done) - 1, static_cast<std::int64_t>(used * sizeof(float)),
              static_cast<std::int64_t>(alive[most] * sizeof(float)), p.steps[most].comment});
  }
  out.show(std::move(chart))
      .say("The arena takes " + bytes_of(p.arena_floats) +
           " in float32; no order of the steps needs less than " + bytes_of(p.least_floats) + ".")
      .show(std::move(rows));
}
} // namespace detail

PEAX_INLINE void show_memory(document::section& out, any_solution const& s) {
  try {
    if (s.mapping.size() < 2) return detail::show_memory_of(out, s, s.network, s.exits.size(), {});
    for (auto const& p : deploy::cut_into_parts(s.network, s.exits, s.mapping))
      detail::show_memory_of(out, s, p.piece, p.piece->outputs().size(), p.processor);
  } catch (error const& e) {
    out.say(std::string("No C: ") + e.what() + ".");
  }
}

} // namespace peax::summary
