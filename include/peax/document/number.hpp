#pragma once
//! @file
//! Numbers as people read them: thousands separators, SI prefixes, percent. The same text under every locale.

#include <peax/core/config.hpp>

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

namespace peax::document {

//! Stands where there is no number to show: nothing was measured, or the value is not finite.
inline constexpr std::string_view no_value = "–";

namespace detail {

PEAX_INLINE std::string with_separators(std::string digits);

PEAX_INLINE std::string decimal(double value, std::chars_format format, int digits);

} // namespace detail

//! 5588160 is "5,588,160".
[[nodiscard]] inline std::string grouped(std::int64_t value) {
  return detail::with_separators(std::to_string(value));
}

//! A fixed number of digits behind the point, thousands separated; from 1e15 on in scientific form.
[[nodiscard]] inline std::string fixed(double value, int digits) {
  if (!std::isfinite(value)) return std::string(no_value);
  if (std::abs(value) >= 1e15) return detail::decimal(value, std::chars_format::scientific, 2);
  return detail::with_separators(detail::decimal(value, std::chars_format::fixed, digits));
}

//! 0.9173 is "91.7 %". Takes a fraction, never percent.
[[nodiscard]] inline std::string percent(double part, int digits = 1) {
  return std::isfinite(part) ? fixed(part * 100, digits) + " %" : std::string(no_value);
}

namespace detail {

struct prefix {
  double scale;
  std::string_view sign;
};

inline constexpr std::array<prefix, 10> si_prefixes{{{1e-12, "p"},
                                                     {1e-9, "n"},
                                                     {1e-6, "µ"},
                                                     {1e-3, "m"},
                                                     {1, ""},
                                                     {1e3, "k"},
                                                     {1e6, "M"},
                                                     {1e9, "G"},
                                                     {1e12, "T"},
                                                     {1e15, "P"}}};

//! The largest prefix that leaves at least 1, after rounding to the given relative precision.
PEAX_INLINE prefix si_prefix_of(double magnitude, double rounding = 1000.0 / 999.4999);

inline std::string three_digits(double value) {
  double const size = std::abs(value);
  return decimal(value, std::chars_format::fixed, size < 9.995 ? 2 : size < 99.95 ? 1 : 0);
}

inline std::string joined(std::string number, std::string_view prefix_sign, std::string_view unit) {
  if (prefix_sign.empty() && unit.empty()) return number;
  return number.append(" ").append(prefix_sign).append(unit);
}

} // namespace detail

//! Three significant digits with an SI prefix: 0.00312, "s" is "3.12 ms". Whole numbers below 1000 stay
//! whole.
[[nodiscard]] PEAX_INLINE std::string si(double value, std::string_view unit = {});

//! Sizes of memories in powers of 1024: 131072 is "128 KiB".
[[nodiscard]] PEAX_INLINE std::string binary_bytes(double count);

} // namespace peax::document

#ifndef PEAX_COMPILED
#include <peax/document/number.ipp>
#endif
