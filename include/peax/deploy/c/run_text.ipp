#pragma once
//! @file
//! The bodies of run_text.hpp.

#include <peax/deploy/c/assembler.hpp>
#include <peax/deploy/c/lowering.hpp>
#include <peax/deploy/c/program_text.hpp>
#include <peax/deploy/c/run_text.hpp>
#include <peax/solution/decisions.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <string>

namespace peax::deploy::c {

namespace detail {

//! A pointer to the outputs of an exit.
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

//! Parts say how many floats they send.
inline std::string floats_sent(unit const& u, std::size_t floats, std::string const& indent) {
  return u.is_part ? fmt::format("{}result->floats = {};\n", indent, floats) : std::string();
}

//! The sample goes on to the next processor.
inline std::string crossing_text(unit const& u) {
  std::size_t const map = u.exits();
  return fmt::format("  {}_stage_{}(m, input);\n  result->label = -1;\n  result->exit = -1;\n", u.name, map) +
         floats_sent(u, u.code.outputs[map].floats, "  ") +
         fmt::format("  result->output = {};\n  return 0;\n", output_text(u, map));
}

//! A run by confidence, or of one exit.
inline std::string confident_run(unit const& u) {
  std::string out;
  for (std::size_t e = 0; e < u.exits(); ++e) {
    bool const last = e == u.early();
    answers const of = last ? u.last : exits_answer(u);
    std::string const at = output_text(u, e), indent = last ? "  " : "    ";
    auto const floats = u.code.outputs[e].floats;
    std::string const leave = fmt::format("{0}result->label = {1};\n{0}result->exit = {2};\n", indent,
                                          label_text(of, at, floats), u.first + e) +
                              floats_sent(u, floats, indent) +
                              fmt::format("{0}result->output = {1};\n{0}return 0;\n", indent, at);
    out += fmt::format("  {}_stage_{}(m, input);\n  result->confidence = {};\n", u.name, e,
                       confidence_text(u, of, at, floats));
    out += last ? leave
                : fmt::format("  if (peax_decision_leaves(result->confidence, {})) {{\n{}  }}\n",
                              literal(u.of.thresholds[u.first + e]), leave);
  }
  return u.crosses ? out + crossing_text(u) : out;
}

//! The name of a temporal rule in decision/*.h.
inline std::string rule_name(result::any_decision const& d) {
  if (d.is<result::difference_detection>()) return "difference_detection";
  if (d.is<result::temporal_patience>()) return "temporal_patience";
  return "signature_change";
}

//! The own label of an exit, of rules that look at it.
inline std::string own_label(unit const& u, std::size_t exit) {
  return u.of.decision.is<result::temporal_patience>() ? fmt::format("state->own[{}], ", exit) : "";
}

//! The whole network ran and answered `label`: scenes begin.
inline std::string scenes_begin(unit const& u, std::string const& label, std::string const& indent) {
  std::string out;
  for (std::size_t e = 0; e < u.early(); ++e)
    out += fmt::format("{}peax_decision_{}_ran(&state->scene[{}], {}, {}{});\n", indent,
                       rule_name(u.of.decision), e, output_text(u, e), own_label(u, e), label);
  return out;
}

//! A run by a temporal rule: an answer is repeated, with the output that it came with.
inline std::string temporal_run(unit const& u) {
  std::string const rule = rule_name(u.of.decision);
  bool const patience = rule == "temporal_patience";
  auto const* const map = u.of.decision.get_if<result::signature_change>();
  bool const previous = map != nullptr && map->reference == decision::reference::previous;
  std::string out;
  for (std::size_t e = 0; e < u.early(); ++e)
    out += fmt::format(
        "  state->scene[{0}].reference = state->reference_{0};\n  state->scene[{0}].width = {1};\n", e,
        u.code.outputs[e].floats);
  for (std::size_t e = 0; e < u.early(); ++e) {
    std::string const at = output_text(u, e);
    auto const floats = u.code.outputs[e].floats;
    out += fmt::format("  {}_stage_{}(m, input);\n", u.name, e);
    if (patience)
      out += fmt::format("  state->own[{}] = peax_decision_label_of_logits({}, {});\n", e, at, floats);
    out += fmt::format(
        "  squared = peax_decision_squared_distance({0}, state->reference_{1}, {2});\n"
        "  if (peax_decision_{3}_stops(&state->scene[{1}], {0}, {4}{5})) {{\n"
        "    result->confidence = -sqrtf(squared);\n    result->label = state->scene[{1}].label;\n"
        "    result->exit = {6};\n",
        at, e, floats, rule, own_label(u, e), literal(u.of.thresholds[u.first + e]), u.first + e);
    out += floats_sent(u, u.answer_floats, "    ") + "    result->output = state->last_output;\n";
    if (previous)
      out += fmt::format("    peax_decision_signature_change_passed(&state->scene[{}], {});\n", e, at);
    out += "    return 0;\n  }\n";
  }
  out += "  result->confidence = 0.0f;\n";
  if (u.crosses) return out + crossing_text(u);
  std::size_t const last = u.early();
  std::string const at = output_text(u, last);
  out +=
      fmt::format("  {}_stage_{}(m, input);\n  memcpy(state->last_output, {}, sizeof(state->last_output));\n"
                  "  result->label = {};\n",
                  u.name, last, at, label_text(u.last, at, u.code.outputs[last].floats));
  out += scenes_begin(u, "(int)result->label", "  ");
  return out + fmt::format("  result->exit = {};\n", u.first + last) + floats_sent(u, u.answer_floats, "  ") +
         "  result->output = state->last_output;\n  return 0;\n";
}

} // namespace detail

PEAX_INLINE std::string state_text(unit const& u) {
  std::string out = fmt::format("  float arena[{}_ARENA_BYTES / sizeof(float)];\n", u.name);
  if (!u.repeats()) return out;
  auto const scenes = std::max<std::size_t>(1, u.early());
  for (std::size_t e = 0; e < u.early(); ++e)
    out += fmt::format("  float reference_{}[{}];\n", e, u.code.outputs[e].floats);
  out += fmt::format("  float last_output[{}];\n  peax_decision_scene scene[{}];\n", u.answer_floats, scenes);
  if (u.of.decision.is<result::temporal_patience>()) out += fmt::format("  int own[{}];\n", scenes);
  return out;
}

PEAX_INLINE std::string reset_text(unit const& u) {
  if (!u.repeats() || u.early() == 0) return "  (void)state;\n";
  return fmt::format("  int i;\n  for (i = 0; i < {}; ++i) peax_decision_forget(&state->scene[i]);\n",
                     u.early());
}

PEAX_INLINE std::string run_text(unit const& u) {
  return u.repeats() ? detail::temporal_run(u) : detail::confident_run(u);
}

PEAX_INLINE std::string locals_text(unit const& u) {
  return u.repeats() && u.early() > 0 ? "  float squared;\n" : "";
}

PEAX_INLINE std::string answered_text(unit const& u) {
  std::string const checks = "  if (state == NULL || answer == NULL) return 1;\n";
  if (!u.repeats()) return checks + "  return 0;\n";
  return checks +
         fmt::format("  if (answer->exit != {}) return 0; /* nothing new was learned */\n"
                     "  if (answer->floats != {} || answer->output == NULL) return 2;\n"
                     "  memcpy(state->last_output, answer->output, sizeof(state->last_output));\n{}",
                     u.of.exits.size() - 1, u.answer_floats,
                     u.early() == 0 ? ""
                                    : "  {\n    float* m = state->arena;\n" +
                                          detail::scenes_begin(u, "(int)answer->label", "    ") + "  }\n") +
         "  return 0;\n";
}

} // namespace peax::deploy::c
