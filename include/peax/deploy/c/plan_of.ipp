#pragma once
//! @file
//! The body of plan_of.hpp.

#include <peax/deploy/c/contents.hpp>
#include <peax/deploy/c/lowering.hpp>
#include <peax/deploy/c/memory.hpp>
#include <peax/deploy/c/plan_of.hpp>
#include <peax/rule/canonical.hpp>

#include <algorithm>
#include <cstddef>

namespace peax::deploy::c {

PEAX_INLINE program plan_of(network const& n, bool repeats) {
  network const simple = rule::inference_form(n);
  program p = lower(*simple);
  if (repeats && !p.steps.empty())
    for (auto const& o : p.outputs) p.buffers[o.at.number].last = p.steps.size() - 1;
  name_contents(p, *n);
  plan_arena(p);
  return p;
}

} // namespace peax::deploy::c
