#pragma once
//! @file
//! The body of step_counts.hpp.

#include <peax/core/error.hpp>
#include <peax/deploy/board/emulate.hpp>
#include <peax/deploy/board/step_counts.hpp>
#include <peax/deploy/c/kernel_text.hpp>
#include <peax/deploy/c/lowering.hpp>
#include <peax/deploy/c/memory.hpp>
#include <peax/deploy/c/program_text.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::deploy::board {

namespace detail {

//! The arrays of a program; `fill` writes numbers into each, so that the compiler knows none of them.
inline std::string counted_arrays(c::program const& p, std::string const& name, std::string& fill) {
  std::string out;
  for (auto const& each : p.constants) {
    std::size_t const n = std::max<std::size_t>(1, each.values.size());
    out += fmt::format("static float {}_{}[{}];\n", name, each.name, n);
    fill += fmt::format("  fill({}_{}, {}, 0.1f);\n", name, each.name, n);
  }
  return out;
}

//! The steps of a program as a function, each between two readings of the clock; parameters stand in front of it.
inline std::string counted_steps(c::program const& p, std::string const& name) {
  std::string parameters, calls;
  for (std::size_t i = 0; i < p.steps.size(); ++i) {
    auto const& s = p.steps[i];
    std::string list;
    for (auto const& a : s.arguments) list += (list.empty() ? "" : ", ") + c::pointer_text(p, a, name);
    if (!s.parameters.empty()) {
      auto const blank = s.parameters.find(' ');
      parameters += fmt::format("static const {} {}_step_{} = {};\n", s.parameters.substr(0, blank), name, i,
                                s.parameters.substr(blank + 1));
      list += fmt::format(", &{}_step_{}", name, i);
    }
    calls += fmt::format("  COUNT({}({}));\n", s.function, list);
  }
  return parameters + fmt::format("static void {}(void) {{\n{}}}\n\n", name, calls);
}

inline constexpr char const* counting_form = R"(#include "peax_board.h"
#include <math.h>
#include <string.h>

{kernels}
{arrays}
static float m[{arena}], input[{inputs}];
static uint64_t counts[{steps}];
static uint32_t at;
#define COUNT(call)                                    \
  do {{                                                 \
    const uint64_t before = peax_board_ticks();        \
    call;                                              \
    counts[at++] = peax_board_ticks() - before;        \
  }} while (0)

static void fill(float* to, uint32_t n, float most) {{
  static uint32_t state = 1;
  uint32_t i;
  for (i = 0; i < n; ++i) {{
    state = state * 1664525u + 1013904223u;
    to[i] = (float)(int32_t)state / 2147483648.0f * most;
  }}
}}

{functions}
int main(void) {{
{fill}{calls}  peax_board_write(counts, sizeof counts);
  return 0;
}}
)";

//! One program of all: its text, and the steps in the order in which it counts them.
inline std::string counting_text(std::span<graph const> of, std::vector<step_count>& steps) {
  std::set<std::string> used;
  std::string arrays, functions, fill, calls;
  std::size_t arena = 1, inputs = 1;
  for (std::size_t g = 0; g < of.size(); ++g) {
    c::program p = c::lower(of[g]);
    c::plan_arena(p);
    std::string const name = fmt::format("net_{}", g);
    std::size_t given = 0;
    for (auto const n : p.input_floats) given += n;
    arena = std::max(arena, p.arena_floats), inputs = std::max(inputs, given);
    arrays += counted_arrays(p, name, fill);
    functions += counted_steps(p, name);
    calls += fmt::format("  fill(m, {0}u, 1.0f);\n  {1}();\n", p.arena_floats, name);
    for (auto const& s : p.steps) {
      used.insert(s.function);
      steps.push_back({g, s.function, s.comment, 0});
    }
  }
  fill += fmt::format("  fill(input, {}, 1.0f);\n", inputs);
  using fmt::arg;
  return fmt::format(fmt::runtime(counting_form), arg("kernels", c::kernels(used)), arg("arrays", arrays),
                     arg("arena", arena), arg("inputs", inputs),
                     arg("steps", std::max<std::size_t>(1, steps.size())), arg("functions", functions),
                     arg("fill", fill), arg("calls", calls));
}

} // namespace detail

PEAX_INLINE std::vector<step_count> count_steps(target const& on, std::span<graph const> of) {
  std::vector<step_count> steps;
  built_program const program(on, {.sources = {}, .include = {}, .main = detail::counting_text(of, steps)});
  auto const run = program.run();
  if (run.exit_code != 0 || run.output.size() < steps.size() * sizeof(std::uint64_t))
    throw bad_input(fmt::format("the program that counts instructions on the {} ended with {}: {}", on.text(),
                                run.exit_code, run.text));
  for (std::size_t i = 0; i < steps.size(); ++i) {
    std::uint64_t ticks = 0;
    std::memcpy(&ticks, run.output.data() + i * sizeof ticks, sizeof ticks);
    steps[i].instructions = instructions_of(on, ticks);
  }
  return steps;
}

} // namespace peax::deploy::board
