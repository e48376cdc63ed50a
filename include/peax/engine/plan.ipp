#pragma once
//! @file
//! The bodies of plan.hpp.

#include <peax/core/error.hpp>
#include <peax/engine/plan.hpp>
#include <peax/engine/plan/make_parts.hpp>
#include <peax/engine/plan/plan_parts.hpp>
#include <peax/engine/threads.hpp>
#include <peax/graph/editor.hpp>

#include <fmt/core.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::engine {

struct plan::state {
  plan_parts parts;
  worker_team team;
  index samples = 1;
  std::uint64_t runs = 0;

  [[nodiscard]] std::span<float const> whole(operand const& o) const {
    index const n = o.batched() ? samples : 1;
    return {o.place->shared, static_cast<std::size_t>(n * o.sample_size())};
  }

  void arrange_workers() {
    auto const threads = static_cast<std::size_t>(team.threads());
    std::size_t const local = parts.local_floats, work = in_lines(parts.workspace_floats);
    parts.local = aligned_buffer(local * threads);
    parts.workspace = aligned_buffer(work * threads);
    for (std::size_t i = 0; i < threads; ++i)
      parts.workers.push_back({parts.local.data() + i * local, parts.workspace.data() + i * work});
  }

  void run(bool backward) {
    for (auto const& s : parts.segments)
      if (s.backward == backward)
        run_segment(s, parts.tasks, parts.parts, samples, runs, team, parts.workers);
  }
};

PEAX_INLINE plan::plan(peax::graph const& g, index batch, plan_options const& options)
    : state_(std::make_unique<state>(state{make_parts(g, batch, options), worker_team(options.threads)})) {
  state_->arrange_workers();
  parameters_changed();
}
PEAX_INLINE plan::plan(plan&&) noexcept = default;
PEAX_INLINE plan::~plan() = default;

PEAX_INLINE index plan::batch() const { return state_->parts.batch; }
PEAX_INLINE int plan::threads() const { return state_->team.threads(); }
PEAX_INLINE peax::graph const& plan::graph() const { return state_->parts.graph; }
PEAX_INLINE void plan::forward(std::span<float const* const> inputs, index n) {
  if (inputs.size() != state_->parts.inputs.size())
    throw bad_input(fmt::format("plan of {}: {} inputs given, the network has {}", state_->parts.graph.name(),
                                inputs.size(), state_->parts.inputs.size()));
  if (n < 1 || n > state_->parts.batch)
    throw bad_input(fmt::format("plan of {}: {} samples given, it is made for 1 to {}",
                                state_->parts.graph.name(), n, state_->parts.batch));
  for (std::size_t i = 0; i < inputs.size(); ++i)
    state_->parts.inputs[i]->shared = const_cast<float*>(inputs[i]); // never written
  state_->samples = n;
  ++state_->runs;
  if (state_->parts.options.training) parameters_changed();
  state_->run(false);
}

PEAX_INLINE std::size_t plan::output_count() const { return state_->parts.wanted.size(); }
PEAX_INLINE value_id plan::output_id(std::size_t i) const { return state_->parts.wanted[i].id; }
PEAX_INLINE shape const& plan::output_dims(std::size_t i) const {
  return state_->parts.wanted[i].result.dims;
}
PEAX_INLINE std::span<float const> plan::output(std::size_t i) const {
  return state_->whole(state_->parts.wanted[i].result);
}
PEAX_INLINE void plan::backward(std::span<float const* const> output_gradients) {
  if (!state_->parts.options.training)
    throw bad_input(fmt::format("plan of {}: it was made for inference and has no gradients",
                                state_->parts.graph.name()));
  if (output_gradients.size() != state_->parts.wanted.size())
    throw bad_input(fmt::format("plan of {}: {} gradients given for {} values", state_->parts.graph.name(),
                                output_gradients.size(), state_->parts.wanted.size()));
  for (std::size_t i = 0; i < output_gradients.size(); ++i)
    if (storage* seed = state_->parts.wanted[i].seed) {
      bool const given = output_gradients[i] != nullptr;
      seed->shared = given ? const_cast<float*>(output_gradients[i]) : state_->parts.zeros.data();
      seed->sample_size = given ? state_->parts.wanted[i].seed_size : 0;
    }
  state_->run(true);
}

PEAX_INLINE std::span<float> plan::parameters() { return state_->parts.parameter_memory.span(); }
PEAX_INLINE std::span<float const> plan::parameters() const { return state_->parts.parameter_memory.span(); }
PEAX_INLINE std::span<float> plan::gradients() { return state_->parts.gradient_memory.span(); }
PEAX_INLINE std::span<parameter const> plan::parameter_list() const { return state_->parts.parameters; }
PEAX_INLINE std::span<float> plan::statistics() { return state_->parts.statistics_memory.span(); }
PEAX_INLINE std::span<parameter const> plan::statistics_list() const { return state_->parts.statistics; }
PEAX_INLINE void plan::parameters_changed() {
  state_->team.each(static_cast<index>(state_->parts.steps.size()),
                    [&](index i, int) { state_->parts.steps[static_cast<std::size_t>(i)]->prepare(); });
}

PEAX_INLINE peax::graph plan::write_back() const {
  graph_editor editor(state_->parts.graph);
  auto const put = [&](std::vector<parameter> const& list, aligned_buffer const& memory) {
    for (auto const& p : list) {
      float const* const at = memory.data() + p.offset;
      std::vector<float> elements(at, at + p.size);
      tensor made(state_->parts.graph[p.id].dims, std::move(elements));
      if (!(made == state_->parts.graph[p.id].constant)) editor.set_constant(p.id, std::move(made));
    }
  };
  put(state_->parts.parameters, state_->parts.parameter_memory);
  put(state_->parts.statistics, state_->parts.statistics_memory);
  return editor.finish();
}

PEAX_INLINE std::size_t plan::memory() const {
  std::size_t floats = 0;
  for (auto const* b :
       {&state_->parts.parameter_memory, &state_->parts.gradient_memory, &state_->parts.statistics_memory,
        &state_->parts.constants, &state_->parts.arena, &state_->parts.partials, &state_->parts.local,
        &state_->parts.workspace, &state_->parts.zeros})
    floats += b->size();
  std::size_t inside = 0;
  for (auto const& s : state_->parts.steps) inside += s->memory();
  return floats * sizeof(float) + inside;
}

} // namespace peax::engine
