#pragma once
//! @file
//! Units that must not be mixed: multiply-accumulates, bytes, seconds, joules, fractions.

#include <peax/core/checked.hpp>

#include <compare>
#include <cstdint>
#include <type_traits>

namespace peax {

//! A number with a unit. Same units add, subtract and compare; a quotient of same units is a plain number. Whole numbers throw
//! bad_input where 64 bits do not hold the result.
template <class Tag, class Number> struct quantity {
  static constexpr bool is_count = std::is_same_v<Number, std::int64_t>;
  Number value{};

  constexpr quantity() = default;
  constexpr explicit quantity(Number v) : value(v) {}

  friend constexpr auto operator<=>(quantity const&, quantity const&) = default;
  constexpr quantity& operator+=(quantity other) {
    value = (*this + other).value;
    return *this;
  }
  constexpr quantity& operator-=(quantity other) {
    value = (*this - other).value;
    return *this;
  }
  friend constexpr quantity operator+(quantity a, quantity b) {
    if constexpr (is_count)
      return quantity(checked_sum(a.value, b.value));
    else
      return quantity(a.value + b.value);
  }
  friend constexpr quantity operator-(quantity a, quantity b) {
    if constexpr (is_count)
      return quantity(checked_difference(a.value, b.value));
    else
      return quantity(a.value - b.value);
  }
  friend constexpr quantity operator*(quantity a, Number n) {
    if constexpr (is_count)
      return quantity(checked_product(a.value, n));
    else
      return quantity(a.value * n);
  }
  friend constexpr quantity operator*(Number n, quantity a) { return a * n; }
  friend constexpr double operator/(quantity a, quantity b) {
    return static_cast<double>(a.value) / static_cast<double>(b.value);
  }
};

using macs = quantity<struct macs_tag, std::int64_t>; //!< multiply-accumulates of one sample
using element_operations =
    quantity<struct element_tag, std::int64_t>; //!< element-wise operations of one sample
using bytes = quantity<struct bytes_tag, std::int64_t>;
using seconds = quantity<struct seconds_tag, double>;
using joules = quantity<struct joules_tag, double>;
using fraction = quantity<struct fraction_tag, double>; //!< 0 to 1, never percent

} // namespace peax
