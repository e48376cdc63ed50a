#pragma once
//! @file
//! When the first row of a CSV table is a header.

#include <cstdint>

namespace peax::data {

enum class csv_header : std::uint8_t {
  automatic, //!< when a field is not a number, or it reads 0, 1, ..., K-1 with K >= 2 (pandas)
  by_name,   //!< when a field is not a number
  yes,
  no
};

} // namespace peax::data
