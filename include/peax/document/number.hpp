#pragma once
//! @file
//! Numbers as people read them: thousands separators, SI prefixes, percent. The same text under every locale.

#include <peax/core/config.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace peax::document {

//! Stands where there is no number to show: nothing was measured, or the value is not finite.
inline constexpr std::string_view no_value = "–";

//! 5588160 is "5,588,160".
[[nodiscard]] PEAX_INLINE std::string grouped(std::int64_t value);

//! A fixed number of digits behind the point, thousands separated; from 1e15 on in scientific form.
[[nodiscard]] PEAX_INLINE std::string fixed(double value, int digits);

//! 0.9173 is "91.7 %". Takes a fraction, never percent.
[[nodiscard]] PEAX_INLINE std::string percent(double part, int digits = 1);

namespace detail {

struct prefix {
  double scale;
  std::string_view sign;
};

//! The largest prefix that leaves at least 1, after rounding to the given relative precision.
PEAX_INLINE prefix si_prefix_of(double magnitude, double rounding = 1000.0 / 999.4999);

PEAX_INLINE std::string joined(std::string number, std::string_view prefix_sign, std::string_view unit);

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
