#pragma once
//! @file
//! The bodies of levels.hpp.

#include <peax/search/cascade/levels.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

namespace peax::search {

namespace detail {

//! The middles of the gaps between neighbours of descending values, and one below all.
inline std::vector<float> middles_of(std::vector<float> const& descending) {
  float const size = std::max(std::abs(descending.front()), std::abs(descending.back()));
  float const least = size > 0 ? size * least_gap : least_gap;
  std::vector<float> out;
  float last_gap = 2 * least;
  for (std::size_t i = 1; i < descending.size(); ++i) {
    float const gap = descending[i - 1] - descending[i];
    if (!(gap >= least)) continue;
    out.push_back(descending[i] + gap / 2);
    last_gap = gap;
  }
  out.push_back(descending.back() - last_gap / 2);
  return out;
}

inline threshold_levels with_ranks(std::vector<float> value, std::span<float const> confidence) {
  threshold_levels levels{std::move(value), std::vector<std::int32_t>(confidence.size())};
  for (std::size_t i = 0; i < confidence.size(); ++i)
    levels.rank[i] = static_cast<std::int32_t>(
        std::lower_bound(levels.value.begin(), levels.value.end(), confidence[i], std::greater<>()) -
        levels.value.begin());
  return levels;
}

} // namespace detail

PEAX_INLINE threshold_levels distinct_levels(std::span<float const> confidence) {
  std::vector<float> value(confidence.begin(), confidence.end());
  std::sort(value.begin(), value.end(), std::greater<>());
  value.erase(std::unique(value.begin(), value.end()), value.end());
  return detail::with_ranks(value.empty() ? value : detail::middles_of(value), confidence);
}

PEAX_INLINE threshold_levels quantile_levels(std::span<float const> confidence, std::size_t count) {
  std::vector<float> const all = distinct_levels(confidence).value;
  std::vector<float> sorted(confidence.begin(), confidence.end()), value;
  std::sort(sorted.begin(), sorted.end());
  auto const last = static_cast<double>(sorted.size() - 1);
  double const step = 1.0 / static_cast<double>(count - 1);
  for (std::size_t q = count; q-- > 0;) {
    double const place = last * (q + 1 == count ? 1.0 : static_cast<double>(q) * step);
    auto const below = static_cast<std::size_t>(place);
    float const low = sorted[below], high = sorted[std::min(below + 1, sorted.size() - 1)];
    double const share = place - static_cast<double>(below), width = high - low;
    auto const quantile = static_cast<float>(share < 0.5 ? low + width * share : high - width * (1 - share));
    float const leaves = *std::lower_bound(sorted.begin(), sorted.end(), quantile);
    float const level = *std::lower_bound(all.begin(), all.end(), leaves, std::greater<>());
    if (value.empty() || level < value.back()) value.push_back(level);
  }
  return detail::with_ranks(std::move(value), confidence);
}

} // namespace peax::search
