// peax bench train|infer MODEL.onnx [--batch 64] [--steps 30]

#include "input.hpp"
#include "output.hpp"
#include "verbs.hpp"
#include <peax/core/error.hpp>
#include <peax/core/random.hpp>
#include <peax/engine/plan.hpp>
#include <peax/train/bench_step.hpp>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <memory>

namespace command {

namespace {

struct bench_options {
  std::string mode, model;
  std::int64_t batch = 64, steps = 30;
  input_options input;
};

//! Standard normal inputs of a whole batch, one array for each input of the network.
std::vector<std::vector<float>> random_inputs(peax::graph const& g, std::int64_t batch, std::uint64_t seed) {
  std::vector<std::vector<float>> all;
  for (auto const id : g.inputs()) {
    auto const dims = g[id].dims.with_batch(batch);
    peax::random_stream random(seed, all.size());
    std::vector<float> values(static_cast<std::size_t>(dims.elements()));
    for (float& x : values) x = static_cast<float>(random.normal());
    all.push_back(std::move(values));
  }
  return all;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  std::size_t const n = values.size();
  return (values[n / 2] + values[(n - 1) / 2]) / 2;
}

//! Times runs of a batch; a network of fixed batch runs sample by sample.
peax::training::bench_result time_inference(peax::graph const& g, bench_options const& given,
                                            common const& c) {
  bool const batched =
      std::any_of(g.inputs().begin(), g.inputs().end(), [&](auto id) { return g[id].dims.is_batched(); });
  std::int64_t const batch = batched ? given.batch : 1, runs = batched ? 1 : given.batch;
  auto const inputs = random_inputs(g, batch, c.seed);
  std::vector<float const*> at;
  for (auto const& x : inputs) at.push_back(x.data());
  peax::engine::plan plan(g, batch, {.wanted = {g.outputs()[0]}, .threads = c.threads});
  auto const progress = show_progress(c);
  std::vector<double> seconds;
  constexpr std::int64_t warm_up = 5;
  for (std::int64_t step = 0; step < warm_up + given.steps; ++step) {
    auto const from = std::chrono::steady_clock::now();
    for (std::int64_t i = 0; i < runs; ++i) plan.forward(at, batch);
    if (step >= warm_up)
      seconds.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - from).count());
    peax::tell(progress, "running " + g.name(),
               static_cast<double>(step + 1) / static_cast<double>(warm_up + given.steps));
  }
  double const middle = median(std::move(seconds));
  return {static_cast<double>(given.batch) / middle, middle * 1e3, plan.threads()};
}

//! Times forward, backward and Adam.
peax::training::bench_result time_training(peax::network const& n, bench_options const& given,
                                           common const& c) {
  peax::training::bench_options how;
  how.batch = static_cast<std::size_t>(given.batch);
  how.steps = static_cast<std::size_t>(given.steps);
  how.threads = c.threads;
  return peax::training::bench_step(n, how, show_progress(c));
}

int bench(bench_options const& given, common const& c) {
  if (given.mode != "train" && given.mode != "infer")
    throw peax::usage_error(fmt::format("bench {}: bench times train or infer{}", given.mode,
                                        suggestion(given.mode, {"train", "infer"})));
  auto const n = load_network(given.model, given.input);
  auto const result = given.mode == "train" ? time_training(n, given, c) : time_inference(*n, given, c);
  if (c.json)
    print_object("peax.bench", {{"peer", "peax"},
                                {"mode", given.mode},
                                {"model", given.model},
                                {"batch", given.batch},
                                {"threads", result.threads},
                                {"samples_per_s", result.samples_per_second},
                                {"ms_median", result.median_ms}});
  else
    print_text(fmt::format(
        "{} {}: {:.0f} samples/s, {:.3f} ms for a batch of {} on {} threads (median of {})\n", given.mode,
        n.name(), result.samples_per_second, result.median_ms, given.batch, result.threads, given.steps));
  return 0;
}

} // namespace

action declare_bench(options& o) {
  auto const given = std::make_shared<bench_options>();
  o.argument("mode train|infer", given->mode, "train: forward, backward and Adam");
  o.argument("model MODEL", given->model, "an ONNX or .tflite file");
  o.count("--batch N", given->batch, "samples a step (default 64)");
  o.count("--steps N", given->steps, "steps that are timed (default 30)");
  given->input.declare(o);
  o.example("peax bench infer model.onnx --batch 1", "one sample at a time");
  o.example("peax bench train model.onnx --steps 10", "a step of training");
  return [given](common const& c) { return bench(*given, c); };
}

} // namespace command
