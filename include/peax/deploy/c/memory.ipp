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
  static constexpr std::array<std::string_view, 21> all{"layer_limits",
                                                        "layer_leaky_relu",
                                                        "layer_sigmoid",
                                                        "layer_tanh",
                                                        "layer_hard_sigmoid",
                                                        "layer_hard_swish",
                                                        "layer_subtract",
                                                        "layer_multiply",
                                                        "layer_divide",
                                                        "layer_minimum",
                                                        "layer_maximum_of_two",
                                                        "layer_prelu",
                                                        "layer_add",
                                                        "layer_softmax",
                                                        "layer_scale_shift",
                                                        "layer_normalize",
                                                        "layer_truncate",
                                                        "layer_truth",
                                                        "layer_row_normalization",
                                                        "layer_instance_normalization",
                                                        "layer_length_normalization"};
  if (function.starts_with("function_")) return true;
  if (function.ends_with("_spread")) return true; // operands as large as the output lie as it does
  return std::find(all.begin(), all.end(), function) != all.end();
}

//! The buffer in whose place each buffer lies: itself, or one that dies where its first step works element by element.
inline std::vector<std::size_t> places(program& p) {
  std::vector<std::size_t> group(p.buffers.size());
  std::iota(group.begin(), group.end(), std::size_t{0});
  for (std::size_t s = 0; s < p.steps.size(); ++s) {
    step const& one = p.steps[s];
    if (!works_in_place(one.function)) continue;
    for (auto const& out : one.arguments) {
      if (out.in != memory::arena || !out.written) continue;
      buffer& to = p.buffers[out.number];
      if (!to.element_wise) continue;
      for (auto const& in : one.arguments)
        if (in.in == memory::arena && !in.written && to.first == s && !to.overwrites &&
            p.buffers[in.number].last == s && p.buffers[in.number].floats == to.floats) {
          to.overwrites = true;
          group[out.number] = group[in.number];
        }
    }
  }
  return group;
}

inline std::vector<engine::lifetime> lives_of(program const& p, std::vector<std::size_t> const& group) {
  std::vector<engine::lifetime> lives(p.buffers.size());
  for (std::size_t b = 0; b < p.buffers.size(); ++b) {
    auto& life = lives[group[b]];
    life.floats = std::max(life.floats, p.buffers[b].floats);
    life.alive.include(p.buffers[b].first);
    life.alive.include(p.buffers[b].last);
  }
  return lives;
}

//! Floats alive at the worst moment: no placement needs less.
inline std::size_t most_alive(std::vector<engine::lifetime> const& lives, std::size_t steps) {
  std::vector<std::size_t> alive(steps + 1, 0);
  for (auto const& l : lives)
    for (std::size_t s = l.alive.first; !l.alive.is_empty() && s <= l.alive.last; ++s) alive[s] += l.floats;
  return *std::max_element(alive.begin(), alive.end());
}

//! The best of several greedy placements.
inline engine::memory_plan best_plan(std::vector<engine::lifetime> const& lives, std::size_t least) {
  std::vector<std::size_t> order(lives.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  engine::memory_plan best = engine::plan_memory(lives, 1);
  auto const length = [&](std::size_t i) {
    return lives[i].alive.is_empty() ? 0 : lives[i].alive.last - lives[i].alive.first + 1;
  };
  auto const attempt = [&] {
    auto plan = engine::plan_memory(lives, order, 1);
    if (plan.floats < best.floats) best = plan;
    return plan;
  };
  auto const by = [&](auto rank) {
    if (best.floats == least) return;
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return rank(a) > rank(b); });
    attempt();
  };
  by([&](std::size_t i) { return lives[i].floats * length(i); });
  by([&](std::size_t i) { return length(i); });
  by([&](std::size_t i) { return lives[i].alive.last; });
  by([&](std::size_t i) { return lives.size() - lives[i].alive.first; });
  by([&](std::size_t i) { return lives[i].floats; });
  for (int again = 0; again < 64 && best.floats > least; ++again) {
    auto const plan = attempt();
    auto const highest = std::max_element(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return plan.offsets[a] + lives[a].floats < plan.offsets[b] + lives[b].floats;
    });
    std::rotate(order.begin(), highest, highest + 1);
  }
  return best;
}

inline void take(program& p, engine::memory_plan const& plan, std::vector<std::size_t> const& group) {
  for (std::size_t b = 0; b < p.buffers.size(); ++b) p.buffers[b].offset = plan.offsets[group[b]];
  p.arena_floats = plan.floats;
}

} // namespace detail

PEAX_INLINE void plan_arena(program& p) {
  auto const group = detail::places(p);
  auto const lives = detail::lives_of(p, group);
  detail::take(p, detail::best_plan(lives, detail::most_alive(lives, p.steps.size())), group);
}

PEAX_INLINE void plan_arena_plainly(program& p) {
  std::vector<std::size_t> own(p.buffers.size());
  std::iota(own.begin(), own.end(), std::size_t{0});
  detail::take(p, engine::plan_memory(detail::lives_of(p, own), 1), own);
}

PEAX_INLINE std::vector<std::size_t> live_floats(program const& p) {
  std::vector<std::size_t> out(p.steps.size(), 0);
  for (auto const& b : p.buffers) {
    // What is written over in the step in which it dies is the other's there.
    std::size_t end = b.last + 1;
    for (auto const& over : p.buffers)
      if (over.overwrites && over.first == b.last && over.first > b.first && over.offset == b.offset)
        end = b.last;
    for (std::size_t s = b.first; s < end && s < out.size(); ++s) out[s] += b.floats;
  }
  return out;
}

} // namespace peax::deploy::c
