#pragma once
//! @file
//! The body of step_counts.hpp.

#include <peax/core/atomic_file.hpp>
#include <peax/core/error.hpp>
#include <peax/core/unfinished.hpp>
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
#include <filesystem>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::deploy::board {

namespace detail {

//! Where the arrays of a program lie in memory that all programs use in turn; gives how many floats they take.
inline std::size_t place_arrays(c::program const& p, std::string const& name, std::string& text) {
  std::size_t at = 0;
  for (auto const& each : p.constants) {
    text += fmt::format("static float* const {}_{} = arrays + {};\n", name, each.name, at);
    at += each.values.size();
  }
  return at;
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
  return parameters +
         fmt::format("void {}(float* m, const float* input) {{\n{}  (void)m, (void)input;\n}}\n\n", name,
                     calls);
}

//! What a unit of counted functions begins with.
inline constexpr char const* unit_head = R"(#include "peax_board.h"
#include <math.h>
#include <string.h>

extern float arrays[];
extern uint64_t counts[];
extern uint32_t at;
#define COUNT(call)                                    \
  do {                                                 \
    const uint64_t before = peax_board_ticks();        \
    call;                                              \
    counts[at++] = peax_board_ticks() - before;        \
  } while (0)

)";

inline constexpr char const* main_form = R"(#include "peax_board.h"

float arrays[{floats}], arena[{arena}], input[{inputs}];
uint64_t counts[{steps}];
uint32_t at;
{declarations}
static void fill(float* to, uint32_t n, float most) {{
  static uint32_t state = 1;
  uint32_t i;
  for (i = 0; i < n; ++i) {{
    state = state * 1664525u + 1013904223u;
    to[i] = (float)(int32_t)state / 2147483648.0f * most;
  }}
}}

int main(void) {{
  fill(arrays, {floats}, 0.1f);
  fill(input, {inputs}, 1.0f);
{calls}  peax_board_write(counts, sizeof counts);
  return 0;
}}
)";

//! The texts of a program that counts.
struct counting_program {
  std::vector<std::string> units;
  std::string main;
  std::vector<step_count> steps; //!< in the order in which it counts them
};

inline counting_program counting_program_of(std::span<graph const> of, compiled how) {
  counting_program out;
  std::set<std::string> used;
  std::string functions, declarations, calls;
  std::size_t floats = 1, arena = 1, inputs = 1;
  for (std::size_t g = 0; g < of.size(); ++g) {
    c::program p = c::lower(of[g], of[g].outputs().size());
    c::plan_arena(p);
    std::string const name = fmt::format("net_{}", g);
    std::size_t given = 0;
    for (auto const n : p.input_floats) given += n;
    arena = std::max(arena, p.arena_floats), inputs = std::max(inputs, given);
    floats = std::max(floats, place_arrays(p, name, functions));
    functions += counted_steps(p, name);
    declarations += fmt::format("void {}(float* m, const float* input);\n", name);
    calls += fmt::format("  fill(arena, {0}u, 1.0f);\n  {1}(arena, input);\n", p.arena_floats, name);
    for (auto const& s : p.steps) {
      used.insert(s.function);
      out.steps.push_back({g, s.function, s.comment, 0});
    }
    if (how == compiled::together && g + 1 < of.size()) continue;
    out.units.push_back(unit_head + c::kernels(used) + "\n" + functions);
    used.clear(), functions.clear();
  }
  using fmt::arg;
  out.main = fmt::format(fmt::runtime(main_form), arg("floats", floats), arg("arena", arena),
                         arg("inputs", inputs), arg("steps", std::max<std::size_t>(1, out.steps.size())),
                         arg("declarations", declarations), arg("calls", calls));
  return out;
}

} // namespace detail

PEAX_INLINE std::vector<step_count> count_steps(target const& on, std::span<graph const> of, compiled how) {
  auto [units, main, steps] = detail::counting_program_of(of, how);
  auto const temporary = std::filesystem::temp_directory_path();
  unfinished const folder((temporary / "peax").string(), unfinished::kind::folder, temporary.string());
  std::filesystem::path const at = folder.path();
  for (std::size_t i = 0; i < units.size(); ++i)
    write_file((at / fmt::format("unit_{}.c", i)).string(), std::string_view(units[i]));
  built_program const program(on, {.sources = {at}, .include = {}, .main = std::move(main)});
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
