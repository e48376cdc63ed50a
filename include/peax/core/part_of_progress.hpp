#pragma once
//! @file
//! Progress of work that has parts: each tells its own shares, 0 to 1, the listener hears of the whole.

#include <peax/core/progress.hpp>

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace peax {

//! A listener for the part of some work that lies between two shares of the whole.
[[nodiscard]] inline progress part_of(progress const& whole, double from, double to) {
  if (!whole) return {};
  return [whole, from, to](std::string_view what, double share) {
    whole(what, from + (to - from) * std::clamp(share, 0.0, 1.0));
  };
}

//! The same for number `index` of `count` equal parts.
[[nodiscard]] inline progress nth_part_of(progress const& whole, std::size_t index, std::size_t count) {
  auto const all = static_cast<double>(count);
  return part_of(whole, static_cast<double>(index) / all, static_cast<double>(index + 1) / all);
}

} // namespace peax
