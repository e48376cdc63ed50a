#pragma once
//! @file
//! The bodies of source.hpp.

#include <peax/core/error.hpp>
#include <peax/deploy/c/certificate.hpp>
#include <peax/deploy/c/decision_text.hpp>
#include <peax/deploy/c/golden.hpp>
#include <peax/deploy/c/kernel_text.hpp>
#include <peax/deploy/c/lowering.hpp>
#include <peax/deploy/c/plan_of.hpp>
#include <peax/deploy/c/program_text.hpp>
#include <peax/deploy/c/source.hpp>
#include <peax/graph/cost.hpp>
#include <peax/graph/extract.hpp>
#include <peax/report/early_exits/branch.hpp>
#include <peax/solution/decisions.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::deploy::c {

namespace detail {

//! How labels are read from an output.
enum class answers : std::uint8_t { none, of_probabilities, of_logits };

//! A solution with its program, and what the text of its C asks for.
struct unit {
  std::string name, upper;
  any_solution const& of;
  program code;
  answers last = answers::none; //!< of the final output
  bool repeats = false;         //!< a temporal rule

  [[nodiscard]] std::size_t exits() const { return code.outputs.size(); }
};

inline answers answers_of(graph const& g, value_id output) {
  auto const form = report::answer_form_of(extract(g, g.inputs(), std::vector{output}, "answers"));
  if (!form) return answers::none;
  return form == report::answer_form::logits ? answers::of_logits : answers::of_probabilities;
}

inline unit unit_of(any_solution const& s, std::string const& name) {
  graph const& g = *s.network;
  bool const repeats = s.decision.repeats();
  return {name, capitals(name), s, plan_of(s.network, repeats), answers_of(g, g.outputs().back()), repeats};
}

//! {0} the name in capitals, {7} the name; see header_text for the others.
inline constexpr std::string_view header_form = R"(#ifndef {0}_H
#define {0}_H
/* Network '{1}' as C99, made by peax. */
#include <stddef.h>
#include <stdint.h>
{2}
#ifdef __cplusplus
extern "C" {{
#endif

/* Floats of one sample and of the first output; exits with the last; bytes of the arena. */
enum {{ {0}_INPUTS = {3}, {0}_OUTPUTS = {4}, {0}_EXITS = {5}, {0}_ARENA_BYTES = {6} }};

/* Multiply-accumulates of a sample that leaves at an exit. */
extern const uint32_t {7}_macs[{0}_EXITS];

/* The arena, and what a temporal rule remembers. One for each stream. */
typedef struct {{
{8}}} {7}_state;

/* `label` is -1 where there are no classes; `output` is valid until the next run. */
typedef struct {{
  int32_t label, exit;
  float confidence;
  const float* output;
}} {7}_result;

/* Before the first sample of a recording. */
void {7}_reset({7}_state* state);

/* One sample of {0}_INPUTS floats. Returns 0, or 1 for a null pointer. */
int {7}_run({7}_state* state, const float* input, {7}_result* result);

#ifdef {0}_RAM_LIMIT
/* The state of the network does not fit {0}_RAM_LIMIT bytes. */
typedef char {7}_does_not_fit_RAM_LIMIT[sizeof({7}_state) <= ({0}_RAM_LIMIT) ? 1 : -1];
#endif
#ifdef {0}_FLASH_LIMIT
/* The weights of the network ({9} bytes) do not fit {0}_FLASH_LIMIT bytes. */
typedef char {7}_does_not_fit_FLASH_LIMIT[{9} <= ({0}_FLASH_LIMIT) ? 1 : -1];
#endif

#ifdef __cplusplus
}}
#endif
#endif
)";

inline std::string header_text(unit const& u) {
  std::size_t inputs = 0;
  for (auto const n : u.code.input_floats) inputs += n;
  std::string const& N = u.upper;
  std::string state = fmt::format("  float arena[{}_ARENA_BYTES / sizeof(float)];\n", N);
  if (u.repeats) {
    for (std::size_t e = 0; e + 1 < u.exits(); ++e)
      state += fmt::format("  float reference_{}[{}];\n", e, u.code.outputs[e].floats);
    state += fmt::format("  float last_output[{}_OUTPUTS];\n  peax_decision_scene scene[{}];\n", N,
                         std::max<std::size_t>(1, u.exits() - 1));
  }
  return fmt::format(header_form, N, comment_text(u.of.network.name()),
                     u.repeats ? "#include \"temporal_patience.h\"\n" : "", inputs,
                     u.code.outputs.back().floats, u.exits(),
                     std::max<std::size_t>(1, u.code.arena_floats) * sizeof(float), u.name, state, [&] {
                       std::size_t bytes = 0;
                       for (auto const& c : u.code.constants) bytes += c.values.size() * sizeof(float);
                       return bytes;
                     }());
}

//! A pointer to an output of the network, and its length.
inline std::string output_text(unit const& u, std::size_t exit) {
  return pointer_text(u.code, u.code.outputs[exit].at, u.name);
}

//! The label of an output.
inline std::string label_text(answers of, std::string const& at, std::size_t floats) {
  switch (of) {
  case answers::none: return "-1";
  case answers::of_logits: return fmt::format("peax_decision_label_of_logits({}, {})", at, floats);
  case answers::of_probabilities: break;
  }
  return fmt::format("peax_decision_label_of_probabilities({}, {})", at, floats);
}

//! The confidence of an output by the decision's rule, of probabilities or logits; maximum probability without a decision.
inline std::string confidence_text(unit const& u, answers of, std::string const& at, std::size_t floats) {
  if (of == answers::none) return "0.0f";
  auto const* const c = u.of.decision.get_if<result::confidence>();
  auto const rule = c != nullptr ? c->rule : decision::confidence_rule::max_probability;
  constexpr char const* names[] = {"max_probability", "margin", "negative_entropy"};
  return fmt::format("peax_decision_{}{}({}, {})", names[static_cast<std::size_t>(rule)],
                     of == answers::of_logits ? "_of_logits" : "", at, floats);
}

inline answers exits_answer(unit const& u) {
  return u.of.outputs_are == result::output_form::logits ? answers::of_logits : answers::of_probabilities;
}

//! A run by confidence, or of one exit.
inline std::string confident_run(unit const& u) {
  std::string out;
  for (std::size_t e = 0; e < u.exits(); ++e) {
    bool const last = e + 1 == u.exits();
    answers const of = last ? u.last : exits_answer(u);
    std::string const at = output_text(u, e), indent = last ? "  " : "    ";
    auto const floats = u.code.outputs[e].floats;
    std::string const leave = fmt::format(
        "{0}result->label = {1};\n{0}result->exit = {2};\n{0}result->output = {3};\n{0}return 0;\n", indent,
        label_text(of, at, floats), e, at);
    out += fmt::format("  {}_stage_{}(m, input);\n  result->confidence = {};\n", u.name, e,
                       confidence_text(u, of, at, floats));
    out += last ? leave
                : fmt::format("  if (peax_decision_leaves(result->confidence, {})) {{\n{}  }}\n",
                              literal(u.of.thresholds[e]), leave);
  }
  return out;
}

//! The name of a temporal rule in decision/*.h.
inline std::string rule_name(result::any_decision const& d) {
  if (d.is<result::difference_detection>()) return "difference_detection";
  if (d.is<result::temporal_patience>()) return "temporal_patience";
  return "signature_change";
}

//! A run by a temporal rule: an answer is repeated, with the output that it came with.
inline std::string temporal_run(unit const& u) {
  std::string const rule = rule_name(u.of.decision);
  bool const patience = rule == "temporal_patience";
  auto const* const map = u.of.decision.get_if<result::signature_change>();
  bool const previous = map != nullptr && map->reference == decision::reference::previous;
  std::string out;
  auto const own = [&](std::size_t e) { return patience ? fmt::format("own_{}, ", e) : std::string(); };
  for (std::size_t e = 0; e + 1 < u.exits(); ++e)
    out += fmt::format(
        "  state->scene[{0}].reference = state->reference_{0};\n  state->scene[{0}].width = {1};\n", e,
        u.code.outputs[e].floats);
  for (std::size_t e = 0; e + 1 < u.exits(); ++e) {
    std::string const at = output_text(u, e);
    out += fmt::format("  {}_stage_{}(m, input);\n", u.name, e);
    if (patience)
      out +=
          fmt::format("  own_{} = peax_decision_label_of_logits({}, {});\n", e, at, u.code.outputs[e].floats);
    out += fmt::format(
        "  squared = peax_decision_squared_distance({0}, state->reference_{1}, {2});\n"
        "  if (peax_decision_{3}_stops(&state->scene[{1}], {0}, {4}{5})) {{\n"
        "    result->confidence = -sqrtf(squared);\n    result->label = state->scene[{1}].label;\n"
        "    result->exit = {1};\n    result->output = state->last_output;\n",
        at, e, u.code.outputs[e].floats, rule, own(e), literal(u.of.thresholds[e]));
    if (previous)
      out += fmt::format("    peax_decision_signature_change_passed(&state->scene[{}], {});\n", e, at);
    out += "    return 0;\n  }\n";
  }
  std::size_t const last = u.exits() - 1;
  std::string const at = output_text(u, last);
  out +=
      fmt::format("  {}_stage_{}(m, input);\n  memcpy(state->last_output, {}, sizeof(state->last_output));\n",
                  u.name, last, at);
  out += fmt::format("  result->label = {};\n", label_text(u.last, at, u.code.outputs[last].floats));
  for (std::size_t e = 0; e < last; ++e)
    out += fmt::format("  peax_decision_{}_ran(&state->scene[{}], {}, {}(int)result->label);\n", rule, e,
                       output_text(u, e), own(e));
  out += fmt::format("  result->confidence = 0.0f;\n  result->exit = {};\n  result->output = "
                     "state->last_output;\n  return 0;\n",
                     last);
  return out;
}

inline std::string network_text(unit const& u) {
  std::set<std::string> used;
  for (auto const& s : u.code.steps) used.insert(s.function);
  std::string reset = "  (void)state;\n", locals;
  if (u.repeats) {
    reset = fmt::format("  int i;\n  for (i = 0; i < {}; ++i) peax_decision_forget(&state->scene[i]);\n",
                        u.exits() - 1);
    locals = "  float squared;\n";
    if (u.of.decision.is<result::temporal_patience>())
      for (std::size_t e = 0; e + 1 < u.exits(); ++e) locals += fmt::format("  int own_{};\n", e);
  }
  return fmt::format(
      R"(/* Network '{0}' as C99, made by peax. Feature maps lie channels last in the arena `m`. */
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

int {1}_run({1}_state* state, const float* input, {1}_result* result) {{
  float* m;
{6}  if (state == NULL || input == NULL || result == NULL) return 1;
  m = state->arena;
{7}}}
)",
      comment_text(u.of.network.name()), u.name, constants_text(u.code, u.name, false), kernels(used),
      stages_text(u.code, u.name), reset, locals, u.repeats ? temporal_run(u) : confident_run(u));
}

inline std::string readme_text(unit const& u) {
  return fmt::format(R"(# {0}

C99 of the network '{1}', made by peax. Link `{0}.c` and `{0}_weights.c`; `{0}_golden.c` has samples with the answers that they must
get, `certificate.json` says what lies where in the arena. Needs {2} bytes for the state, no heap.

```c
#include "{0}.h"
#include "{0}_golden.h"
#include <stdio.h>

static {0}_state state;

int main(void) {{
  int i, wrong = 0;
  {0}_reset(&state); /* a recording begins */
  for (i = 0; i < {3}_GOLDEN_SAMPLES; ++i) {{
    {0}_result answer;
    if ({0}_run(&state, {0}_golden_inputs + i * {3}_INPUTS, &answer) != 0) return 2;
    wrong += answer.label != {0}_golden_label[i] || answer.exit != {0}_golden_exit[i];
  }}
  printf("%d of %d differ\n", wrong, (int){3}_GOLDEN_SAMPLES);
  return wrong != 0;
}}
```

`-D{3}_RAM_LIMIT=bytes` and `-D{3}_FLASH_LIMIT=bytes` make a program that does not fit fail to compile. GCC contracts multiplications
and additions with `-std=gnu99`, not with `-std=c99`: the first is faster.
)",
                     u.name, comment_text(u.of.network.name()),
                     std::max<std::size_t>(1, u.code.arena_floats) * sizeof(float), u.upper);
}

//! Throws for what the text cannot say.
inline void check(any_solution const& s) {
  bool const known = s.decision.is<result::no_exit>() || s.decision.is<result::confidence>() ||
                     s.decision.is<result::difference_detection>() ||
                     s.decision.is<result::temporal_patience>() || s.decision.is<result::signature_change>();
  if (!known)
    throw bad_input(
        fmt::format("the decision {} is none of the library; there is no C for it", s.decision.kind()));
  if (s.exits.size() != s.network->outputs().size() || s.thresholds.size() + 1 != s.exits.size())
    throw bad_input(
        fmt::format("{} has {} outputs, {} exits and {} thresholds; every exit but the last has one",
                    s.network.name(), s.network->outputs().size(), s.exits.size(), s.thresholds.size()));
  for (auto const& e : s.exits)
    if (e.macs < 0 || e.macs > std::int64_t{UINT32_MAX})
      throw bad_input(fmt::format("exit '{}' of {} takes {} MACs, more than 32 bits of the C interface hold",
                                  e.name, s.network.name(), e.macs));
}
} // namespace detail

PEAX_INLINE std::vector<source_file> source_of(any_solution const& s, source_options const& how) {
  detail::check(s);
  detail::unit const u = detail::unit_of(s, how.name);
  auto const golden = golden_of(s, how.golden);
  std::string macs;
  for (auto const& e : s.exits) macs += (macs.empty() ? "" : ", ") + std::to_string(e.macs) + "u";
  std::string const weights =
      fmt::format("/* Constants of network '{}'. */\n#include \"{}.h\"\n#include <math.h>\n\nconst uint32_t "
                  "{}_macs[{}_EXITS] = {{{}}};\n\n{}\n{}",
                  comment_text(s.network.name()), u.name, u.name, u.upper, macs,
                  constants_text(u.code, u.name, false), constants_text(u.code, u.name, true));
  std::vector<source_file> out{
      {u.name + ".h", detail::header_text(u)},
      {u.name + ".c", detail::network_text(u)},
      {u.name + "_weights.c", weights},
      {u.name + "_golden.h", golden_header(golden, u.name)},
      {u.name + "_golden.c", golden_source(golden, u.name)},
      {"certificate.json", certificate_of(u.code, *s.network, u.name, {}, u.repeats).dump(2) + "\n"},
      {"README.md", detail::readme_text(u)}};
  for (auto const& [name, text] : decision_headers()) out.push_back({std::string(name), std::string(text)});
  return out;
}

} // namespace peax::deploy::c
