#pragma once
//! @file
//! The body of plan_of.hpp.

#include <peax/core/error.hpp>
#include <peax/deploy/c/contents.hpp>
#include <peax/deploy/c/lowering.hpp>
#include <peax/deploy/c/memory.hpp>
#include <peax/deploy/c/plan_of.hpp>
#include <peax/rule/canonical.hpp>

#include <fmt/core.h>

#include <cstddef>
#include <cstdint>
#include <utility>

namespace peax::deploy::c {

PEAX_INLINE program plan_of(network const& n, std::size_t exits, bool repeats) {
  network const simple = rule::inference_form(n);
  program p = lower(*simple, exits);
  if (repeats && !p.steps.empty())
    for (auto const& o : p.outputs) p.buffers[o.at.number].last = p.steps.size() - 1;
  name_contents(p, *n);
  plan_arena(p);
  std::size_t weights = 0;
  for (auto const& c : p.constants) weights += c.values.size() * sizeof(float);
  for (auto const& [bytes, what] :
       {std::pair{p.arena_floats * sizeof(float), "its arena"}, {weights, "its weights"}})
    if (bytes > std::size_t{INT32_MAX})
      throw bad_input(fmt::format("{} take {} bytes, more than the 32 bits of C address", what, bytes));
  return p;
}

} // namespace peax::deploy::c
