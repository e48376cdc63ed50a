#pragma once
//! @file
//! The bodies of unit.hpp.

#include <peax/core/error.hpp>
#include <peax/deploy/c/plan_of.hpp>
#include <peax/deploy/c/program_text.hpp>
#include <peax/deploy/c/unit.hpp>
#include <peax/deploy/parts.hpp>
#include <peax/graph/extract.hpp>
#include <peax/report/early_exits/branch.hpp>

#include <fmt/core.h>

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

} // namespace detail

PEAX_INLINE unit whole_unit(any_solution const& s, std::string const& name) {
  graph const& g = *s.network;
  std::size_t const exits = s.exits.size();
  unit u{name, capitals(name), s, s.network, plan_of(s.network, exits, s.decision.repeats())};
  u.last = detail::answers_of(g, g.outputs()[exits - 1]);
  u.answer_floats = u.code.outputs.back().floats;
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
    std::string const name = fmt::format("{}_part_{}", whole.name, out.size());
    unit u{name, capitals(name), s, p.piece,
           plan_of(p.piece, p.piece->outputs().size(), s.decision.repeats())};
    u.processor = p.processor;
    u.first = p.exits.front();
    u.crosses = out.size() + 1 < s.mapping.size();
    u.last = whole.last;
    u.answer_floats = whole.answer_floats;
    u.is_part = true;
    out.push_back(std::move(u));
  }
  return out;
}

} // namespace peax::deploy::c
