#pragma once
//! @file
//! Which points of a long front become models.

#include <peax/search/cascade/replay.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <vector>

namespace peax::rewrite::detail {

//! Evenly by cost, the first, the last and `keep` among them.
inline std::vector<std::size_t> thinned(std::vector<search::cascade_point> const& front, std::size_t most,
                                        std::optional<std::size_t> keep) {
  std::vector<std::size_t> out;
  std::size_t const n = front.size();
  if (n <= most || most < 2) {
    for (std::size_t i = 0; i < n; ++i) out.push_back(i);
    return out;
  }
  for (std::size_t k = 0; k < most; ++k) {
    double const wanted = front.front().mean_cost + (front.back().mean_cost - front.front().mean_cost) *
                                                        static_cast<double>(k) /
                                                        static_cast<double>(most - 1);
    std::size_t best = 0;
    for (std::size_t i = 1; i < n; ++i)
      if (std::abs(front[i].mean_cost - wanted) < std::abs(front[best].mean_cost - wanted)) best = i;
    out.push_back(best);
  }
  if (keep) out.push_back(*keep);
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

} // namespace peax::rewrite::detail
