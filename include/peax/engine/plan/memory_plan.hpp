#pragma once
//! @file
//! Offsets of buffers from their lifetimes: buffers that are never alive at the same time may share memory.

#include <peax/engine/aligned_buffer.hpp>

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <span>
#include <utility>
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

//! Greedy by size: the largest buffer first, each at the lowest offset where nothing that is alive with it lies
//! (Pisarchyk and Lee, 2020, "Efficient memory management for deep neural net inference"). Offsets are multiples of `line` floats.
[[nodiscard]] inline memory_plan plan_memory(std::span<lifetime const> buffers,
                                             std::size_t line = in_lines(1)) {
  auto const lines = [&](std::size_t floats) { return (floats + line - 1) / line * line; };
  memory_plan plan;
  plan.offsets.assign(buffers.size(), 0);
  std::vector<std::size_t> order(buffers.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return buffers[a].floats > buffers[b].floats; });
  std::vector<std::size_t> placed;
  for (auto i : order) {
    std::size_t const size = lines(buffers[i].floats);
    std::vector<std::pair<std::size_t, std::size_t>> taken; // begin, end of what is alive with it
    for (auto j : placed)
      if (buffers[i].meets(buffers[j]))
        taken.emplace_back(plan.offsets[j], plan.offsets[j] + lines(buffers[j].floats));
    std::sort(taken.begin(), taken.end());
    std::size_t at = 0;
    for (auto const& [begin, end] : taken) {
      if (begin >= at + size) break;
      at = std::max(at, end);
    }
    plan.offsets[i] = at;
    plan.floats = std::max(plan.floats, at + size);
    placed.push_back(i);
  }
  return plan;
}

} // namespace peax::engine
