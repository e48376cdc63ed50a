#pragma once
//! @file
//! Which sets of early exits a search may use.

#include <cstddef>
#include <functional>
#include <initializer_list>
#include <span>

namespace peax::search {

//! Which sets of early exits (numbers ascending, possibly none) may be used; empty: all.
using exit_filter = std::function<bool(std::span<std::size_t const>)>;

//! Whether the filter lets a set pass.
[[nodiscard]] inline bool passes(exit_filter const& filter, std::initializer_list<std::size_t> set) {
  return !filter || filter(std::span(set.begin(), set.size()));
}

} // namespace peax::search
