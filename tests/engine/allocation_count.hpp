#pragma once
//! @file
//! How often this program has allocated: operator new of the test program counts.

namespace peax::testing {

[[nodiscard]] long allocation_count();

} // namespace peax::testing
