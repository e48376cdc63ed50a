#pragma once
//! @file
//! Rows of zeros and ones: labels written as one-hot rows, sets of labels.

#include <peax/core/config.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace peax::data {

//! The class of every row of `[rows][classes][inner]`, row-major, `[rows][inner]`; nothing unless each is 0 but for a single 1.
[[nodiscard]] PEAX_INLINE std::optional<std::vector<std::int32_t>>
one_hot_labels(std::span<float const> values, std::size_t classes, std::size_t inner = 1);

//! The first value that is neither 0 nor 1; nothing when there is none.
[[nodiscard]] PEAX_INLINE std::optional<std::size_t> first_beside_zero_and_one(std::span<float const> values);

//! The first value that is no whole number, or below 0; nothing when there is none.
[[nodiscard]] PEAX_INLINE std::optional<std::size_t> first_that_counts_nothing(std::span<float const> values);

} // namespace peax::data

#ifndef PEAX_COMPILED
#include <peax/data/one_hot.ipp>
#endif
