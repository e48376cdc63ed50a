#pragma once
//! @file
//! The bodies of unit_text.hpp.

#include <peax/deploy/c/kernel_text.hpp>
#include <peax/deploy/c/program_text.hpp>
#include <peax/deploy/c/run_text.hpp>
#include <peax/deploy/c/unit_text.hpp>

#include <fmt/core.h>

#include <cstddef>
#include <set>
#include <string>
#include <string_view>

namespace peax::deploy::c {

namespace detail {

//! {0} the name; see header_text for the others.
inline constexpr std::string_view header_form = R"(#ifndef {0}_H
#define {0}_H
/* {1} as C99, made by peax. */
{2}#include <stddef.h>
#include <stdint.h>
{3}
#ifdef __cplusplus
extern "C" {{
#endif

/* Floats of one sample and of {4}; bytes of the arena. */
enum {{ {0}_INPUTS = {5}, {0}_OUTPUTS = {6}, {0}_EXITS = {7}, {0}_ARENA_BYTES = {8} }};
{9}
/* The arena, and what a temporal rule remembers. One for each stream. */
typedef struct {{
{10}}} {0}_state;
{11}
/* Before the first sample of a recording. */
void {0}_reset({0}_state* state);

{12}
#ifdef {0}_RAM_LIMIT
#if {8} > ({0}_RAM_LIMIT)
#error "the arena of {0} ({8} bytes) does not fit {0}_RAM_LIMIT"
#endif
/* What a temporal rule remembers lies behind the arena. */
typedef char {0}_does_not_fit_RAM_LIMIT[sizeof({0}_state) <= ({0}_RAM_LIMIT) ? 1 : -1];
#endif
#ifdef {0}_FLASH_LIMIT
#if {13} > ({0}_FLASH_LIMIT)
#error "the weights of {0} ({13} bytes) do not fit {0}_FLASH_LIMIT"
#endif
#endif

#ifdef __cplusplus
}}
#endif
#endif
)";

//! {0} the name.
inline constexpr std::string_view result_form = R"(
/* `label` is -1 where there are no classes; `output` is valid until the next run. */
typedef struct {{
  int32_t label, exit;
  float confidence;
  const float* output;
}} {0}_result;
)";

//! Where the outputs behind the first begin.
inline std::string further_text(unit const& u) {
  auto const& last = u.code.outputs.back();
  if (last.further.empty()) return "";
  std::string list, comment = fmt::format("/* Behind '{}' lie in `output`", comment_text(last.name));
  std::size_t i = 1;
  for (auto const& f : last.further) {
    comment += fmt::format("{} '{}' from {}_OUTPUT_{}, {} floats", i == 1 ? "" : ",", comment_text(f.name),
                           u.name, i, f.floats);
    list += fmt::format("{}_OUTPUT_{} = {}, ", u.name, i++, f.offset);
  }
  return fmt::format("{}. */\nenum {{ {}{}_ALL_OUTPUTS = {} }};\n", comment, list, u.name, last.all_floats());
}

inline std::string what_it_is(unit const& u) {
  std::string network = fmt::format("Network '{}'", comment_text(u.of.network.name()));
  if (!u.is_part) return network;
  for (std::size_t n = 0; n < u.of.mapping.size(); ++n)
    if (u.of.mapping[n].exits.front() == u.first)
      return fmt::format("{}, part {} of {}, on {},", network, n, u.of.mapping.size(),
                         comment_text(u.of.mapping[n].processor));
  return network;
}

inline std::string part_interface(unit const& u, std::string const& message) {
  std::string out;
  if (u.first == 0)
    out = fmt::format("/* One sample of {0}_INPUTS floats. The message says the answer, or that the sample "
                      "goes on: then `exit` is -1 "
                      "and\n   `output` the feature map that the next processor reads. Returns 0, or 1 for a "
                      "null pointer. */\n"
                      "int {0}_run({0}_state* state, const float* input, {1}* message);\n",
                      u.name, message);
  else
    out = fmt::format("/* A sample that goes on. Returns 0, 1 for a null pointer, or 2 when the message "
                      "holds no feature map of "
                      "{0}_INPUTS\n   floats. */\n"
                      "int {0}_run({0}_state* state, const {1}* received, {1}* message);\n",
                      u.name, message);
  if (u.crosses)
    out += fmt::format("\n/* What another processor answered to the last sample that went on: temporal rules "
                       "learn from it. Returns 0, 1 for a\n"
                       "   null pointer, or 2 for an output of another length. */\n"
                       "int {0}_answered({0}_state* state, const {1}* answer);\n",
                       u.name, message);
  return out;
}

inline std::string run_function(unit const& u, std::string const& message) {
  std::string const pointer = "const float* input",
                    checks = "  if (state == NULL || input == NULL || result == NULL) return 1;\n";
  if (!u.is_part)
    return fmt::format("int {0}_run({0}_state* state, {1}, {0}_result* result) {{\n  float* m;\n{2}{3}  m = "
                       "state->arena;\n{4}}}\n",
                       u.name, pointer, locals_text(u), checks, run_text(u));
  if (u.first == 0)
    return fmt::format(
        "int {0}_run({0}_state* state, {1}, {5}* result) {{\n  float* m;\n{2}{3}  m = state->arena;\n{4}}}\n",
        u.name, pointer, locals_text(u), checks, run_text(u), message);
  return fmt::format(
      "int {0}_run({0}_state* state, const {3}* received, {3}* result) {{\n  float* m;\n  const float* "
      "input;\n{1}"
      "  if (state == NULL || received == NULL || result == NULL) return 1;\n"
      "  if (received->exit != -1 || received->floats != {0}_INPUTS || received->output == NULL) return 2;\n"
      "  input = received->output;\n  m = state->arena;\n{2}}}\n",
      u.name, locals_text(u), run_text(u), message);
}

} // namespace detail

PEAX_INLINE std::string header_text(unit const& u, std::string const& message) {
  std::size_t inputs = 0;
  for (auto const n : u.code.input_floats) inputs += n;
  std::string const macs = fmt::format("\n/* Multiply-accumulates of a sample that leaves at an exit. "
                                       "*/\nextern const uint32_t {0}_macs[{0}_EXITS];\n",
                                       u.name);
  std::string const run =
      fmt::format("/* One sample of {0}_INPUTS floats. Returns 0, or 1 for a null pointer. */\n"
                  "int {0}_run({0}_state* state, const float* input, {0}_result* result);\n",
                  u.name);
  std::string const includes = fmt::format("{}{}", u.is_part ? "#include \"" + message + ".h\"\n" : "",
                                           u.repeats() ? "#include \"temporal_patience.h\"\n" : "");
  return fmt::format(detail::header_form, u.name, detail::what_it_is(u), "", includes,
                     u.crosses ? "what goes on; exits of this part" : "the first output; exits with the last",
                     inputs, u.code.outputs.back().floats, u.exits(), u.arena_bytes(),
                     detail::further_text(u) + (u.is_part ? "" : macs), state_text(u),
                     u.is_part ? "" : fmt::format(detail::result_form, u.name),
                     u.is_part ? detail::part_interface(u, message) : run, u.weight_bytes());
}

PEAX_INLINE std::string network_text(unit const& u, std::string const& message) {
  std::set<std::string> used;
  for (auto const& s : u.code.steps) used.insert(s.function);
  std::string const answered =
      u.crosses ? fmt::format("\nint {0}_answered({0}_state* state, const {1}* answer) {{\n{2}}}\n", u.name,
                              message, answered_text(u))
                : "";
  return fmt::format(R"(/* {0} as C99, made by peax. Feature maps lie channels last in the arena `m`. */
#include "{1}.h"
#include "confidence.h"
#include "difference_detection.h"
#include "signature_change.h"
#include "temporal_patience.h"
#include <math.h>
#include <string.h>

{2}
{3}
{4}
void {1}_reset({1}_state* state) {{
{5}}}

{6}{7})",
                     detail::what_it_is(u), u.name, constants_text(u.code, u.name, false), kernels(used),
                     stages_text(u.code, u.name), reset_text(u), detail::run_function(u, message), answered);
}

PEAX_INLINE std::string weights_text(unit const& u) {
  std::string macs;
  if (!u.is_part) {
    for (auto const& e : u.of.exits) macs += (macs.empty() ? "" : ", ") + std::to_string(e.macs) + "u";
    macs = fmt::format("const uint32_t {0}_macs[{0}_EXITS] = {{{1}}};\n\n", u.name, macs);
  }
  return fmt::format("/* Constants of {}. */\n#include \"{}.h\"\n#include <math.h>\n\n{}{}\n{}",
                     detail::what_it_is(u), u.name, macs, constants_text(u.code, u.name, false),
                     constants_text(u.code, u.name, true));
}

} // namespace peax::deploy::c
