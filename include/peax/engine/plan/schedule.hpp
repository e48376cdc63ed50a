#pragma once
//! @file
//! The order of work: tasks (a phase of a step), grouped into segments that every chunk of samples runs from end to end
//! without waiting for others. A segment ends where a result over the whole batch is needed: statistics, for example.

#include <peax/engine/aligned_buffer.hpp>
#include <peax/engine/step.hpp>
#include <peax/engine/threads.hpp>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace peax::engine {

struct task {
  step* what = nullptr;
  bool backward = false;
  int phase = 0;
  bool again = false; //!< backward: computes the outputs of the forward pass anew
  std::size_t partial_offset = 0;
};

struct segment {
  std::size_t first = 0, last = 0; //!< tasks [first, last)
  bool batched = true;             //!< false: runs once, on values that do not depend on the sample
  bool backward = false;
};

//! How the samples of a batch are cut. Depends on the plan's batch alone, so that results do not depend on threads.
struct partition {
  index chunk = 1; //!< samples that run through a segment together: small enough for the cache
  index group = 1; //!< samples whose weight gradients are summed in one partial: a multiple of chunk

  [[nodiscard]] index groups(index samples) const { return (samples + group - 1) / group; }
  [[nodiscard]] index chunks(index samples) const { return (samples + chunk - 1) / chunk; }
};

//! Chunks whose largest value fits about a quarter megabyte; groups of at most eight samples, at least four where there are four.
[[nodiscard]] inline partition partition_of(index batch, index largest_value) {
  constexpr index cache = 64 * 1024;
  partition p;
  p.group = std::clamp<index>(batch / 4, 1, 8);
  p.chunk = std::clamp<index>(cache / std::max<index>(largest_value, 1), 1, p.group);
  while (p.group % p.chunk != 0) --p.chunk;
  return p;
}

//! Whether the step works on samples (and not on values that all samples share).
[[nodiscard]] inline bool is_batched(step const& s) {
  auto const batched = [](operand const& o) { return o && o.batched(); };
  return std::any_of(s.outputs.begin(), s.outputs.end(), batched) ||
         std::any_of(s.inputs.begin(), s.inputs.end(), batched);
}

//! Cuts tasks into segments: before a later phase, where samples begin or end to matter, between forward and backward,
//! and where the partial gradients of a segment would take too much memory.
[[nodiscard]] inline std::vector<segment> cut_into_segments(std::vector<task>& tasks, index groups,
                                                            std::size_t& partial_floats) {
  constexpr std::size_t most_partial_floats = std::size_t{8} << 20;
  std::vector<segment> segments;
  std::size_t offset = 0;
  partial_floats = 0;
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    task& t = tasks[i];
    bool const batched = is_batched(*t.what);
    std::size_t const size =
        t.backward && !t.again
            ? in_lines(t.what->partial_size() * static_cast<std::size_t>(batched ? groups : 1))
            : 0;
    bool const cut = segments.empty() || t.phase > 0 || segments.back().batched != batched ||
                     segments.back().backward != t.backward ||
                     (offset > 0 && offset + size > most_partial_floats);
    if (cut) segments.push_back({i, i, batched, t.backward}), offset = 0;
    segments.back().last = i + 1;
    t.partial_offset = offset;
    offset += size;
    partial_floats = std::max(partial_floats, offset);
  }
  return segments;
}

//! Memory of one thread.
struct worker_memory {
  float* local = nullptr;
  float* workspace = nullptr;
};

//! Calls tasks and looks at nothing; a profiler brings its own.
struct unobserved {
  template <class Call> void operator()(std::size_t /*task*/, Call const& call) const { call(); }
};

//! Runs one segment for the first `samples` samples of the batch. `observe(task, call)` makes every call of a task.
template <class Observe = unobserved>
void run_segment(segment const& s, std::vector<task> const& tasks, partition const& parts, index samples,
                 std::uint64_t run, worker_team const& team, std::vector<worker_memory> const& memory,
                 Observe const& observe = {}) {
  run_context whole;
  whole.end = whole.batch = s.batched ? samples : 1;
  whole.run = run;
  whole.groups = s.batched ? parts.groups(samples) : 1;
  whole.chunks = s.batched ? parts.chunks(samples) : 1;
  auto const call = [&](run_context const& c) {
    for (std::size_t t = s.first; t < s.last; ++t)
      observe(t, [&] {
        if (tasks[t].again)
          tasks[t].what->recompute(c);
        else if (s.backward)
          tasks[t].what->backward(c, tasks[t].phase);
        else
          tasks[t].what->forward(c, tasks[t].phase);
      });
  };
  team.each(whole.groups, [&](index group, int worker) {
    run_context c = whole;
    c.local = memory[static_cast<std::size_t>(worker)].local;
    c.workspace = memory[static_cast<std::size_t>(worker)].workspace;
    c.group = group;
    if (!s.batched) return call(c);
    index const end = std::min(samples, (group + 1) * parts.group);
    for (c.begin = group * parts.group; c.begin < end; c.begin = c.end) {
      c.end = std::min(end, c.begin + parts.chunk);
      c.chunk = c.begin / parts.chunk;
      c.first_of_group = c.begin == group * parts.group;
      call(c);
    }
  });
  whole.local = memory[0].local;
  whole.workspace = memory[0].workspace;
  for (std::size_t t = s.first; t < s.last; ++t)
    observe(t, [&] {
      if (tasks[t].again) return;
      if (s.backward)
        tasks[t].what->join_backward(whole, tasks[t].phase);
      else
        tasks[t].what->join_forward(whole, tasks[t].phase);
    });
}

} // namespace peax::engine
