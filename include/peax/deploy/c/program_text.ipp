#pragma once
//! @file
//! The bodies of program_text.hpp.

#include <peax/deploy/c/assembler.hpp>
#include <peax/deploy/c/lowering.hpp>
#include <peax/deploy/c/program_text.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

namespace peax::deploy::c {

PEAX_INLINE std::string pointer_text(program const& p, argument const& a, std::string const& name) {
  switch (a.in) {
  case memory::none: return a.text;
  case memory::arena: return fmt::format("m + {}", p.buffers[a.number].offset + a.offset);
  case memory::constant: {
    std::string const array = name + "_" + p.constants[a.number].name;
    return a.offset == 0 ? array : fmt::format("{} + {}", array, a.offset);
  }
  case memory::input: break;
  }
  std::size_t offset = a.offset;
  for (std::size_t i = 0; i < a.number; ++i) offset += p.input_floats[i];
  return offset == 0 ? "input" : fmt::format("input + {}", offset);
}

PEAX_INLINE std::string comment_text(std::string text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    bool const ends =
        (text[i] == '/' && i > 0 && text[i - 1] == '*') || (text[i] == '*' && i > 0 && text[i - 1] == '/');
    if (ends || text[i] == '?' || text[i] == '\\' || (text[i] >= 0 && text[i] < ' ')) text[i] = '_';
  }
  return text;
}

namespace detail {
//! The step whose constants are those of a step: the first with the same.
inline std::size_t first_alike(program const& p, std::size_t step) {
  std::size_t i = 0;
  while (p.steps[i].parameters != p.steps[step].parameters) ++i;
  return i;
}

inline std::string call_text(program const& p, step const& s, std::string const& name, std::size_t number) {
  std::string list;
  for (auto const& a : s.arguments) list += (list.empty() ? "" : ", ") + pointer_text(p, a, name);
  if (!s.parameters.empty()) list += fmt::format(", &{}_step_{}", name, first_alike(p, number));
  return fmt::format("  {}({}); /* {} */\n", s.function, list, comment_text(s.comment));
}
} // namespace detail

PEAX_INLINE std::string stages_text(program const& p, std::string const& name) {
  std::string out;
  for (std::size_t i = 0; i < p.steps.size(); ++i) {
    std::string const& given = p.steps[i].parameters;
    if (given.empty() || detail::first_alike(p, i) != i) continue;
    auto const blank = given.find(' ');
    out += fmt::format("static const {} {}_step_{} = {};\n", given.substr(0, blank), name, i,
                       given.substr(blank + 1));
  }
  for (std::size_t stage = 0; stage < p.outputs.size(); ++stage) {
    std::string calls;
    bool reads_input = false;
    for (std::size_t i = 0; i < p.steps.size(); ++i) {
      step const& s = p.steps[i];
      if (s.stage != stage) continue;
      calls += detail::call_text(p, s, name, i);
      for (auto const& a : s.arguments) reads_input = reads_input || a.in == memory::input;
    }
    out += fmt::format("\nstatic void {}_stage_{}(float* m, const float* input) {{\n{}{}}}\n", name, stage,
                       reads_input ? "" : "  (void)input;\n", calls.empty() ? "  (void)m;\n" : calls);
  }
  return out;
}

PEAX_INLINE std::string floats_text(std::vector<float> const& values) {
  std::string out;
  for (std::size_t i = 0; i < values.size(); ++i)
    out += (i == 0 ? "" : i % 8 == 0 ? ",\n" : ", ") + literal(values[i]);
  return out;
}

PEAX_INLINE std::string constants_text(program const& p, std::string const& name, bool with_values) {
  std::string out;
  for (auto const& c : p.constants) { // C knows no array of no length
    auto const length = std::max<std::size_t>(1, c.values.size());
    out += with_values ? fmt::format("const float {}_{}[{}] = {{\n{}}};\n\n", name, c.name, length,
                                     c.values.empty() ? "0.0f" : floats_text(c.values))
                       : fmt::format("extern const float {}_{}[{}];\n", name, c.name, length);
  }
  return out;
}

} // namespace peax::deploy::c
