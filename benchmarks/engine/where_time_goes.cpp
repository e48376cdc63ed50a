// Where the time of a training step (or of inference) goes, step by step of the plan, on one thread:
//   where_time_goes [--infer] [--batch 64] [--steps 10] MODEL.onnx
// Speeds stand beside those of this machine in the same run: sgemm of 1024 and the copy of 32 MB. GFLOP/s counts convolutions and
// dense layers directly (2 MAC), so an algorithm with fewer multiplications can pass sgemm; GB/s counts each value read or
// written once.

#include "../kernels/sgemm.hpp"
#include <peax/engine/plan.hpp>
#include <peax/engine/plan/make_parts.hpp>
#include <peax/graph/cost.hpp>
#include <peax/onnx/load.hpp>
#include <peax/train/trainer.hpp>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <exception>
#include <string>
#include <vector>

namespace {

using namespace peax;

struct line {
  std::string what;
  double operations = 0, bytes = 0;
  std::vector<double> seconds = {};
  [[nodiscard]] double median() const {
    auto sorted = seconds;
    std::sort(sorted.begin(), sorted.end());
    return sorted[sorted.size() / 2];
  }
};

double copy_rate() {
  std::vector<float> from(8 << 20, 1.0F), to(from.size());
  double best = 0;
  for (int i = 0; i < 5; ++i) {
    double const start = kernel_benchmark::thread_seconds();
    std::memcpy(to.data(), from.data(), from.size() * sizeof(float));
    best = std::max(best, 2.0 * static_cast<double>(from.size() * sizeof(float)) /
                              (kernel_benchmark::thread_seconds() - start));
  }
  return best;
}

double bytes_of(engine::operand const& o, double batch) {
  return o ? static_cast<double>(o.sample_size()) * sizeof(float) * (o.batched() ? batch : 1) : 0.0;
}

void profile(std::string const& file, bool training, engine::index batch, int steps) {
  auto const net = peax::onnx::load(file);
  graph const& g = *net;
  engine::plan_options options{.wanted = {g.outputs()[0]}, .training = training, .threads = 1};
  if (training) options.wanted = training::place_objectives(g, {{}}).wanted;
  auto parts = engine::make_parts(g, batch, options);
  engine::aligned_buffer const local(parts.local_floats), workspace(parts.workspace_floats);
  std::vector<engine::worker_memory> const memory{{local.data(), workspace.data()}};
  engine::worker_team const team(1);
  std::vector<std::vector<float>> inputs;
  for (std::size_t i = 0; i < parts.inputs.size(); ++i) {
    inputs.emplace_back(static_cast<std::size_t>(g[g.inputs()[i]].dims.with_batch(batch).elements()));
    for (std::size_t k = 0; k < inputs.back().size(); ++k)
      inputs.back()[k] = static_cast<float>((k * 7919) % 1000) / 500.0F - 1.0F;
    parts.inputs[i]->shared = inputs.back().data();
  }
  std::vector<float> seeds;
  for (auto& w : parts.wanted)
    if (w.seed != nullptr) {
      seeds.assign(static_cast<std::size_t>(w.seed_size * batch), 0.0F);
      for (std::size_t k = 0; k < seeds.size(); ++k) seeds[k] = static_cast<float>(k % 5) * 0.01F - 0.02F;
      w.seed->shared = seeds.data(), w.seed->sample_size = w.seed_size;
    }
  auto const b = static_cast<double>(batch);
  std::vector<line> lines;
  for (auto const& t : parts.tasks) {
    engine::step const& s = *t.what;
    std::string const name = s.node == node_id::none ? "(order)" : std::string(g[s.node].op.name());
    line one{.what = name +
                     (t.again      ? " again "
                      : t.backward ? " backward "
                                   : " forward ") +
                     std::to_string(t.phase)};
    for (auto const& o : s.outputs) one.what += " " + o.dims.text();
    if (s.node != node_id::none && (g[s.node].op.is<op::conv>() || g[s.node].op.is<op::gemm>())) {
      int const passes = !t.backward ? 1 : (s.input_gradients[0] ? 1 : 0) + (s.partial_size() > 0 ? 1 : 0);
      one.operations = 2.0 * passes * b * static_cast<double>(cost_of(g, s.node).macs.value);
    }
    for (auto const& o : t.backward && !t.again ? s.output_gradients : s.outputs) one.bytes += bytes_of(o, b);
    for (std::size_t i = 0; i < s.inputs.size(); ++i)
      if (!t.backward || t.again || s.backward_reads_input(i)) one.bytes += bytes_of(s.inputs[i], b);
    if (t.backward && !t.again)
      for (auto const& target : s.input_gradients) one.bytes += bytes_of(target.to, b);
    lines.push_back(std::move(one));
  }
  line packing{.what = "packing of weights"};
  double const sgemm = kernel_benchmark::sgemm_rate(), copy = copy_rate();
  for (int run = 0; run < steps + 2; ++run) {
    double const start = kernel_benchmark::thread_seconds();
    for (auto const& s : parts.steps) s->prepare();
    packing.seconds.push_back(kernel_benchmark::thread_seconds() - start);
    for (auto& l : lines) l.seconds.push_back(0);
    for (auto const& segment : parts.segments) {
      engine::run_segment(segment, parts.tasks, parts.parts, batch, static_cast<std::uint64_t>(run), team,
                          memory, [&](std::size_t task, auto const& call) {
                            double const from = kernel_benchmark::thread_seconds();
                            call();
                            lines[task].seconds.back() += kernel_benchmark::thread_seconds() - from;
                          });
    }
  }
  if (!training) packing.seconds.assign(1, 0.0);
  lines.push_back(std::move(packing));
  double total = 0, operations = 0;
  for (auto const& l : lines) total += l.median(), operations += l.operations;
  std::printf("%s, batch %td, chunks of %td: sgemm %.1f GFLOP/s, copy %.1f GB/s\n", file.c_str(), batch,
              parts.parts.chunk, sgemm / 1e9, copy / 1e9);
  std::printf("%8s %6s %9s %7s  %s\n", "ms", "share", "GFLOP/s", "GB/s", "step");
  for (auto const& l : lines) {
    double const s = l.median();
    if (s < 0.002 * total) continue;
    std::printf("%8.3f %5.1f%% %9.1f %7.1f  %s\n", s * 1e3, 100 * s / total, l.operations / s / 1e9,
                l.bytes / s / 1e9, l.what.c_str());
  }
  std::printf("%8.3f ms a step, %.0f samples/s, %.0f %% of sgemm\n", total * 1e3, b / total,
              100 * operations / total / sgemm);
}

} // namespace

int main(int count, char** arguments) {
  bool training = true;
  engine::index batch = 64;
  int steps = 10;
  try {
    for (int i = 1; i < count; ++i) {
      std::string const word = arguments[i];
      if (word == "--infer")
        training = false;
      else if (word == "--batch" && i + 1 < count)
        batch = std::stol(arguments[++i]);
      else if (word == "--steps" && i + 1 < count)
        steps = std::stoi(arguments[++i]);
      else
        profile(word, training, batch, steps);
    }
  } catch (std::exception const& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
  }
  return 0;
}
