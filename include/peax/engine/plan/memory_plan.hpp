#pragma once
//! @file
//! Offsets of buffers from their lifetimes: buffers that are never alive at the same time may share memory.

#include <peax/engine/aligned_buffer.hpp>

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <span>
#include <vector>

namespace peax::engine {

//! Moments from one to another, both included; empty by default.
struct interval {
  std::size_t first = 1, last = 0;

  [[nodiscard]] bool is_empty() const { return first > last; }
  [[nodiscard]] bool meets(interval const& other) const {
    return !is_empty() && !other.is_empty() && first <= other.last && other.first <= last;
  }
  void include(std::size_t moment) {
    first = is_empty() ? moment : std::min(first, moment);
    last = std::max(last, moment);
  }
};

//! A buffer that is alive in one interval, or in two when it is computed again.
struct lifetime {
  std::size_t floats = 0;
  interval alive, again = {};

  [[nodiscard]] bool meets(lifetime const& other) const {
    return alive.meets(other.alive) || alive.meets(other.again) || again.meets(other.alive) ||
           again.meets(other.again);
  }
};

//! An offset for each buffer and the size of all together.
struct memory_plan {
  std::vector<std::size_t> offsets;
  std::size_t floats = 0;
};

//! Places buffers one after the other, each at the lowest offset where nothing that is alive with it lies. Offsets are multiples of
//! `line` floats.
[[nodiscard]] inline memory_plan plan_memory(std::span<lifetime const> buffers,
                                             std::span<std::size_t const> order, std::size_t line) {
  auto const lines = [&](std::size_t floats) { return (floats + line - 1) / line * line; };
  memory_plan plan;
  plan.offsets.assign(buffers.size(), 0);
  std::vector<std::size_t> placed; // by offset
  for (auto const i : order) {
    std::size_t const size = lines(buffers[i].floats);
    std::size_t at = 0;
    for (auto const j : placed) {
      if (plan.offsets[j] >= at + size) break;
      if (buffers[i].meets(buffers[j])) at = std::max(at, plan.offsets[j] + lines(buffers[j].floats));
    }
    plan.offsets[i] = at;
    plan.floats = std::max(plan.floats, at + size);
    auto const behind =
        std::upper_bound(placed.begin(), placed.end(), at,
                         [&](std::size_t offset, std::size_t j) { return offset < plan.offsets[j]; });
    placed.insert(behind, i);
  }
  return plan;
}

//! Greedy by size: the largest buffer first (Pisarchyk and Lee, 2020, "Efficient memory management for deep neural net inference").
[[nodiscard]] inline memory_plan plan_memory(std::span<lifetime const> buffers,
                                             std::size_t line = in_lines(1)) {
  std::vector<std::size_t> order(buffers.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return buffers[a].floats > buffers[b].floats; });
  return plan_memory(buffers, order, line);
}

} // namespace peax::engine
