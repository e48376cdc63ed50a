#pragma once
//! @file
//! Fits the shape of data to the shape that a network takes: axes of size 1 may be missing or extra, rows may be flat.

#include <peax/core/config.hpp>
#include <peax/tensor/shape.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace peax::data {

namespace detail {

//! Walks both lists of extents; where they differ an axis of size 1 may be skipped on either side. Fills `bound`.
PEAX_INLINE bool fits_from(std::span<std::int64_t const> have, std::span<std::int64_t const> wanted,
                           std::vector<std::int64_t>& bound);

//! Rows `[N, k]` for a network that wants several axes with k values together and none of them free.
PEAX_INLINE std::optional<shape> from_flat_rows(shape const& have, shape const& wanted);

} // namespace detail

//! The shape `[N, ...]` that data of shape `have` takes for a network that wants `wanted`: axis 0 is the batch on both sides,
//! a negative extent of `wanted` is free and bound from the data, axes of size 1 come and go, and a flat row
//! `[N, 768]` of the right size fits `[N, 6, 128]`, the last axis fastest. Nothing when it cannot be.
[[nodiscard]] PEAX_INLINE std::optional<shape> fitted(shape const& have, shape const& wanted);

} // namespace peax::data

#ifndef PEAX_COMPILED
#include <peax/data/fit.ipp>
#endif
