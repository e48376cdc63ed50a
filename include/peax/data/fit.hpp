#pragma once
//! @file
//! Fits the shape of data to the shape that a network takes: axes of size 1 may be missing or extra.

#include <peax/tensor/shape.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace peax::data {

namespace detail {

//! Walks both lists of extents; where they differ an axis of size 1 may be skipped on either side. Fills `bound`.
inline bool fits_from(std::span<std::int64_t const> have, std::span<std::int64_t const> wanted,
                      std::vector<std::int64_t>& bound) {
  if (have.empty() && wanted.empty()) return true;
  if (!have.empty() && !wanted.empty() && (wanted[0] < 0 || wanted[0] == have[0])) {
    bound.push_back(have[0]);
    if (fits_from(have.subspan(1), wanted.subspan(1), bound)) return true;
    bound.pop_back();
  }
  if (!wanted.empty() && (wanted[0] == 1 || wanted[0] < 0)) {
    bound.push_back(1);
    if (fits_from(have, wanted.subspan(1), bound)) return true;
    bound.pop_back();
  }
  return !have.empty() && have[0] == 1 && fits_from(have.subspan(1), wanted, bound);
}

} // namespace detail

//! The shape `[N, ...]` that data of shape `have` takes for a network that wants `wanted`: axis 0 is the batch on both sides,
//! a negative extent of `wanted` is free and bound from the data, axes of size 1 come and go. Nothing when it cannot be.
[[nodiscard]] inline std::optional<shape> fitted(shape const& have, shape const& wanted) {
  if (have.rank() == 0 || wanted.rank() == 0 || have.rank() > 32 || wanted.rank() > 32) return std::nullopt;
  std::vector<std::int64_t> bound{have[0]};
  if (have.rank() == wanted.rank()) { // axis by axis first: a free axis of size 1 stays where it is
    bool same = true;
    for (std::size_t axis = 1; axis < have.rank(); ++axis)
      same = same && (wanted[axis] < 0 || wanted[axis] == have[axis]);
    if (same) return have;
  }
  std::size_t ones = 0;
  for (auto e : have) ones += e == 1;
  for (auto e : wanted) ones += e == 1 || e < 0;
  if (ones > 16) return std::nullopt; // no real network; the walk tries each of them
  if (!detail::fits_from(have.extents().subspan(1), wanted.extents().subspan(1), bound)) return std::nullopt;
  return shape(std::move(bound));
}

} // namespace peax::data
