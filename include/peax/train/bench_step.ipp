#pragma once
//! @file
//! The body of bench_step.hpp.

#include <peax/core/error.hpp>
#include <peax/core/random.hpp>
#include <peax/engine/plan.hpp>
#include <peax/train/bench_step.hpp>
#include <peax/train/trainer.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace peax::training {

PEAX_INLINE bench_result bench_step(peax::network const& n, bench_options const& options,
                                    progress const& to) {
  graph const& g = *n;
  if (options.steps < 1) throw bad_input("bench: at least one step is needed");
  auto const placed = place_objectives(g, {{}});
  objective const& o = placed.all[0];
  engine::plan plan(g, static_cast<engine::index>(options.batch),
                    {.wanted = placed.wanted, .training = true, .threads = options.threads});
  random_stream random(0);
  std::vector<std::vector<float>> inputs;
  std::vector<float const*> at;
  for (auto id : g.inputs()) {
    std::vector<float> x(
        static_cast<std::size_t>(g[id].dims.with_batch(static_cast<std::int64_t>(options.batch)).elements()));
    for (float& v : x) v = static_cast<float>(random.normal());
    inputs.push_back(std::move(x));
    at.push_back(inputs.back().data());
  }
  std::size_t const size = options.batch * o.layout.size();
  std::vector<std::int32_t> labels(o.loss == loss_kind::cross_entropy ? options.batch * o.layout.positions()
                                                                      : 0);
  for (auto& label : labels) label = static_cast<std::int32_t>(random.index(o.layout.classes));
  std::vector<float> targets(labels.empty() ? size : 0), gradient(size);
  for (float& t : targets) t = static_cast<float>(random.uniform());
  optimizer adam({}, plan.parameters().size());
  auto const step = [&] {
    plan.forward(at, static_cast<engine::index>(options.batch));
    (void)loss_of(o, plan.output(0), labels, targets, {}, 0, {}, 1, gradient);
    plan.backward(gradient.data());
    adam.step(plan.parameters(), plan.gradients(), 1e-3);
  };
  auto const tell_done = [&](std::size_t steps) { // outside of what is timed
    tell(to, "training " + g.name(),
         static_cast<double>(steps) / static_cast<double>(options.warm_up + options.steps));
  };
  for (std::size_t i = 0; i < options.warm_up; ++i) {
    step();
    tell_done(i + 1);
  }
  std::vector<double> times;
  for (std::size_t i = 0; i < options.steps; ++i) {
    auto const start = std::chrono::steady_clock::now();
    step();
    times.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    tell_done(options.warm_up + i + 1);
  }
  std::sort(times.begin(), times.end());
  double const median = (times[(times.size() - 1) / 2] + times[times.size() / 2]) / 2;
  return {static_cast<double>(options.batch) / median, median * 1e3, plan.threads()};
}

} // namespace peax::training
