#pragma once
//! @file
//! One value of a table, tile or axis, and the style in which it is shown.

#include <peax/core/config.hpp>
#include <peax/core/units.hpp>
#include <peax/document/number.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

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
  cell() = default;
  cell(std::string text) : kind_(kind::text), text_(std::move(text)) {}
  cell(std::string_view text) : cell(std::string(text)) {}
  cell(char const* text) : cell(std::string(text)) {}
  cell(bool) = delete;
  template <std::floating_point T> cell(T number) : kind_(kind::real), real_(static_cast<double>(number)) {}
  template <std::integral T>
    requires(!std::same_as<T, bool>)
  cell(T number) : kind_(std::in_range<std::int64_t>(number) ? kind::whole : kind::real) {
    if (kind_ == kind::whole)
      whole_ = static_cast<std::int64_t>(number);
    else
      real_ = static_cast<double>(number);
  }
  template <class Tag, class Number> cell(peax::quantity<Tag, Number> with_unit) : cell(with_unit.value) {}
  template <class T> cell(std::optional<T> const& perhaps) {
    if (perhaps) *this = cell(*perhaps);
  }

  //! The text held, if it is one.
  [[nodiscard]] std::string const* text() const { return kind_ == kind::text ? &text_ : nullptr; }

  //! The whole number held, if it is one.
  [[nodiscard]] std::optional<std::int64_t> whole() const {
    return kind_ == kind::whole ? std::optional(whole_) : std::nullopt;
  }

  //! The number held, if it is a finite one.
  [[nodiscard]] std::optional<double> number() const;

 private:
  // Plain members, not a variant: g++ 12 falsely warns of uninitialized strings when such variants are copied.
  enum class kind : std::uint8_t { nothing, text, whole, real };
  kind kind_ = kind::nothing;
  std::string text_{};
  std::int64_t whole_ = 0;
  double real_ = 0;
};

//! The number as the style writes it; `no_value` when it is not finite.
[[nodiscard]] PEAX_INLINE std::string written(double number, style const& s);

//! The cell as the style writes it: text as it is, nothing and NaN as `no_value`.
[[nodiscard]] PEAX_INLINE std::string written(cell const& c, style const& s);

} // namespace peax::document

#ifndef PEAX_COMPILED
#include <peax/document/cell.ipp>
#endif
