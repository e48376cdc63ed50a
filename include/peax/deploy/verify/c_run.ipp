#pragma once
//! @file
//! The bodies of c_run.hpp.

#include <peax/core/error.hpp>
#include <peax/core/read_json.hpp>
#include <peax/deploy/board/scratch_folder.hpp>
#include <peax/deploy/c/program_text.hpp>
#include <peax/deploy/verify/c_run.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::deploy {

namespace detail {

//! {0} the name, {1} floats of an answer, {2} of the inputs. A byte that no layer writes into all of a word paints the arena.
inline constexpr std::string_view verify_main = R"(#include "peax_board.h"
#include <string.h>
#ifndef PEAX_EMPTY
#include "{0}.h"
static {0}_state state;
static float input[{0}_INPUTS];
#else
static float input[{2}];
#endif
int main(void) {{
  uint32_t begins;
  while (peax_board_read(&begins, sizeof begins) == sizeof begins) {{
    uint32_t head[9] = {{0, 0, 0, 0, 0, 0, 0, 0, 0}};
    const float* output = input;
    uint64_t ticks;
    if (peax_board_read(input, sizeof input) != sizeof input) return 66;
#ifndef PEAX_EMPTY
    {{
      const unsigned char* arena = (const unsigned char*)state.arena;
      uint32_t used = sizeof state.arena;
      {0}_result result;
      memset(&result, 0, sizeof result);
      if (begins) {0}_reset(&state);
      memset(state.arena, 0xA5, sizeof state.arena);
      peax_board_paint_stack();
      ticks = peax_board_ticks();
      head[0] = (uint32_t){0}_run(&state, input, &result);
      ticks = peax_board_ticks() - ticks;
      head[6] = peax_board_stack_used();
      while (used >= 4 && arena[used - 1] == 0xA5 && arena[used - 2] == 0xA5 && arena[used - 3] == 0xA5 && arena[used - 4] == 0xA5)
        used -= 4;
      head[1] = (uint32_t)result.label;
      head[2] = (uint32_t)result.exit;
      memcpy(head + 3, &result.confidence, sizeof result.confidence);
      head[7] = used;
      head[8] = sizeof state;
      output = result.output;
    }}
#else
    peax_board_paint_stack();
    ticks = peax_board_ticks();
    head[6] = peax_board_stack_used();
#endif
    head[4] = (uint32_t)ticks;
    head[5] = (uint32_t)(ticks >> 32);
    peax_board_write(head, sizeof head);
    peax_board_write(output, {1} * sizeof(float));
  }}
  return 0;
}}
)";

//! {0} the name: runs one sample; the instrumented network calls peax_trace behind each step.
inline constexpr std::string_view trace_main = R"(#include "peax_board.h"
#include "{0}.h"
static {0}_state state;
static float input[{0}_INPUTS];
void peax_trace(uint32_t step, const float* arena) {{
  peax_board_write(&step, sizeof step);
  peax_board_write(arena, sizeof state.arena);
}}
int main(void) {{
  {0}_result result;
  if (peax_board_read(input, sizeof input) != sizeof input) return 66;
  {0}_reset(&state);
  return {0}_run(&state, input, &result);
}}
)";

inline std::string text_of_file(std::filesystem::path const& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw io_error(file.string() + ": cannot be opened");
  return {std::istreambuf_iterator<char>(in), {}};
}

//! Network and weights, without the golden samples.
inline std::vector<std::filesystem::path> sources_of(generated_c const& c) {
  return {c.folder / (c.name + ".c"), c.folder / (c.name + "_weights.c")};
}

//! The program's input: for each sample whether a recording begins, and its floats.
inline std::string packed(test_samples const& samples) {
  auto const x = samples.by_sample();
  auto const begins = samples.begins();
  std::size_t const each = x.size() / samples.count();
  std::string out;
  out.reserve(x.size() * sizeof(float) + begins.size() * sizeof(std::uint32_t));
  for (std::size_t i = 0; i < begins.size(); ++i) {
    std::uint32_t const first = begins[i] ? 1 : 0;
    out.append(reinterpret_cast<char const*>(&first), sizeof first);
    out.append(reinterpret_cast<char const*>(x.data() + i * each), each * sizeof(float));
  }
  return out;
}

//! The network's file with a call behind each step of a stage. The text is peax's own: a line for each step, in the certificate's order.
inline std::string instrumented(std::string const& text, generated_c const& c) {
  std::map<std::size_t, std::vector<std::size_t>> steps;
  auto const& all = c.certificate.at("steps");
  for (std::size_t i = 0; i < all.size(); ++i) steps[all[i].at("exit").get<std::size_t>()].push_back(i);
  std::string out = "void peax_trace(unsigned step, const float* arena);\n", line;
  std::string const begin = "static void " + c.name + "_stage_";
  std::vector<std::size_t> const* open = nullptr;
  std::size_t next = 0;
  for (std::istringstream in(text); std::getline(in, line);) {
    out += line + "\n";
    if (line.starts_with(begin) && line.ends_with("{")) {
      auto const found = steps.find(std::stoul(line.substr(begin.size())));
      open = found == steps.end() ? nullptr : &found->second;
      next = 0;
    } else if (line == "}") {
      open = nullptr;
    } else if (open != nullptr && next < open->size() && line.starts_with("  ") &&
               line.find(all[(*open)[next]].at("function").get<std::string>() + "(") == 2) {
      out += fmt::format("  peax_trace({}, m);\n", (*open)[next++]);
    }
  }
  return out;
}

} // namespace detail

PEAX_INLINE generated_c read_generated_c(std::filesystem::path const& folder) {
  auto const file = folder / "certificate.json";
  std::string const text = detail::text_of_file(file);
  generated_c out{folder, {}, json::parse(text, nullptr, false)};
  bool const ours = out.certificate.is_object() && out.certificate.contains("name") &&
                    out.certificate["name"].is_string() && out.certificate.contains("steps") &&
                    out.certificate.contains("buffers");
  if (!ours) throw bad_input(file.string() + ": is no memory certificate of generated C");
  out.name = out.certificate["name"].get<std::string>();
  bool const is_name =
      !out.name.empty() && std::all_of(out.name.begin(), out.name.end(),
                                       [](unsigned char ch) { return std::isalnum(ch) != 0 || ch == '_'; });
  if (!is_name) throw bad_input(file.string() + ": the name is no identifier of C");
  return out;
}

PEAX_INLINE c_run run_c(board::target const& on, generated_c const& what, test_samples const& samples,
                        std::size_t width, progress const& to) {
  tell(to, "building C, " + on.text(), 0);
  std::size_t const inputs = samples.by_sample().size() / samples.count();
  std::string const main = fmt::format(detail::verify_main, what.name, width, inputs);
  board::built_program const program(on, {detail::sources_of(what), {what.folder}, main});
  std::size_t const each = 9 * sizeof(std::uint32_t) + width * sizeof(float);
  auto const ran = program.run(detail::packed(samples), 1800, samples.count() * each, to);
  if (ran.exit_code != 0 || ran.output.size() != samples.count() * each)
    throw bad_input(fmt::format("C, {}: the program ended with code {} behind {} of {} samples", on.text(),
                                ran.exit_code, ran.output.size() / each, samples.count()));
  c_run out;
  out.said.width = width;
  out.said.output.resize(samples.count() * width);
  for (std::size_t i = 0; i < samples.count(); ++i) {
    std::uint32_t head[9];
    std::memcpy(head, ran.output.data() + i * each, sizeof head);
    std::memcpy(out.said.output.data() + i * width, ran.output.data() + i * each + sizeof head,
                width * sizeof(float));
    if (head[0] != 0)
      throw bad_input(
          fmt::format("C, {}: {}_run gives the error {} for sample {}", on.text(), what.name, head[0], i));
    out.said.label.push_back(static_cast<std::int32_t>(head[1]));
    out.said.exit.push_back(head[2]);
    std::uint64_t const ticks = (std::uint64_t{head[5]} << 32U) + head[4];
    out.of.push_back({board::instructions_of(on, ticks), head[6], head[7]});
    out.state_bytes = head[8];
  }
  if (!on.emulated) return out;
  board::built_program const empty(on, {{}, {}, main, {"-DPEAX_EMPTY"}});
  out.size = {program.size().flash_bytes - empty.size().flash_bytes,
              program.size().static_bytes - empty.size().static_bytes};
  return out;
}

PEAX_INLINE std::vector<c_step_trace> trace_c(board::target const& on, generated_c const& what,
                                              test_samples const& one) {
  board::scratch_folder const copy;
  copy.put("traced.c", detail::instrumented(detail::text_of_file(what.folder / (what.name + ".c")), what));
  std::string const main = fmt::format(detail::trace_main, what.name);
  board::built_program const program(
      on, {{copy.path() / "traced.c", what.folder / (what.name + "_weights.c")}, {what.folder}, main});
  auto const x = one.by_sample();
  auto const ran = program.run({reinterpret_cast<char const*>(x.data()), x.size() * sizeof(float)});
  auto const bytes = what.certificate.at("peak_bytes").get<std::size_t>();
  std::size_t const floats = std::max<std::size_t>(1, bytes / sizeof(float));
  std::size_t const each = sizeof(std::uint32_t) + floats * sizeof(float);
  std::vector<c_step_trace> out;
  for (std::size_t at = 0; at + each <= ran.output.size(); at += each) {
    std::uint32_t step = 0;
    std::memcpy(&step, ran.output.data() + at, sizeof step);
    c_step_trace t{step, std::vector<float>(floats)};
    std::memcpy(t.arena.data(), ran.output.data() + at + sizeof step, floats * sizeof(float));
    out.push_back(std::move(t));
  }
  return out;
}

} // namespace peax::deploy
