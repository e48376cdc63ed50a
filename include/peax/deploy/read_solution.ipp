#pragma once
//! @file
//! The bodies of read_solution.hpp.

#include <peax/core/error.hpp>
#include <peax/core/read_json.hpp>
#include <peax/deploy/decision_json.hpp>
#include <peax/deploy/figures_json.hpp>
#include <peax/deploy/json_value.hpp>
#include <peax/deploy/parts.hpp>
#include <peax/deploy/read_solution.hpp>
#include <peax/deploy/record_json.hpp>
#include <peax/solution/decisions.hpp>

#include <fmt/core.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace peax::deploy {

namespace detail {
inline std::string text_of_record(std::filesystem::path const& file) {
  std::error_code failed;
  std::string const shown = file.string();
  if (!std::filesystem::is_regular_file(file, failed))
    throw io_error(shown + ": is no file; the folder of a solution has one");
  constexpr std::uintmax_t most = std::uintmax_t{64} << 20;
  if (std::filesystem::file_size(file, failed) > most)
    throw bad_input(shown + ": is larger than 64 MB, which no solution.json is");
  std::ifstream in(file, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (!in || in.bad()) throw io_error(shown + ": cannot be read");
  return text;
}

//! What the outputs of the early exits are; signatures are nobody's answer, so that only their rule reads them.
inline result::output_form form_in(fields const& from, result::any_decision const& d) {
  using result::output_form;
  bool const of_maps = d.is<result::signature_change>();
  std::string const said = from.text_or_empty("on");
  if (said.empty()) return of_maps ? output_form::signatures : output_form::probabilities;
  for (auto const f : {output_form::probabilities, output_form::logits, output_form::signatures})
    if (said == name_of(f) && (f == output_form::signatures) == of_maps) return f;
  throw bad_input(fmt::format("{} is '{}'; known are {}", from.named("on"), said,
                              (of_maps ? "signatures" : "probabilities, logits")));
}

//! The kind of the network, as far as its decision says it.
inline std::string_view kind_of(result::record const& s) {
  if (s.decision.repeats()) return temporal::name;
  return s.exits.size() == 1 ? single_exit::name : multi_exit::name;
}

inline std::vector<float> floats_in(fields const& from, char const* key) {
  std::vector<float> out;
  for (double const t : from.numbers(key)) {
    auto const narrow = static_cast<float>(t);
    if (!std::isfinite(narrow)) throw bad_input(from.named(key) + " has a number that is no float32");
    out.push_back(narrow);
  }
  return out;
}

//! What turns values of data into inputs; what is missing leaves them as they are.
inline void inputs_in(fields const& root, any_solution& s) {
  auto const inputs = root.objects("inputs");
  if (inputs.empty()) return;
  auto const list = [&](char const* key, std::vector<float>& into) {
    if (auto said = floats_in(inputs.front(), key); !said.empty()) into = std::move(said);
  };
  list("scale", s.scaling.scale);
  list("offset", s.scaling.offset);
}

inline void mapping_in(fields const& root, result::record& s) {
  for (auto const& m : root.objects("mapping")) {
    read_record(m, s.mapping.emplace_back());
    (void)m.text("processor"); // which must be there
  }
  try {
    check_mapping(s.mapping, s.exits.size());
  } catch (bad_input const& e) {
    throw bad_input(fmt::format("{}: {}", root.named("mapping"), e.what()));
  }
}

inline void exits_in(fields const& root, any_solution& s) {
  for (auto const& e : root.objects("exits")) {
    read_record(e, s.exits.emplace_back());
    for (char const* const key : {"name", "output", "macs"})
      if (e.at(key).is_null()) throw bad_input(e.named(key) + " is missing");
    if (auto const time = e.number("latency_s")) s.leaving_seconds.push_back(*time);
    if (auto const energy = e.number("energy_j")) s.leaving_joules.push_back(*energy);
  }
  if (s.exits.empty())
    throw bad_input(root.named("exits") + " must be a list of exits, the last the classifier");
  auto const all_or_none = [&](std::vector<double> const& values, char const* key) {
    if (!values.empty() && values.size() != s.exits.size())
      throw bad_input(fmt::format("{}: '{}' is given for some exits only", root.named("exits"), key));
  };
  all_or_none(s.leaving_seconds, "latency_s");
  all_or_none(s.leaving_joules, "energy_j");
  if (s.thresholds.size() + 1 != s.exits.size())
    throw bad_input(fmt::format("{} has {} thresholds for {} exits; every exit but the last has one",
                                root.named("decision"), s.thresholds.size(), s.exits.size()));
}

PEAX_INLINE saved_solution read_record(std::filesystem::path const& folder,
                                       std::span<result::decision_kind const> known) {
  std::filesystem::path const file = folder / "solution.json";
  std::string const shown = file.string();
  std::string const text = text_of_record(file);
  json const whole = read_json(text, shown);
  fields const root(whole, shown);
  fields const schema = root.object("schema");
  if (schema.text("name") != "peax.solution" || schema.count("version") != 1)
    throw bad_input(
        schema.where() +
        " is not {\"name\": \"peax.solution\", \"version\": 1}: another kind of file, or one of a "
        "newer peax");
  saved_solution out;
  auto& s = out.what;
  fields const decision = root.object("decision");
  s.decision = decision_in(decision, known);
  s.outputs_are = form_in(decision, s.decision);
  s.thresholds = floats_in(decision, "thresholds");
  exits_in(root, s);
  mapping_in(root, s);
  inputs_in(root, s);
  if (auto type = root.text_or_empty("data_type"); !type.empty()) s.data_type = std::move(type);
  s.kind = kind_of(s);
  if (!root.at("figures").is_null()) s.measured = figures_in(root.object("figures"));
  if (auto by = root.text_or_empty("score"); !by.empty()) s.judged_by = std::move(by);
  s.note = root.text_or_empty("note");
  read_record(root, out.from);
  return out;
}

PEAX_INLINE void fit_to_network(any_solution& s, std::string const& model_file) {
  graph const& g = *s.network;
  if (g.outputs().size() != s.exits.size())
    throw bad_input(fmt::format("{}: has {} outputs, solution.json names {} exits", model_file,
                                g.outputs().size(), s.exits.size()));
  for (std::size_t i = 0; i < s.exits.size(); ++i) {
    std::string const& name = g[g.outputs()[i]].name;
    if (as_utf8(name) != s.exits[i].output)
      throw bad_input(fmt::format("{}: output {} is '{}', exit '{}' of solution.json answers at '{}'",
                                  model_file, i, name, s.exits[i].name, s.exits[i].output));
    s.exits[i].output = name;
  }
}
} // namespace detail

} // namespace peax::deploy
