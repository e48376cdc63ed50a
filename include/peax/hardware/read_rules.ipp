#pragma once
//! @file
//! The bodies of read_rules.hpp.

#include <peax/core/error.hpp>
#include <peax/core/suggestion.hpp>
#include <peax/hardware/operator_names.hpp>
#include <peax/hardware/operator_tables.hpp>
#include <peax/hardware/read_rules.hpp>
#include <peax/hardware/segment.hpp>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::hardware {

PEAX_INLINE void want_operator(std::string_view name, std::string const& where,
                               std::vector<std::string> const& own) {
  if (is_onnx_operator(name) || std::find(own.begin(), own.end(), name) != own.end()) return;
  throw bad_input(fmt::format("{} names the operator '{}', which does not exist; names are those of "
                              "ONNX (Conv, Gemm, Softmax)",
                              where, name));
}

namespace detail {

using rule_json = nlohmann::ordered_json;

//! An unknown field is refused with the names of the known ones.
inline void want_fields(rule_json const& object, std::string const& where,
                        std::initializer_list<std::string_view> known) {
  if (!object.is_object()) throw bad_input(where + " is no object");
  std::vector<std::string> const names(known.begin(), known.end());
  for (auto const& [key, value] : object.items()) {
    if (key == "comment" || key == "sources" || std::find(names.begin(), names.end(), key) != names.end())
      continue;
    std::string all;
    for (auto const& n : names) all += (all.empty() ? "" : ", ") + n;
    throw bad_input(fmt::format("{}: there is no field '{}'{}; the fields are {}", where, key,
                                suggestion(key, names), all));
  }
}

inline std::string text_of(rule_json const& object, char const* key, std::string const& where) {
  if (!object.contains(key)) return {};
  if (!object[key].is_string()) throw bad_input(fmt::format("{}: '{}' must be a text", where, key));
  return object[key].get<std::string>();
}

inline predicate condition_of(rule_json const& object, std::string_view op, std::string const& where) {
  std::string const text = text_of(object, "when", where);
  if (!object.contains("when")) return {};
  try {
    return predicate::parse(text, op);
  } catch (bad_input const& e) {
    throw bad_input(fmt::format("{}: {}", where, e.what()));
  }
}

inline std::string named_type(std::string const& name, std::string const& where) {
  try {
    return std::string(storage_type_named(name).name);
  } catch (bad_input const& e) {
    throw bad_input(fmt::format("{}: {}", where, e.what()));
  }
}

inline operator_rule rule_of(rule_json const& object, std::string const& where,
                             std::vector<std::string> const& own) {
  want_fields(object, where, {"op", "types", "when", "source"});
  operator_rule r;
  r.op = text_of(object, "op", where);
  want_operator(r.op, where, own);
  std::string const here = where + ", " + r.op;
  if (object.contains("types")) {
    auto const& types = object["types"];
    if (!types.is_array() || types.empty()) throw bad_input(here + ": 'types' must be a list of data types");
    for (auto const& t : types) {
      if (!t.is_string()) throw bad_input(here + ": 'types' must be a list of data types");
      r.types.push_back(named_type(t.get<std::string>(), here));
    }
  }
  r.when = condition_of(object, r.op, here);
  r.source = text_of(object, "source", here);
  return r;
}

//! A table, or an operator of which all layers are taken.
inline void add_named(std::string const& name, std::string const& where, std::vector<std::string> const& own,
                      std::vector<operator_rule>& to) {
  if (auto const* table = find_operator_table(name)) {
    for (auto& r : rules_of(*table)) to.push_back(std::move(r));
    return;
  }
  if (is_onnx_operator(name) || std::find(own.begin(), own.end(), name) != own.end()) {
    to.push_back({name, {}, {}, {}});
    return;
  }
  std::vector<std::string> names;
  std::string all;
  for (auto const& t : operator_tables()) {
    names.emplace_back(t.name);
    all += (all.empty() ? "" : ", ") + names.back();
  }
  throw bad_input(fmt::format("{}: '{}' is no operator of ONNX and no table{}; the tables are {}", where,
                              name, suggestion(name, names), all));
}

inline instruction_cost cost_of_json(rule_json const& object, std::string const& type, std::string const& op,
                                     std::string const& where) {
  want_fields(object, where, {"when", "per", "layer"});
  instruction_cost c;
  c.data_type = type, c.op = op;
  c.when = condition_of(object, op, where);
  auto const number = [&](rule_json const& n, std::string const& key) {
    if (!n.is_number()) throw bad_input(fmt::format("{}: '{}' must be a number", where, key));
    return n.get<double>();
  };
  if (object.contains("layer")) c.layer = number(object["layer"], "layer");
  if (!object.contains("per")) return c;
  if (!object["per"].is_object()) throw bad_input(where + ": 'per' must be an object of facts and numbers");
  for (auto const& [key, value] : object["per"].items()) {
    auto const fact = layer_fact_named(key);
    if (!fact || !has_fact(op, *fact)) {
      std::vector<std::string> names;
      for (auto const& e : layer_fact_entries) names.emplace_back(e.name);
      throw bad_input(fmt::format("{}: layers have no fact '{}' to count{}", where, key,
                                  fact ? "" : suggestion(key, names)));
    }
    c.per.push_back({*fact, number(value, key)});
  }
  return c;
}

} // namespace detail

PEAX_INLINE std::vector<operator_rule> operator_rules_from_json(nlohmann::ordered_json const& list,
                                                                std::string const& where,
                                                                std::vector<std::string> const& own) {
  std::vector<operator_rule> out;
  std::string const here = where + ", operators";
  if (list.is_string()) {
    detail::add_named(list.get<std::string>(), here, own, out);
    return out;
  }
  if (!list.is_array() || list.empty())
    throw bad_input(here + ": name a table (\"tflm\"), or list tables, operators and objects {\"op\", "
                           "\"types\", \"when\", \"source\"}");
  for (auto const& each : list) {
    if (each.is_string())
      detail::add_named(each.get<std::string>(), here, own, out);
    else
      out.push_back(detail::rule_of(each, here, own));
  }
  return out;
}

PEAX_INLINE std::vector<instruction_cost> instruction_costs_from_json(nlohmann::ordered_json const& by_type,
                                                                      std::string const& where,
                                                                      std::vector<std::string> const& own) {
  std::vector<instruction_cost> out;
  std::string const wrong = where + ", instructions: they are given per data type, then per operator";
  if (!by_type.is_object() || by_type.empty()) throw bad_input(wrong);
  for (auto const& [type, by_op] : by_type.items()) {
    if (!by_op.is_object()) throw bad_input(wrong);
    std::string const of = type == "default" ? "" : detail::named_type(type, where + ", instructions");
    for (auto const& [op, costs] : by_op.items()) {
      std::string const here = fmt::format("{}, instructions, {}, {}", where, type, op);
      if (op != "default") want_operator(op, where + ", instructions", own);
      std::string const name = op == "default" ? "" : op;
      if (!costs.is_array()) {
        out.push_back(detail::cost_of_json(costs, of, name, here));
        continue;
      }
      for (auto const& each : costs) out.push_back(detail::cost_of_json(each, of, name, here));
    }
  }
  return out;
}

} // namespace peax::hardware
