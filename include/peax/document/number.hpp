#pragma once
//! @file
//! Numbers as people read them: thousands separators, SI prefixes, percent. The same text under every locale.

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

inline std::string with_separators(std::string digits) {
  std::size_t const from = !digits.empty() && digits[0] == '-' ? 1 : 0;
  std::size_t point = digits.find('.');
  if (point == std::string::npos) point = digits.size();
  for (std::size_t at = point; at > from + 3; at -= 3) digits.insert(at - 3, 1, ',');
  return digits;
}

inline std::string decimal(double value, std::chars_format format, int digits) {
  std::array<char, 512> room{};
  auto const end = std::to_chars(room.data(), room.data() + room.size(), value, format, digits);
  std::string text(room.data(), end.ptr);
  if (text.find_first_not_of("-0.") == std::string::npos && text[0] == '-') text.erase(0, 1);
  return text;
}

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
inline prefix si_prefix_of(double magnitude, double rounding = 1000.0 / 999.4999) {
  prefix best = si_prefixes[0];
  for (prefix const& p : si_prefixes)
    if (magnitude * rounding >= p.scale) best = p;
  return best;
}

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
[[nodiscard]] inline std::string si(double value, std::string_view unit = {}) {
  double const size = std::abs(value);
  if (!std::isfinite(value)) return std::string(no_value);
  if (size >= 1e18 || (size > 0 && size < 1e-12))
    return detail::joined(detail::decimal(value, std::chars_format::scientific, 2), "", unit);
  if (size < 1000 && value == std::floor(value))
    return detail::joined(detail::decimal(value, std::chars_format::fixed, 0), "", unit);
  detail::prefix const p = detail::si_prefix_of(size);
  return detail::joined(detail::three_digits(value / p.scale), p.sign, unit);
}

//! Sizes of memories in powers of 1024: 131072 is "128 KiB".
[[nodiscard]] inline std::string binary_bytes(double count) {
  static constexpr std::array<std::string_view, 6> units{"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
  if (!std::isfinite(count)) return std::string(no_value);
  std::size_t unit = 0;
  while (std::abs(count) >= 1023.5 && unit + 1 < units.size()) count /= 1024, ++unit;
  bool const whole = count == std::floor(count);
  std::string text = whole ? fixed(count, 0) : detail::three_digits(count);
  return text.append(" ").append(units[unit]);
}

} // namespace peax::document
