#pragma once
//! @file
//! Which values the backward pass computes anew instead of reading them from memory: what follows from values that it reads anyway
//! and lives within one segment in both passes. Such a value never leaves the cache of its thread.
//!
//! Method: Chen, Xu, Zhang and Guestrin 2016, "Training deep nets with sublinear memory cost", for single steps.

#include <peax/engine/plan/plan_memory.hpp>
#include <peax/engine/plan/plan_parts.hpp>

#include <cstddef>
#include <utility>
#include <vector>

namespace peax::engine {

namespace detail {

//! Tasks of each pass that use a buffer.
struct buffer_use {
  interval forward, backward;
};

[[nodiscard]] inline std::vector<buffer_use> uses_of_buffers(plan_parts const& plan, std::size_t buffers) {
  std::vector<buffer_use> uses(buffers);
  for (std::size_t t = 0; t < plan.tasks.size(); ++t) {
    bool const backward = plan.tasks[t].backward;
    each_operand(plan.tasks[t], [&](operand const& o) {
      if (!o || o.place->buffer < 0) return;
      auto& use = uses[static_cast<std::size_t>(o.place->buffer)];
      (backward ? use.backward : use.forward).include(t);
    });
  }
  return uses;
}

} // namespace detail

//! Marks the buffers and adds the tasks; the tasks must be cut into segments again if it says that there are any.
[[nodiscard]] inline bool compute_again(plan_parts& plan, std::vector<planned_buffer>& buffers) {
  auto const uses = detail::uses_of_buffers(plan, buffers.size());
  auto const in_one_segment = [&](interval const& use) {
    for (auto const& s : plan.segments)
      if (s.first <= use.first && use.first < s.last) return s.batched && use.last < s.last;
    return false;
  };
  std::vector<std::vector<task>> before(plan.tasks.size());
  bool any = false;
  for (auto const& one : plan.steps) {
    if (!one->recomputes_outputs() || one->outputs.size() != 1 || one->outputs[0].place->buffer < 0) continue;
    auto const at = static_cast<std::size_t>(one->outputs[0].place->buffer);
    auto const& use = uses[at];
    if (buffers[at].pinned || !buffers[at].batched || use.backward.is_empty() ||
        !in_one_segment(use.forward) || !in_one_segment(use.backward))
      continue;
    buffers[at].is_computed_again = true;
    before[use.backward.first].push_back({.what = one.get(), .backward = true, .again = true});
    any = true;
  }
  std::vector<task> tasks;
  for (std::size_t t = 0; t < plan.tasks.size(); ++t) {
    tasks.insert(tasks.end(), before[t].begin(), before[t].end());
    tasks.push_back(plan.tasks[t]);
  }
  plan.tasks = std::move(tasks);
  return any;
}

} // namespace peax::engine
