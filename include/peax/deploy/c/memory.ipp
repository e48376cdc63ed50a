#pragma once
//! @file
//! The body of memory.hpp.

#include <peax/deploy/c/memory.hpp>
#include <peax/engine/plan/memory_plan.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <numeric>
#include <string_view>
#include <vector>

namespace peax::deploy::c {

namespace detail {

//! Kernels whose output may lie where an input of the same size lies: element i is read before it is written.
inline bool works_in_place(std::string_view function) {
  static constexpr std::array<std::string_view, 18> all{
      "layer_limits",         "layer_leaky_relu", "layer_sigmoid",  "layer_tanh",    "layer_hard_sigmoid",
      "layer_hard_swish",     "layer_subtract",   "layer_multiply", "layer_divide",  "layer_minimum",
      "layer_maximum_of_two", "layer_prelu",      "layer_add",      "layer_softmax", "layer_scale_shift",
      "layer_normalize",      "layer_truncate",   "layer_truth"};
  if (function.ends_with("_spread")) return true; // operands as large as the output lie as it does
  return std::find(all.begin(), all.end(), function) != all.end();
}

} // namespace detail

PEAX_INLINE void plan_arena(program& p) {
  std::vector<std::size_t> group(p.buffers.size());
  std::iota(group.begin(), group.end(), std::size_t{0});
  for (std::size_t s = 0; s < p.steps.size(); ++s) {
    step const& one = p.steps[s];
    if (!detail::works_in_place(one.function)) continue;
    for (auto const& out : one.arguments) {
      if (out.in != memory::arena || !out.written) continue;
      buffer& to = p.buffers[out.number];
      for (auto const& in : one.arguments)
        if (in.in == memory::arena && !in.written && to.first == s && !to.overwrites &&
            p.buffers[in.number].last == s && p.buffers[in.number].floats == to.floats) {
          to.overwrites = true;
          group[out.number] = group[in.number];
        }
    }
  }
  std::vector<engine::lifetime> lives(p.buffers.size());
  for (std::size_t b = 0; b < p.buffers.size(); ++b) {
    auto& life = lives[group[b]];
    life.floats = std::max(life.floats, p.buffers[b].floats);
    life.alive.include(p.buffers[b].first);
    life.alive.include(p.buffers[b].last);
  }
  auto const plan = engine::plan_memory(lives, 1);
  for (std::size_t b = 0; b < p.buffers.size(); ++b) p.buffers[b].offset = plan.offsets[group[b]];
  p.arena_floats = plan.floats;
}

} // namespace peax::deploy::c
