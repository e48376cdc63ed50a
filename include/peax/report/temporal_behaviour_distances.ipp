#pragma once
//! @file
//! The bodies of temporal_behaviour_distances.hpp.

#include <peax/decision/scene.h>
#include <peax/document/page.hpp>
#include <peax/report/temporal_behaviour_distances.hpp>

#include <xtensor/xadapt.hpp>
#include <xtensor/xmath.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::report {

namespace detail {
inline distance_summary summary_of(std::vector<float> const& sorted) {
  distance_summary s;
  s.count = sorted.size();
  if (sorted.empty()) return s;
  auto const x = xt::cast<double>(xt::adapt(sorted));
  s.mean = xt::mean(x)();
  s.deviation = std::sqrt(std::max(0.0, xt::mean(xt::square(x))() - s.mean * s.mean));
  s.least = static_cast<double>(sorted.front());
  s.median = static_cast<double>(sorted[sorted.size() / 2]);
  s.largest = static_cast<double>(sorted.back());
  return s;
}
} // namespace detail

PEAX_INLINE scene_distances distances_of(tensor const& vectors, std::span<data::recording const> recordings,
                                         std::span<std::int32_t const> labels, decision::reference to) {
  auto const n = static_cast<std::size_t>(vectors.dims()[0]);
  std::size_t const width = vectors.size() / n;
  auto const row = [&](std::size_t i) { return vectors.floats().data() + i * width; };
  std::vector<float> inside, changes;
  for (auto const& r : recordings) {
    std::size_t begin = r.first;
    for (std::size_t i = r.first + 1; i < r.last; ++i) {
      std::size_t const other = to == decision::reference::scene ? begin : i - 1;
      float const d = std::sqrt(peax_decision_squared_distance(row(i), row(other), static_cast<int>(width)));
      bool const changed = labels[i] != labels[begin];
      (changed ? changes : inside).push_back(d);
      if (changed) begin = i;
    }
  }
  std::sort(inside.begin(), inside.end());
  std::sort(changes.begin(), changes.end());
  scene_distances out{detail::summary_of(inside), detail::summary_of(changes), 0};
  double above = 0;
  for (float const d : changes) {
    auto const below = std::lower_bound(inside.begin(), inside.end(), d) - inside.begin();
    auto const upto = std::upper_bound(inside.begin(), inside.end(), d) - inside.begin();
    above += 0.5 * static_cast<double>(below + upto);
  }
  out.separation = above / (static_cast<double>(inside.size()) * static_cast<double>(changes.size()));
  return out;
}

PEAX_INLINE document::table distance_table(std::string title, bool with_agreement) {
  std::vector<document::column> columns{{"behind", document::as_text()},
                                        {"vector", document::as_text()},
                                        {"cost of leaving", document::as_percent(1)},
                                        {"inside scenes: median", document::as_quantity()},
                                        {"largest", document::as_quantity()},
                                        {"at changes: least", document::as_quantity()},
                                        {"median", document::as_quantity()},
                                        {"told apart", document::as_percent(1)}};
  if (with_agreement) columns.push_back({"answers as the network", document::as_percent(1)});
  return document::table(std::move(columns), std::move(title));
}

} // namespace peax::report
