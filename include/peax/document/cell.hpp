#pragma once
//! @file
//! One value of a table, tile or axis, and the style in which it is shown.

#include <peax/core/units.hpp>
#include <peax/document/number.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

namespace peax::document {

enum class form : std::uint8_t { text, integer, number, quantity, bytes, percent, share };

//! How values are written. `share` is a percentage with a small bar beside it.
struct style {
  form as = form::text;
  std::string unit{};
  int digits = 0;
};

[[nodiscard]] inline style as_text() { return {}; }
[[nodiscard]] inline style as_integer() { return {form::integer, {}, 0}; }
[[nodiscard]] inline style as_number(int digits) { return {form::number, {}, digits}; }
[[nodiscard]] inline style as_quantity(std::string unit = {}) { return {form::quantity, std::move(unit), 0}; }
[[nodiscard]] inline style as_bytes() { return {form::bytes, {}, 0}; }
[[nodiscard]] inline style as_percent(int digits = 1) { return {form::percent, {}, digits}; }
[[nodiscard]] inline style as_share(int digits = 1) { return {form::share, {}, digits}; }

//! A text, a whole number, a number, or nothing. Made from what reports hold: strings, numbers, units,
//! optionals.
class cell {
 public:
  using value_type = std::variant<std::monostate, std::string, std::int64_t, double>;

  cell() = default;
  cell(std::string text) : value_(std::move(text)) {}
  cell(std::string_view text) : value_(std::string(text)) {}
  cell(char const* text) : value_(std::string(text)) {}
  cell(bool) = delete;
  template <std::floating_point T> cell(T number) : value_(static_cast<double>(number)) {}
  template <std::integral T>
  requires(!std::same_as<T, bool>) cell(T number) {
    if (std::in_range<std::int64_t>(number))
      value_ = static_cast<std::int64_t>(number);
    else
      value_ = static_cast<double>(number);
  }
  template <class Tag, class Number> cell(peax::quantity<Tag, Number> with_unit) : cell(with_unit.value) {}
  template <class T> cell(std::optional<T> const& perhaps) {
    if (perhaps) *this = cell(*perhaps);
  }

  [[nodiscard]] value_type const& value() const { return value_; }

  //! The number held, if it is a finite one.
  [[nodiscard]] std::optional<double> number() const {
    if (auto const* whole = std::get_if<std::int64_t>(&value_)) return static_cast<double>(*whole);
    if (auto const* real = std::get_if<double>(&value_); real && std::isfinite(*real)) return *real;
    return std::nullopt;
  }

 private:
  value_type value_;
};

//! The number as the style writes it; `no_value` when it is not finite.
[[nodiscard]] inline std::string written(double number, style const& s) {
  if (!std::isfinite(number)) return std::string(no_value);
  switch (s.as) {
  case form::integer: return detail::joined(fixed(number, 0), "", s.unit);
  case form::number: return detail::joined(fixed(number, s.digits), "", s.unit);
  case form::bytes: return binary_bytes(number);
  case form::percent:
  case form::share: return percent(number, s.digits);
  case form::text:
  case form::quantity: return si(number, s.unit);
  }
  return std::string(no_value);
}

//! The cell as the style writes it: text as it is, nothing and NaN as `no_value`.
[[nodiscard]] inline std::string written(cell const& c, style const& s) {
  if (auto const* text = std::get_if<std::string>(&c.value())) return *text;
  auto const* whole = std::get_if<std::int64_t>(&c.value());
  if (whole && (s.as == form::integer || s.as == form::text))
    return detail::joined(grouped(*whole), "", s.unit);
  auto const number = c.number();
  return number ? written(*number, s) : std::string(no_value);
}

} // namespace peax::document
