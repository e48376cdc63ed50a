#pragma once
//! @file
//! The bodies of levels.hpp.

#include <peax/search/cascade/levels.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

namespace peax::search {

namespace detail {

PEAX_INLINE threshold_levels with_ranks(std::vector<float> value, std::span<float const> confidence) {
  std::sort(value.begin(), value.end(), std::greater<>());
  value.erase(std::unique(value.begin(), value.end()), value.end());
  threshold_levels levels{std::move(value), std::vector<std::int32_t>(confidence.size())};
  for (std::size_t i = 0; i < confidence.size(); ++i)
    levels.rank[i] = static_cast<std::int32_t>(
        std::lower_bound(levels.value.begin(), levels.value.end(), confidence[i], std::greater<>()) -
        levels.value.begin());
  return levels;
}

} // namespace detail

PEAX_INLINE threshold_levels quantile_levels(std::span<float const> confidence, std::size_t count) {
  std::vector<float> sorted(confidence.begin(), confidence.end()), value;
  std::sort(sorted.begin(), sorted.end());
  auto const last = static_cast<double>(sorted.size() - 1);
  double const step = 1.0 / static_cast<double>(count - 1);
  for (std::size_t q = 0; q < count; ++q) {
    double const place = last * (q + 1 == count ? 1.0 : static_cast<double>(q) * step);
    auto const below = static_cast<std::size_t>(place);
    float const low = sorted[below], high = sorted[std::min(below + 1, sorted.size() - 1)];
    double const share = place - static_cast<double>(below), width = high - low;
    value.push_back(static_cast<float>(share < 0.5 ? low + width * share : high - width * (1 - share)));
  }
  return detail::with_ranks(std::move(value), confidence);
}

} // namespace peax::search
