// Numbers on the command line.

#include "command_line.hpp"
#include "limits.hpp"
#include <peax/core/error.hpp>

#include <fmt/core.h>

#include <charconv>
#include <cmath>

namespace command {

double to_number(std::string_view option, std::string_view text) {
  double value = 0;
  auto const digits = text.starts_with('+') ? text.substr(1) : text;
  auto const [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (digits.empty() || failed != std::errc{} || end != digits.data() + digits.size() ||
      !std::isfinite(value))
    throw peax::usage_error(fmt::format("{}: '{}' is not a number", option, text));
  return value;
}

double to_share(std::string_view option, std::string_view text) {
  bool const points = text.ends_with("pp");
  double const value = to_number(option, points && text.size() > 2 ? text.substr(0, text.size() - 2) : text);
  if (points) return value / 100;
  if (value >= 0.5)
    throw peax::usage_error(fmt::format(
        "{}: {} can be read two ways; write {}pp for {} percentage points, or {}pp for the fraction {}",
        option, text, value, value, 100 * value, value));
  return value;
}

std::int64_t to_count(std::string_view option, std::string_view text, std::int64_t lowest) {
  std::int64_t value = 0;
  auto const [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || failed != std::errc{} || end != text.data() + text.size()) {
    double const wide = to_number(option, text); // 1e6 is a whole number too
    if (wide != std::floor(wide) || std::abs(wide) >= 0x1p53)
      throw peax::usage_error(fmt::format("{}: '{}' is no whole number", option, text));
    value = static_cast<std::int64_t>(wide);
  }
  if (value < lowest)
    throw peax::usage_error(fmt::format("{}: {} is given, at least {} is needed", option, text, lowest));
  return value;
}

} // namespace command
