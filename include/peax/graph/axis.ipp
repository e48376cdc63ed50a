#pragma once
//! @file
//! The bodies of axis.hpp.

#include <peax/core/error.hpp>
#include <peax/graph/axis.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>

namespace peax {

PEAX_INLINE void want(bool fact, std::string const& why) {
  if (!fact) throw bad_input(why);
}

PEAX_INLINE std::size_t axis_of(std::int64_t axis, std::size_t rank) {
  auto const r = static_cast<std::int64_t>(rank);
  want(axis >= -r && axis < r,
       "axis " + std::to_string(axis) + " is outside of rank " + std::to_string(rank));
  return static_cast<std::size_t>(axis < 0 ? axis + r : axis);
}

PEAX_INLINE std::set<std::size_t> axis_set(op::ints const& axes, std::size_t rank) {
  std::set<std::size_t> out;
  for (auto a : axes)
    want(out.insert(axis_of(a, rank)).second, "axis " + std::to_string(a) + " is named twice");
  return out;
}

PEAX_INLINE slice_range range_of(std::int64_t start, std::int64_t end, std::int64_t step,
                                 std::int64_t extent) {
  want(step != 0, "a slice's step is 0");
  want(step > INT64_MIN / 2, "a slice's step is out of range");
  auto const from = [&](std::int64_t i) { return i < 0 ? i + extent : i; };
  if (step > 0) {
    start = std::clamp(from(start), std::int64_t{0}, extent);
    end = std::clamp(from(end), std::int64_t{0}, extent);
    std::int64_t const span = std::max<std::int64_t>(0, end - start);
    return {start, step, span / step + (span % step != 0 ? 1 : 0)};
  }
  start = std::clamp(from(start), std::int64_t{-1}, extent - 1);
  end = std::clamp(from(end), std::int64_t{-1}, extent - 1);
  std::int64_t const span = std::max<std::int64_t>(0, start - end);
  return {start, step, span / -step + (span % -step != 0 ? 1 : 0)};
}

} // namespace peax
