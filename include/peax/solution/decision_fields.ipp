#pragma once
//! @file
//! The bodies of decision_fields.hpp.

#include <peax/core/error.hpp>
#include <peax/solution/decision_fields.hpp>

#include <fmt/core.h>

#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace peax::result {

PEAX_INLINE std::string text_of(field_value const& value) {
  if (auto const* const said = std::get_if<std::string>(&value)) return *said;
  if (auto const* const said = std::get_if<bool>(&value)) return *said ? "yes" : "no";
  if (auto const* const said = std::get_if<std::int64_t>(&value)) return std::to_string(*said);
  std::array<char, 64> room{};
  auto const end = std::to_chars(room.data(), room.data() + room.size(), std::get<double>(value));
  return {room.data(), end.ptr};
}

PEAX_INLINE field_value const* written_fields::find(std::string_view name) const {
  for (auto const& f : all)
    if (f.name == name) return &f.value;
  return nullptr;
}

namespace detail {

[[noreturn]] inline void refuse_field(written_fields const& from, std::string_view name,
                                      std::string const& why) {
  throw bad_input(fmt::format("{}: '{}' {}", from.where, name, why));
}

PEAX_INLINE bool bool_in(written_fields const& from, std::string_view name, field_value const& value) {
  if (auto const* const said = std::get_if<bool>(&value)) return *said;
  refuse_field(from, name, "must be true or false");
}

PEAX_INLINE double number_in(written_fields const& from, std::string_view name, field_value const& value) {
  if (auto const* const said = std::get_if<std::int64_t>(&value)) return static_cast<double>(*said);
  if (auto const* const said = std::get_if<double>(&value); said != nullptr && std::isfinite(*said))
    return *said;
  refuse_field(from, name, "must be a finite number");
}

PEAX_INLINE std::int64_t whole_number_in(written_fields const& from, std::string_view name,
                                         field_value const& value) {
  if (auto const* const said = std::get_if<std::int64_t>(&value)) return *said;
  refuse_field(from, name, "must be a whole number");
}

PEAX_INLINE std::string const& text_in(written_fields const& from, std::string_view name,
                                       field_value const& value) {
  if (auto const* const said = std::get_if<std::string>(&value)) return *said;
  refuse_field(from, name, "must be a text");
}

PEAX_INLINE std::size_t choice_in(written_fields const& from, std::string_view name, field_value const& value,
                                  std::span<std::string_view const> names) {
  std::string const& said = text_in(from, name, value);
  std::string known;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == said) return i;
    known += (known.empty() ? "" : ", ") + std::string(names[i]);
  }
  refuse_field(from, name, "is '" + said + "'; known are " + known);
}

} // namespace detail

} // namespace peax::result
