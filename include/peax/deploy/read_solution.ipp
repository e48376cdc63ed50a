#pragma once
//! @file
//! The bodies of read_solution.hpp.

#include <peax/core/error.hpp>
#include <peax/deploy/figures_json.hpp>
#include <peax/deploy/json_value.hpp>
#include <peax/deploy/parts.hpp>
#include <peax/deploy/read_solution.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <iterator>
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

inline result::decision_record decision_in(fields const& from) {
  result::decision_record d;
  auto const known = [&](char const* key, std::string otherwise,
                         std::initializer_list<std::string_view> names) {
    std::string const said = from.text_or_empty(key);
    if (said.empty()) return otherwise;
    if (std::find(names.begin(), names.end(), said) != names.end()) return said;
    std::string list;
    for (auto const n : names) list += (list.empty() ? "" : ", ") + std::string(n);
    throw bad_input(from.named(key) + " is '" + said + "'; known are " + list);
  };
  d.kind = known("kind", "",
                 {"confidence", "difference_detection", "temporal_patience", "signature_change", "none"});
  if (d.kind.empty()) throw bad_input(from.named("kind") + " is missing");
  if (d.kind == "signature_change") {
    d.rule = known("pooling", "global", {"global", "coarse", "fine"});
    d.on = known("on", "signatures", {"signatures"});
  } else {
    d.rule = known("rule", d.rule, {"max_probability", "margin", "entropy"});
    d.on = known("on", d.on, {"probabilities", "logits"});
  }
  d.reference = known("reference", "", {"scene", "previous"});
  for (double const t : from.numbers("thresholds")) {
    auto const narrow = static_cast<float>(t);
    if (!std::isfinite(narrow))
      throw bad_input(from.named("thresholds") + " has a number that is no float32");
    d.thresholds.push_back(narrow);
  }
  return d;
}

inline void exits_in(fields const& root, any_solution& s) {
  for (auto const& e : root.objects("exits")) {
    auto const macs = e.count("macs");
    if (!macs) throw bad_input(e.named("macs") + " is missing");
    s.exits.push_back(
        {e.text("name"), e.text("output"), e.text_or_empty("after_block"), e.text_or_empty("at"), *macs});
    if (auto const time = e.number("latency_s")) s.leaving_seconds.push_back(*time);
    if (auto const energy = e.number("energy_j")) s.leaving_joules.push_back(*energy);
  }
  if (s.exits.empty())
    throw bad_input(root.named("exits") + " must be a list of exits, the last the classifier");
  auto const all_or_none = [&](std::vector<double> const& values, char const* key) {
    if (!values.empty() && values.size() != s.exits.size())
      throw bad_input(root.named("exits") + ": '" + key + "' is given for some exits only");
  };
  all_or_none(s.leaving_seconds, "latency_s");
  all_or_none(s.leaving_joules, "energy_j");
  if (s.decision.thresholds.size() + 1 != s.exits.size())
    throw bad_input(root.named("decision") + " has " + std::to_string(s.decision.thresholds.size()) +
                    " thresholds for " + std::to_string(s.exits.size()) +
                    " exits; every exit but the last has one");
}

PEAX_INLINE saved_solution read_record(std::filesystem::path const& folder) {
  std::filesystem::path const file = folder / "solution.json";
  std::string const shown = file.string();
  std::string const text = text_of_record(file);
  json whole;
  try {
    whole = json::parse(text);
  } catch (json::exception const& e) {
    throw bad_input(shown + ": is no JSON: " + e.what());
  }
  fields const root(whole, shown);
  fields const schema = root.object("schema");
  if (schema.text("name") != "peax.solution" || schema.count("version") != 1)
    throw bad_input(
        schema.where() +
        " is not {\"name\": \"peax.solution\", \"version\": 1}: another kind of file, or one of a "
        "newer peax");
  saved_solution out;
  auto& s = out.what;
  s.decision = decision_in(root.object("decision"));
  exits_in(root, s);
  for (auto const& m : root.objects("mapping")) {
    result::mapping_record record{m.text("processor"), {}};
    for (auto const e : m.counts("exits")) record.exits.push_back(static_cast<std::size_t>(e));
    s.mapping.push_back(std::move(record));
  }
  try {
    check_mapping(s.mapping, s.exits.size());
  } catch (bad_input const& e) {
    throw bad_input(root.named("mapping") + ": " + e.what());
  }
  if (!root.at("figures").is_null()) s.measured = figures_in(root.object("figures"));
  if (auto by = root.text_or_empty("score"); !by.empty()) s.judged_by = std::move(by);
  s.note = root.text_or_empty("note");
  out.from.rewriter = root.text_or_empty("rewriter");
  out.from.identity = root.text_or_empty("identity");
  out.from.version = root.text_or_empty("version");
  json const& seed = root.at("seed");
  if (seed.is_number_unsigned())
    out.from.seed = seed.get<std::uint64_t>();
  else if (!seed.is_null())
    throw bad_input(root.named("seed") + " must be a whole number, 0 or more");
  return out;
}

PEAX_INLINE void fit_to_network(any_solution& s, std::string const& model_file) {
  graph const& g = *s.network;
  if (g.outputs().size() != s.exits.size())
    throw bad_input(model_file + ": has " + std::to_string(g.outputs().size()) +
                    " outputs, solution.json names " + std::to_string(s.exits.size()) + " exits");
  for (std::size_t i = 0; i < s.exits.size(); ++i) {
    std::string const& name = g[g.outputs()[i]].name;
    if (as_utf8(name) != s.exits[i].output)
      throw bad_input(model_file + ": output " + std::to_string(i) + " is '" + name + "', exit '" +
                      s.exits[i].name + "' of solution.json answers at '" + s.exits[i].output + "'");
    s.exits[i].output = name;
  }
}
} // namespace detail

} // namespace peax::deploy
