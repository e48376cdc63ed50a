#pragma once
//! @file
//! The bodies of pareto.hpp.

#include <peax/search/pareto.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace peax::search {

PEAX_INLINE bool dominates(std::vector<double> const& a, std::vector<double> const& b,
                           std::vector<better> const& sense) {
  bool strictly = false;
  for (std::size_t i = 0; i < sense.size(); ++i) {
    double const gain = sense[i] == better::lower ? b[i] - a[i] : a[i] - b[i];
    if (!(gain >= 0)) return false;
    strictly = strictly || gain > 0;
  }
  return strictly;
}

PEAX_INLINE std::vector<std::size_t> pareto_front(std::vector<std::vector<double>> const& points,
                                                  std::vector<better> const& sense) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < points.size(); ++i)
    if (std::none_of(points[i].begin(), points[i].end(), [](double x) { return std::isnan(x); }))
      order.push_back(i);
  auto const before = [&](std::size_t a, std::size_t b) {
    for (std::size_t c = 0; c < sense.size(); ++c)
      if (points[a][c] != points[b][c]) return (points[a][c] < points[b][c]) == (sense[c] == better::lower);
    return false;
  };
  std::stable_sort(order.begin(), order.end(), before);
  // In this order a point can only be dominated by, or equal to, one before it.
  std::vector<std::size_t> front;
  for (std::size_t const i : order) {
    bool const beaten = std::any_of(front.begin(), front.end(), [&](std::size_t f) {
      return points[f] == points[i] || dominates(points[f], points[i], sense);
    });
    if (!beaten) front.push_back(i);
  }
  return front;
}

PEAX_INLINE std::size_t knee(std::vector<std::vector<double>> const& points,
                             std::vector<std::size_t> const& front, std::vector<better> const& sense) {
  std::vector<double> distance(front.size(), 0.0);
  for (std::size_t c = 0; c < sense.size(); ++c) {
    double low = points[front[0]][c], high = low;
    for (std::size_t const i : front) {
      low = std::min(low, points[i][c]);
      high = std::max(high, points[i][c]);
    }
    if (!(high > low)) continue;
    for (std::size_t f = 0; f < front.size(); ++f) {
      double const share = (points[front[f]][c] - low) / (high - low);
      double const away = sense[c] == better::lower ? share : 1 - share;
      distance[f] += away * away;
    }
  }
  return static_cast<std::size_t>(std::min_element(distance.begin(), distance.end()) - distance.begin());
}

} // namespace peax::search
