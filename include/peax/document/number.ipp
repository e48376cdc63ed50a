// The bodies of number.hpp.
#include <peax/document/number.hpp>

#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace peax::document::detail {

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

PEAX_INLINE std::string with_separators(std::string digits) {
  std::size_t const from = !digits.empty() && digits[0] == '-' ? 1 : 0;
  std::size_t point = digits.find('.');
  if (point == std::string::npos) point = digits.size();
  for (std::size_t at = point; at > from + 3; at -= 3) digits.insert(at - 3, 1, ',');
  return digits;
}

PEAX_INLINE std::string decimal(double value, std::chars_format format, int digits) {
  std::array<char, 512> room{};
  auto const end = std::to_chars(room.data(), room.data() + room.size(), value, format, digits);
  std::string text(room.data(), end.ptr);
  if (text.find_first_not_of("-0.") == std::string::npos && text[0] == '-') text.erase(0, 1);
  return text;
}

PEAX_INLINE prefix si_prefix_of(double magnitude, double rounding) {
  prefix best = si_prefixes[0];
  for (prefix const& p : si_prefixes)
    if (magnitude * rounding >= p.scale) best = p;
  return best;
}

PEAX_INLINE std::string three_digits(double value) {
  double const size = std::abs(value);
  return decimal(value, std::chars_format::fixed, size < 9.995 ? 2 : size < 99.95 ? 1 : 0);
}

PEAX_INLINE std::string joined(std::string number, std::string_view prefix_sign, std::string_view unit) {
  if (prefix_sign.empty() && unit.empty()) return number;
  return number.append(" ").append(prefix_sign).append(unit);
}

} // namespace peax::document::detail

namespace peax::document {

PEAX_INLINE std::string grouped(std::int64_t value) { return detail::with_separators(std::to_string(value)); }

PEAX_INLINE std::string fixed(double value, int digits) {
  if (!std::isfinite(value)) return std::string(no_value);
  if (std::abs(value) >= 1e15) return detail::decimal(value, std::chars_format::scientific, 2);
  return detail::with_separators(detail::decimal(value, std::chars_format::fixed, digits));
}

PEAX_INLINE std::string percent(double part, int digits) {
  return std::isfinite(part) ? fixed(part * 100, digits) + " %" : std::string(no_value);
}

PEAX_INLINE std::string si(double value, std::string_view unit) {
  double const size = std::abs(value);
  if (!std::isfinite(value)) return std::string(no_value);
  if (size >= 1e18 || (size > 0 && size < 1e-12))
    return detail::joined(detail::decimal(value, std::chars_format::scientific, 2), "", unit);
  if (size < 1000 && value == std::floor(value))
    return detail::joined(detail::decimal(value, std::chars_format::fixed, 0), "", unit);
  detail::prefix const p = detail::si_prefix_of(size);
  return detail::joined(detail::three_digits(value / p.scale), p.sign, unit);
}

PEAX_INLINE std::string binary_bytes(double count) {
  static constexpr std::array<std::string_view, 6> units{"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
  if (!std::isfinite(count)) return std::string(no_value);
  std::size_t unit = 0;
  while (std::abs(count) >= 1023.5 && unit + 1 < units.size()) count /= 1024, ++unit;
  bool const whole = count == std::floor(count);
  std::string text = whole ? fixed(count, 0) : detail::three_digits(count);
  return text.append(" ").append(units[unit]);
}

} // namespace peax::document
