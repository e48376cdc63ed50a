#pragma once
//! @file
//! Numbers and texts as JSON that reads back exactly, and fields of JSON that somebody else may have written.

#include <peax/core/error.hpp>

#include <nlohmann/json.hpp>

#include <array>
#include <charconv>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::deploy {

//! Keys stay in the order in which they are written.
using json = nlohmann::ordered_json;

//! A number, or null when there is none or it is not finite: JSON has no NaN.
[[nodiscard]] inline json number_or_null(double value) {
  return std::isfinite(value) ? json(value) : json(nullptr);
}
[[nodiscard]] inline json number_or_null(std::optional<double> const& value) {
  return value ? number_or_null(*value) : json(nullptr);
}
[[nodiscard]] inline json number_or_null(std::optional<std::int64_t> const& value) {
  return value ? json(*value) : json(nullptr);
}

//! The shortest decimal that reads back as this float, also by way of a double. Throws bad_input when it is
//! not finite.
[[nodiscard]] inline json exact(float value) {
  if (!std::isfinite(value))
    throw bad_input("a threshold is not finite; 2 stands for an exit that is never taken");
  std::array<char, 64> room{};
  auto const end = std::to_chars(room.data(), room.data() + room.size(), value);
  double wide = 0;
  std::from_chars(room.data(), end.ptr, wide);
  return static_cast<float>(wide) == value ? json(wide) : json(static_cast<double>(value));
}

//! The text as UTF-8: bytes that are none become the replacement character.
[[nodiscard]] inline std::string as_utf8(std::string const& text) {
  return json::parse(json(text).dump(-1, ' ', false, json::error_handler_t::replace)).get<std::string>();
}

//! The text, or null when it is empty.
[[nodiscard]] inline json text_or_null(std::string const& text) {
  return text.empty() ? json(nullptr) : json(as_utf8(text));
}

//! The fields of an object that may hold anything. Every misfit throws bad_input that names the file and the
//! field.
class fields {
 public:
  fields(json const& object, std::string where) : object_(object), where_(std::move(where)) {
    if (!object.is_object()) throw bad_input(where_ + " must be an object");
  }

  [[nodiscard]] std::string const& where() const { return where_; }
  [[nodiscard]] std::string named(std::string_view key) const {
    return where_ + ": '" + std::string(key) + "'";
  }

  //! The field, or null when it is missing.
  [[nodiscard]] json const& at(char const* key) const {
    static json const nothing;
    auto const found = object_.find(key);
    return found == object_.end() ? nothing : *found;
  }

  [[nodiscard]] std::optional<double> number(char const* key) const {
    json const& value = at(key);
    if (value.is_null()) return std::nullopt;
    return as_number(value, named(key));
  }
  [[nodiscard]] std::optional<std::int64_t> count(char const* key) const {
    json const& value = at(key);
    if (value.is_null()) return std::nullopt;
    return as_count(value, named(key));
  }
  //! A text; empty when it is missing or null.
  [[nodiscard]] std::string text_or_empty(char const* key) const {
    json const& value = at(key);
    if (value.is_null()) return {};
    if (!value.is_string()) throw bad_input(named(key) + " must be a text");
    return value.get<std::string>();
  }
  [[nodiscard]] std::string text(char const* key) const {
    if (at(key).is_null()) throw bad_input(named(key) + " is missing");
    return text_or_empty(key);
  }
  [[nodiscard]] fields object(char const* key) const { return fields(at(key), named(key)); }

  //! A list of objects; empty when it is missing or null.
  [[nodiscard]] std::vector<fields> objects(char const* key) const {
    std::vector<fields> out;
    each(key, [&](json const& value, std::string const& place) { out.emplace_back(value, place); });
    return out;
  }
  [[nodiscard]] std::vector<double> numbers(char const* key) const {
    std::vector<double> out;
    each(key, [&](json const& value, std::string const& place) { out.push_back(as_number(value, place)); });
    return out;
  }
  [[nodiscard]] std::vector<std::int64_t> counts(char const* key) const {
    std::vector<std::int64_t> out;
    each(key, [&](json const& value, std::string const& place) { out.push_back(as_count(value, place)); });
    return out;
  }

 private:
  template <class F> void each(char const* key, F take) const {
    json const& list = at(key);
    if (list.is_null()) return;
    if (!list.is_array()) throw bad_input(named(key) + " must be a list");
    for (std::size_t i = 0; i < list.size(); ++i) take(list[i], named(key) + " " + std::to_string(i));
  }
  static double as_number(json const& value, std::string const& place) {
    if (!value.is_number()) throw bad_input(place + " must be a number");
    auto const number = value.get<double>();
    if (!std::isfinite(number)) throw bad_input(place + " must be a finite number");
    return number;
  }
  static std::int64_t as_count(json const& value, std::string const& place) {
    bool const fits = value.is_number_unsigned()
                          ? std::in_range<std::int64_t>(value.get<std::uint64_t>())
                          : value.is_number_integer() && value.get<std::int64_t>() >= 0;
    if (!fits) throw bad_input(place + " must be a whole number, 0 or more");
    return value.get<std::int64_t>();
  }

  json const& object_;
  std::string where_;
};

} // namespace peax::deploy
