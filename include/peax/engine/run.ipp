#pragma once
//! @file
//! The bodies of run.hpp.

#include <peax/core/error.hpp>
#include <peax/engine/run.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::engine {

namespace detail {
inline bool is_batched(peax::graph const& g) {
  return std::any_of(g.inputs().begin(), g.inputs().end(),
                     [&](value_id id) { return g[id].dims.is_batched(); });
}
inline plan_options inference(plan_options options) {
  options.training = false;
  return options;
}
} // namespace detail

PEAX_INLINE runner::runner(peax::graph const& g, plan_options options, index batch)
    : fixed_(!detail::is_batched(g)), plan_(g, fixed_ ? 1 : batch, detail::inference(std::move(options))) {}

PEAX_INLINE bool runner::advances(std::size_t input) const {
  return fixed_ || plan_.graph()[plan_.graph().inputs()[input]].dims.is_batched();
}

PEAX_INLINE std::size_t runner::count(std::span<std::span<float const> const> inputs) const {
  auto const& g = plan_.graph();
  std::size_t samples = 0;
  if (inputs.size() != g.inputs().size())
    throw bad_input(
        fmt::format("network {} has {} inputs, {} were given", g.name(), g.inputs().size(), inputs.size()));
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    value const& v = g[g.inputs()[i]];
    auto const one = static_cast<std::size_t>(v.dims.elements());
    if (!fixed_ && !v.dims.is_batched()) continue; // the same for all samples
    if (one == 0 || inputs[i].empty() || inputs[i].size() % one != 0)
      throw bad_input(fmt::format("network {}: input {} {} takes {} elements a sample; {} is no multiple",
                                  g.name(), v.name, v.dims.text(), one, inputs[i].size()));
    std::size_t const here = inputs[i].size() / one;
    if (samples != 0 && here != samples)
      throw bad_input(fmt::format("network {}: its inputs hold {} and {} samples", g.name(), samples, here));
    samples = here;
  }
  return inputs.empty() ? 1 : samples;
}

PEAX_INLINE void runner::run_batches(std::span<std::span<float const> const> inputs, std::size_t samples,
                                     progress const& to, batch_done const& what) {
  std::vector<float const*> at(inputs.size());
  auto const step = static_cast<std::size_t>(plan_.batch());
  for (std::size_t done = 0; done < samples; done += step) {
    std::size_t const n = std::min(step, samples - done);
    for (std::size_t i = 0; i < at.size(); ++i)
      at[i] = inputs[i].data() + (advances(i) ? done * (inputs[i].size() / samples) : 0);
    plan_.forward(at, static_cast<index>(n));
    what(done, n);
    tell(to, "running " + plan_.graph().name(), static_cast<double>(done + n) / static_cast<double>(samples));
  }
}

PEAX_INLINE std::vector<tensor> runner::operator()(std::span<std::span<float const> const> inputs,
                                                   progress const& to) {
  std::size_t const samples = count(inputs);
  std::vector<std::vector<float>> results(plan_.output_count());
  run_batches(inputs, samples, to, [&](std::size_t, std::size_t) {
    for (std::size_t i = 0; i < results.size(); ++i) {
      auto const part = plan_.output(i);
      results[i].insert(results[i].end(), part.begin(), part.end());
    }
  });
  std::vector<tensor> out;
  for (std::size_t i = 0; i < results.size(); ++i) {
    shape dims = plan_.output_dims(i);
    std::int64_t const per_run = dims.elements();
    auto const runs = static_cast<std::int64_t>(samples);
    if (dims.is_batched())
      dims[0] = runs;
    else if (fixed_ && samples > 1 && dims.rank() > 0)
      dims[0] *= runs;
    if (dims.elements() !=
        static_cast<std::int64_t>(results[i].size())) { // does not depend on the samples: once is enough
      results[i].resize(static_cast<std::size_t>(per_run));
      dims = plan_.output_dims(i);
    }
    out.emplace_back(std::move(dims), std::move(results[i]));
  }
  return out;
}

PEAX_INLINE tensor runner::operator()(std::span<float const> input, progress const& to) {
  return std::move((*this)(std::span<std::span<float const> const>(&input, 1), to).front());
}

PEAX_INLINE void runner::each_batch(std::span<std::span<float const> const> inputs, progress const& to,
                                    batch_done const& what) {
  run_batches(inputs, count(inputs), to, what);
}

PEAX_INLINE std::vector<tensor> run(peax::network const& n, std::span<float const> input,
                                    plan_options options, progress const& to) {
  runner r(n, std::move(options));
  return r(std::span<std::span<float const> const>(&input, 1), to);
}

} // namespace peax::engine
