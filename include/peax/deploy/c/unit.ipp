#pragma once
//! @file
//! The bodies of unit.hpp.

#include <peax/core/error.hpp>
#include <peax/deploy/c/lowering.hpp>
#include <peax/deploy/c/memory.hpp>
#include <peax/deploy/c/program_text.hpp>
#include <peax/deploy/c/unit.hpp>
#include <peax/deploy/parts.hpp>
#include <peax/graph/extract.hpp>
#include <peax/report/early_exits/branch.hpp>
#include <peax/rule/canonical.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace peax::deploy::c {

namespace detail {

inline answers answers_of(graph const& g, value_id output) {
  auto const form = report::answer_form_of(extract(g, g.inputs(), std::vector{output}, "answers"));
  if (!form) return answers::none;
  return form == report::answer_form::logits ? answers::of_logits : answers::of_probabilities;
}

//! The arena of a program whose temporal rule reads the outputs of early exits again when everything has run.
inline void plan(program& p, bool outputs_stay) {
  if (outputs_stay)
    for (auto const& o : p.outputs) {
      auto& life = p.buffers[o.at.number];
      life.last = std::max(life.last, p.steps.empty() ? 0 : p.steps.size() - 1);
    }
  plan_arena(p);
  std::size_t weights = 0;
  for (auto const& c : p.constants) weights += c.values.size() * sizeof(float);
  for (auto const& [bytes, what] :
       {std::pair{p.arena_floats * sizeof(float), "its arena"}, {weights, "its weights"}})
    if (bytes > std::size_t{INT32_MAX})
      throw bad_input(fmt::format("{} take {} bytes, more than the 32 bits of C address", what, bytes));
}

} // namespace detail

PEAX_INLINE unit whole_unit(any_solution const& s, std::string const& name) {
  network const simple = rule::inference_form(s.network);
  graph const& g = *simple;
  unit u{name, capitals(name), s, lower(g, s.exits.size())};
  u.last = detail::answers_of(g, g.outputs()[s.exits.size() - 1]);
  u.answer_floats = u.code.outputs.back().floats;
  detail::plan(u.code, u.repeats());
  return u;
}

PEAX_INLINE std::vector<unit> part_units(any_solution const& s, unit const& whole) {
  std::vector<unit> out;
  if (s.mapping.size() < 2) return out;
  for (auto const& p : cut_into_parts(s.network, s.exits, s.mapping)) {
    if (!out.empty() && p.piece->inputs().size() != 1)
      throw bad_input(
          fmt::format("{}: what processor '{}' runs reads inputs of the network beside the feature "
                      "map that crosses; there is no C for that",
                      s.network.name(), p.processor));
    network const simple = rule::inference_form(p.piece);
    std::string const name = fmt::format("{}_part_{}", whole.name, out.size());
    unit u{name, capitals(name), s, lower(*simple, simple->outputs().size())};
    u.first = p.exits.front();
    u.crosses = out.size() + 1 < s.mapping.size();
    u.last = whole.last;
    u.answer_floats = whole.answer_floats;
    u.is_part = true;
    detail::plan(u.code, u.repeats());
    out.push_back(std::move(u));
  }
  return out;
}

} // namespace peax::deploy::c
