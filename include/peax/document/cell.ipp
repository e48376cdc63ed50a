// The bodies of cell.hpp.
#include <peax/document/cell.hpp>

#include <cmath>
#include <optional>
#include <string>

namespace peax::document {

PEAX_INLINE std::optional<double> cell::number() const {
  if (kind_ == kind::whole) return static_cast<double>(whole_);
  if (kind_ == kind::real && std::isfinite(real_)) return real_;
  return std::nullopt;
}

PEAX_INLINE std::string written(double number, style const& s) {
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

PEAX_INLINE std::string written(cell const& c, style const& s) {
  if (auto const* text = c.text()) return *text;
  auto const whole = c.whole();
  if (whole && (s.as == form::integer || s.as == form::text))
    return detail::joined(grouped(*whole), "", s.unit);
  auto const number = c.number();
  return number ? written(*number, s) : std::string(no_value);
}

} // namespace peax::document
