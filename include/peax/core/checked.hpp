#pragma once
//! @file
//! Sums and products of counts, refused where 64 bits do not hold them: a file may claim any extents.

#include <peax/core/error.hpp>

#include <cstdint>

namespace peax {

//! a + b; throws bad_input when it is beyond 64 bits.
[[nodiscard]] constexpr std::int64_t checked_sum(std::int64_t a, std::int64_t b) {
  std::int64_t out = 0;
  if (__builtin_add_overflow(a, b, &out)) throw bad_input("a count is beyond 64 bits");
  return out;
}

//! a - b; throws bad_input when it is beyond 64 bits.
[[nodiscard]] constexpr std::int64_t checked_difference(std::int64_t a, std::int64_t b) {
  std::int64_t out = 0;
  if (__builtin_sub_overflow(a, b, &out)) throw bad_input("a count is beyond 64 bits");
  return out;
}

//! a * b; throws bad_input when it is beyond 64 bits.
[[nodiscard]] constexpr std::int64_t checked_product(std::int64_t a, std::int64_t b) {
  std::int64_t out = 0;
  if (__builtin_mul_overflow(a, b, &out)) throw bad_input("a count is beyond 64 bits");
  return out;
}

} // namespace peax
