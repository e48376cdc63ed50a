#pragma once
//! @file
//! The bodies of levels.hpp.

#include <peax/search/cascade/levels.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace peax::search {

namespace detail {

inline float least_gap_of(float largest, float smallest) {
  float const size = std::max(std::abs(largest), std::abs(smallest));
  return size > 0 ? size * least_gap : least_gap;
}

//! The middles of the gaps between neighbours of descending values, and one below all.
inline threshold_levels middles_of(std::vector<float> const& descending) {
  float const least = least_gap_of(descending.front(), descending.back());
  threshold_levels out;
  float last_gap = 2 * least;
  for (std::size_t i = 1; i < descending.size(); ++i) {
    float const high = descending[i - 1], low = descending[i], gap = high - low;
    if (std::nextafter(low, high) == high) continue;
    float const middle = low + gap / 2;
    out.value.push_back(middle > low ? middle : std::nextafter(low, high));
    out.apart.push_back(gap >= least ? 1 : 0);
    if (gap >= least) last_gap = gap;
  }
  out.value.push_back(descending.back() - last_gap / 2);
  out.apart.push_back(1);
  return out;
}

inline threshold_levels with_ranks(threshold_levels levels, std::span<float const> confidence) {
  levels.rank.resize(confidence.size());
  for (std::size_t i = 0; i < confidence.size(); ++i)
    levels.rank[i] = static_cast<std::int32_t>(
        std::lower_bound(levels.value.begin(), levels.value.end(), confidence[i], std::greater<>()) -
        levels.value.begin());
  return levels;
}

} // namespace detail

PEAX_INLINE bool tells_apart(std::span<float const> confidence, float threshold) {
  float leaves = std::numeric_limits<float>::infinity(), stays = -leaves, largest = stays, smallest = leaves;
  for (float const c : confidence) {
    (c >= threshold ? leaves : stays) = c >= threshold ? std::min(leaves, c) : std::max(stays, c);
    largest = std::max(largest, c);
    smallest = std::min(smallest, c);
  }
  return leaves - stays >= detail::least_gap_of(largest, smallest);
}

PEAX_INLINE threshold_levels distinct_levels(std::span<float const> confidence) {
  std::vector<float> value(confidence.begin(), confidence.end());
  std::sort(value.begin(), value.end(), std::greater<>());
  value.erase(std::unique(value.begin(), value.end()), value.end());
  return value.empty() ? threshold_levels{} : detail::with_ranks(detail::middles_of(value), confidence);
}

PEAX_INLINE threshold_levels quantile_levels(std::span<float const> confidence, std::size_t count) {
  threshold_levels const all = distinct_levels(confidence);
  threshold_levels out;
  std::vector<float> sorted(confidence.begin(), confidence.end());
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
    auto const level = std::lower_bound(all.value.begin(), all.value.end(), leaves, std::greater<>());
    if (!out.value.empty() && *level >= out.value.back()) continue;
    out.value.push_back(*level);
    out.apart.push_back(all.apart[static_cast<std::size_t>(level - all.value.begin())]);
  }
  return detail::with_ranks(std::move(out), confidence);
}

} // namespace peax::search
