#pragma once
//! @file
//! Least squares with coefficients of at least 0, for a handful of columns.

#include <peax/core/config.hpp>

#include <cstddef>
#include <vector>

namespace peax::deploy::board {

//! The coefficients x >= 0 that make the sum of (a x - b)^2 over the rows least, found exactly: by every set of columns that may
//! be above 0. At most 12 columns.
[[nodiscard]] PEAX_INLINE std::vector<double>
non_negative_least_squares(std::vector<std::vector<double>> const& a, std::vector<double> const& b);

} // namespace peax::deploy::board

#ifndef PEAX_COMPILED
#include <peax/deploy/board/least_squares.ipp>
#endif
