#pragma once
//! @file
//! Axes and positions along them, checked: what shape rules, exporters' formats and steps share.

#include <peax/core/config.hpp>
#include <peax/graph/op/base.hpp>

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>

namespace peax {

//! Throws bad_input with this reason unless the fact holds.
PEAX_INLINE void want(bool fact, std::string const& why);

//! A position for an axis that may count from the end. Throws bad_input outside of the rank.
[[nodiscard]] PEAX_INLINE std::size_t axis_of(std::int64_t axis, std::size_t rank);

//! The axes as positions, each at most once.
[[nodiscard]] PEAX_INLINE std::set<std::size_t> axis_set(op::ints const& axes, std::size_t rank);

//! The positions that a slice takes of an axis: from `start`, every `step`, `count` of them.
struct slice_range {
  std::int64_t start, step, count;
};

//! Clamped and counted as ONNX defines it.
[[nodiscard]] PEAX_INLINE slice_range range_of(std::int64_t start, std::int64_t end, std::int64_t step,
                                               std::int64_t extent);

} // namespace peax

#ifndef PEAX_COMPILED
#include <peax/graph/axis.ipp>
#endif
