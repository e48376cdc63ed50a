#pragma once
//! @file
//! The bodies of json_value.hpp.

#include <peax/core/error.hpp>
#include <peax/deploy/json_value.hpp>

#include <fmt/core.h>

#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::deploy {

PEAX_INLINE json exact(float value) {
  if (!std::isfinite(value))
    throw bad_input("a threshold is not finite; 2 stands for an exit that is never taken");
  std::array<char, 64> room{};
  auto const end = std::to_chars(room.data(), room.data() + room.size(), value);
  double wide = 0;
  std::from_chars(room.data(), end.ptr, wide);
  return static_cast<float>(wide) == value ? json(wide) : json(static_cast<double>(value));
}

PEAX_INLINE std::string as_utf8(std::string const& text) {
  return json::parse(json(text).dump(-1, ' ', false, json::error_handler_t::replace)).get<std::string>();
}

namespace detail {
inline double as_number(json const& value, std::string const& place) {
  if (!value.is_number()) throw bad_input(place + " must be a number");
  auto const number = value.get<double>();
  if (!std::isfinite(number)) throw bad_input(place + " must be a finite number");
  return number;
}

inline std::int64_t as_count(json const& value, std::string const& place) {
  bool const fits = value.is_number_unsigned() ? std::in_range<std::int64_t>(value.get<std::uint64_t>())
                                               : value.is_number_integer() && value.get<std::int64_t>() >= 0;
  if (!fits) throw bad_input(place + " must be a whole number, 0 or more");
  return value.get<std::int64_t>();
}
} // namespace detail

PEAX_INLINE fields::fields(json const& object, std::string where)
    : object_(object), where_(std::move(where)) {
  if (!object.is_object()) throw bad_input(where_ + " must be an object");
}

PEAX_INLINE std::string fields::named(std::string_view key) const {
  return fmt::format("{}: '{}'", where_, key);
}

PEAX_INLINE std::vector<std::string> fields::keys() const {
  std::vector<std::string> out;
  for (auto const& [key, value] : object_.items()) out.push_back(key);
  return out;
}

PEAX_INLINE json const& fields::at(char const* key) const {
  static json const nothing;
  auto const found = object_.find(key);
  return found == object_.end() ? nothing : *found;
}

PEAX_INLINE std::optional<double> fields::number(char const* key) const {
  json const& value = at(key);
  if (value.is_null()) return std::nullopt;
  return detail::as_number(value, named(key));
}

PEAX_INLINE std::optional<std::int64_t> fields::count(char const* key) const {
  json const& value = at(key);
  if (value.is_null()) return std::nullopt;
  return detail::as_count(value, named(key));
}

PEAX_INLINE std::uint64_t fields::any_count(char const* key) const {
  json const& value = at(key);
  if (!value.is_number_unsigned()) throw bad_input(named(key) + " must be a whole number, 0 or more");
  return value.get<std::uint64_t>();
}

PEAX_INLINE bool fields::truth(char const* key) const {
  if (!at(key).is_boolean()) throw bad_input(named(key) + " must be true or false");
  return at(key).get<bool>();
}

PEAX_INLINE std::string fields::text_or_empty(char const* key) const {
  json const& value = at(key);
  if (value.is_null()) return {};
  if (!value.is_string()) throw bad_input(named(key) + " must be a text");
  return value.get<std::string>();
}

PEAX_INLINE std::string fields::text(char const* key) const {
  if (at(key).is_null()) throw bad_input(named(key) + " is missing");
  return text_or_empty(key);
}

PEAX_INLINE fields fields::object(char const* key) const { return {at(key), named(key)}; }

template <class F> void fields::each(char const* key, F take) const {
  json const& list = at(key);
  if (list.is_null()) return;
  if (!list.is_array()) throw bad_input(named(key) + " must be a list");
  for (std::size_t i = 0; i < list.size(); ++i) take(list[i], named(key) + " " + std::to_string(i));
}

PEAX_INLINE std::vector<fields> fields::objects(char const* key) const {
  std::vector<fields> out;
  each(key, [&](json const& value, std::string const& place) { out.emplace_back(value, place); });
  return out;
}

PEAX_INLINE std::vector<double> fields::numbers(char const* key) const {
  std::vector<double> out;
  each(key,
       [&](json const& value, std::string const& place) { out.push_back(detail::as_number(value, place)); });
  return out;
}

PEAX_INLINE std::vector<std::int64_t> fields::counts(char const* key) const {
  std::vector<std::int64_t> out;
  each(key,
       [&](json const& value, std::string const& place) { out.push_back(detail::as_count(value, place)); });
  return out;
}

} // namespace peax::deploy
