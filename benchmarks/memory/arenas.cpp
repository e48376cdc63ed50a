// arenas MODEL.onnx|SOLUTION_DIR...: a table of the arenas of the C of networks, beside greedy planning and the lower bound.
//
// The peer is planned as TensorFlow Lite Micro's GreedyMemoryPlanner does: the same fused steps and values, in the order of the file,
// every output beside its inputs, the largest buffer first at the lowest free offset. Neither counts the network's input, which lies
// with the caller.
#include <peax/core/error.hpp>
#include <peax/deploy/c/lowering.hpp>
#include <peax/deploy/c/memory.hpp>
#include <peax/deploy/c/plan_of.hpp>
#include <peax/deploy/read_solution.hpp>
#include <peax/onnx/load.hpp>
#include <peax/rule/canonical.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>

namespace {

void row(std::filesystem::path const& file) {
  using namespace peax;
  bool const is_solution = std::filesystem::is_directory(file);
  auto const saved = is_solution ? deploy::read_solution(file) : deploy::saved_solution{};
  network const n = is_solution ? saved.what.network : onnx::load(file.string());
  bool const repeats = is_solution && saved.what.decision.repeats();
  std::size_t const exits = is_solution ? saved.what.exits.size() : 1;
  auto const ours = deploy::c::plan_of(n, exits, repeats);
  auto peer = deploy::c::lower(*rule::inference_form(n), exits, deploy::c::order_of_steps::of_file);
  deploy::c::plan_arena_plainly(peer);
  auto const bytes = [](std::size_t floats) { return floats * sizeof(float); };
  auto const ratio = [](std::size_t a, std::size_t b) {
    return static_cast<double>(a) / static_cast<double>(std::max<std::size_t>(1, b));
  };
  std::string const name = is_solution ? file.string() : file.stem().string();
  fmt::print("| {} | {} | {} | {} | {} | {:.2f} | {:.2f} |\n", name, ours.steps.size(),
             bytes(ours.arena_floats), bytes(peer.arena_floats), bytes(ours.least_floats),
             ratio(ours.arena_floats, peer.arena_floats), ratio(ours.arena_floats, ours.least_floats));
}

} // namespace

int main(int count, char** arguments) {
  fmt::print("| network | steps | peax | greedy | lower bound | peax : greedy | peax : bound |\n"
             "|---|---:|---:|---:|---:|---:|---:|\n");
  try {
    for (int i = 1; i < count; ++i) row(arguments[i]);
  } catch (peax::error const& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
  }
  return 0;
}
