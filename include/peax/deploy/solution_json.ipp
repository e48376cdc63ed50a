#pragma once
//! @file
//! The bodies of solution_json.hpp.

#include <peax/deploy/decision_json.hpp>
#include <peax/deploy/figures_json.hpp>
#include <peax/deploy/record_json.hpp>
#include <peax/deploy/solution_json.hpp>
#include <peax/graph/declared_use.hpp>
#include <peax/solution/decisions.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::deploy {

namespace detail {
inline json names_of(graph const& g, std::span<value_id const> values) {
  json out = json::array();
  for (auto const v : values) out.push_back(as_utf8(g[v].name));
  return out;
}

inline json exact_list(std::span<float const> values) {
  json out = json::array();
  for (float const v : values) out.push_back(exact(v));
  return out;
}

//! The inputs, and what makes them of the values of the data: x * scale + offset.
inline json inputs_of(any_solution const& s) {
  graph const& g = *s.network;
  json out = json::array();
  for (auto const v : g.inputs())
    out.push_back({{"name", as_utf8(g[v].name)},
                   {"shape", std::vector<std::int64_t>(g[v].dims.begin(), g[v].dims.end())},
                   {"data_type", "float32"},
                   {"scale", exact_list(s.scaling.scale)},
                   {"offset", exact_list(s.scaling.offset)}});
  return out;
}
} // namespace detail

PEAX_INLINE json decision_json(result::record const& s) {
  json out{{"kind", s.decision.kind()}, {"thresholds", detail::exact_list(s.thresholds)}};
  out.update(json_of_decision(s.decision));
  if (s.decision.is<result::no_exit>()) return out;
  out["on"] = result::name_of(s.outputs_are);
  out["in_words"] = text_or_null(s.decision.in_words(s.outputs_are));
  return out;
}

PEAX_INLINE json to_json(std::span<result::exit_record const> exits, std::span<double const> seconds,
                         std::span<double const> joules) {
  auto const at = [](std::span<double const> values, std::size_t i) {
    return i < values.size() ? number_or_null(values[i]) : json(nullptr);
  };
  json out = json::array();
  for (std::size_t i = 0; i < exits.size(); ++i) {
    auto const& e = exits[i];
    out.push_back({{"name", as_utf8(e.name)},
                   {"output", as_utf8(e.output)},
                   {"macs", e.macs},
                   {"after_block", text_or_null(e.after_block)},
                   {"at", text_or_null(e.at)},
                   {"latency_s", at(seconds, i)},
                   {"energy_j", at(joules, i)}});
  }
  return out;
}

PEAX_INLINE json solution_json(any_solution const& s, context const& from, std::span<part const> parts,
                               bool conditional, c_beside const& c) {
  json mapping = json::array();
  json files{{"model", "model.onnx"},
             {"conditional", conditional ? json("conditional.onnx") : json(nullptr)},
             {"c", text_or_null(c.folder)}};
  for (std::size_t n = 0; n < s.mapping.size(); ++n) {
    json entry = json_of_record(s.mapping[n]);
    entry["file"] = nullptr;
    if (n < parts.size()) {
      graph const& piece = *parts[n].piece;
      entry["file"] = parts[n].file;
      entry["inputs"] = detail::names_of(piece, piece.inputs());
      entry["outputs"] = detail::names_of(piece, piece.outputs());
      files["part_" + std::to_string(n)] = parts[n].file;
    }
    mapping.push_back(std::move(entry));
  }
  json out = json::object();
  out["schema"] = {{"name", "peax.solution"}, {"version", 1}};
  out.update(json_of_record(from));
  out["model"] = as_utf8(s.network.name());
  out["inputs"] = detail::inputs_of(s);
  for (auto const& name : declared_classes(*s.network)) out["classes"].push_back(as_utf8(name));
  out["data_type"] = s.data_type;
  out["decision"] = decision_json(s);
  out["exits"] = to_json(s.exits, s.leaving_seconds, s.leaving_joules);
  out["mapping"] = std::move(mapping);
  out["score"] = as_utf8(s.judged_by);
  out["figures"] = to_json(s.measured);
  out["note"] = text_or_null(s.note);
  out["c_refused"] = text_or_null(c.refused);
  out["files"] = std::move(files);
  return out;
}

} // namespace peax::deploy
