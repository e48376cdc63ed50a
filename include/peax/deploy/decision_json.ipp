#pragma once
//! @file
//! The bodies of decision_json.hpp.

#include <peax/core/error.hpp>
#include <peax/deploy/decision_json.hpp>

#include <fmt/core.h>

#include <cstdint>
#include <span>
#include <string>
#include <variant>

namespace peax::deploy {

namespace detail {
inline json json_of_field(result::field_value const& value) {
  if (auto const* const text = std::get_if<std::string>(&value)) return as_utf8(*text);
  if (auto const* const number = std::get_if<double>(&value)) return number_or_null(*number);
  if (auto const* const count = std::get_if<std::int64_t>(&value)) return *count;
  return std::get<bool>(value);
}
} // namespace detail

PEAX_INLINE json json_of_decision(result::any_decision const& d) {
  json out{{"kind", d.kind()}};
  for (auto const& f : d.fields()) out[f.name] = detail::json_of_field(f.value);
  return out;
}

namespace detail {
//! The fields of a decision as they are written; what a decision cannot have (lists, objects) is left out.
inline result::written_fields written_in(fields const& from) {
  result::written_fields out{{}, from.where()};
  for (auto const& key : from.keys()) {
    json const& value = from.at(key.c_str());
    if (value.is_string()) out.all.push_back({key, value.get<std::string>()});
    if (value.is_boolean()) out.all.push_back({key, value.get<bool>()});
    if (value.is_number_float()) out.all.push_back({key, value.get<double>()});
    if (value.is_number_integer()) out.all.push_back({key, value.get<std::int64_t>()});
  }
  return out;
}
} // namespace detail

PEAX_INLINE result::any_decision decision_in(fields const& from,
                                             std::span<result::decision_kind const> known) {
  std::string const kind = from.text("kind");
  std::string names;
  for (auto const& k : known) {
    if (k.name == kind) return k.read(detail::written_in(from));
    names += (names.empty() ? "" : ", ") + std::string(k.name);
  }
  throw bad_input(fmt::format("{} is '{}'; known are {}. Name the type of a decision of your own: "
                              "read_solution<default_ops, my_decision>(folder)",
                              from.named("kind"), kind, names));
}

} // namespace peax::deploy
