#pragma once
//! @file
//! Records as JSON objects and back: the names of the fields are the keys. For bodies; a layout of its own is one overload of
//! `put_field` and one of `get_field` beside the field's type.

#include <peax/core/error.hpp>
#include <peax/deploy/json_value.hpp>
#include <peax/meta/enumerators.hpp>
#include <peax/meta/record.hpp>

#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace peax::deploy {

//! What a field is in a file: null for an empty text, for figures that are not there, for what is absent and what is no finite number.
template <class T> [[nodiscard]] json json_of(T const& value);

//! Puts a field into an object under its name.
template <class T> void put_field(json& into, char const* name, T const& value) {
  into[name] = json_of(value);
}

//! Reads a field from an object; one that is missing or null keeps the value it has. Throws bad_input that names file and field.
template <class T> void get_field(fields const& from, char const* name, T& into);

//! A record as an object, its fields in their order.
template <meta::Record R> [[nodiscard]] json json_of_record(R const& record) {
  json out = json::object();
  meta::for_each_field(record, [&](char const* name, auto const& field) { put_field(out, name, field); });
  return out;
}

//! Reads the fields of an object into a record.
template <meta::Record R> void read_record(fields const& from, R& into) {
  meta::for_each_field(into, [&](char const* name, auto& field) { get_field(from, name, field); });
}

namespace detail {
template <class T> inline constexpr bool is_list = false;
template <class T> inline constexpr bool is_list<std::vector<T>> = true;
template <class T> inline constexpr bool is_pair = false;
template <class A, class B> inline constexpr bool is_pair<std::pair<A, B>> = true;
template <class T> inline constexpr bool is_absent_or = false;
template <class T> inline constexpr bool is_absent_or<std::optional<T>> = true;
} // namespace detail

template <class T> json json_of(T const& value) {
  if constexpr (meta::Record<T>)
    return json_of_record(value);
  else if constexpr (meta::Named<T>)
    return meta::name_of_enumerator(value);
  else if constexpr (std::same_as<T, std::string>)
    return text_or_null(value);
  else if constexpr (std::floating_point<T>)
    return number_or_null(static_cast<double>(value));
  else if constexpr (detail::is_absent_or<T>)
    return value ? json_of(*value) : json(nullptr);
  else if constexpr (detail::is_pair<T>)
    return json::array({json_of(value.first), json_of(value.second)});
  else if constexpr (detail::is_list<T>) {
    bool const of_figures = std::floating_point<typename T::value_type>;
    json out = value.empty() && of_figures ? json(nullptr) : json::array();
    for (auto const& v : value) out.push_back(json_of(v));
    return out;
  } else
    return json(value);
}

template <class T> void get_field(fields const& from, char const* name, T& into) {
  if (from.at(name).is_null()) return;
  if constexpr (meta::Record<T>)
    read_record(from.object(name), into);
  else if constexpr (meta::Named<T>) {
    auto const found = meta::enumerator_named<T>(from.text(name));
    if (!found) throw bad_input(from.named(name) + " is none of " + meta::all_names_of<T>());
    into = *found;
  } else if constexpr (std::same_as<T, bool>)
    into = from.truth(name);
  else if constexpr (std::same_as<T, std::string>)
    into = from.text(name);
  else if constexpr (std::floating_point<T>)
    into = static_cast<T>(*from.number(name));
  else if constexpr (std::same_as<T, std::uint64_t>)
    into = from.any_count(name);
  else if constexpr (std::integral<T>) {
    auto const count = *from.count(name);
    if (!std::in_range<T>(count)) throw bad_input(from.named(name) + " is too large");
    into = static_cast<T>(count);
  } else if constexpr (detail::is_absent_or<T>)
    get_field(from, name, into.emplace());
  else if constexpr (detail::is_pair<T>) {
    auto const both = from.numbers(name);
    if (both.size() != 2) throw bad_input(from.named(name) + " must be two numbers");
    into = {both[0], both[1]};
  } else if constexpr (std::same_as<T, std::vector<double>>)
    into = from.numbers(name);
  else {
    into.clear();
    for (auto const n : from.counts(name)) into.push_back(static_cast<typename T::value_type>(n));
  }
}

} // namespace peax::deploy
