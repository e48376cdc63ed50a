#pragma once
//! @file
//! The bodies of sweep_problem.hpp.

#include <peax/core/error.hpp>
#include <peax/score/score_of.hpp>
#include <peax/search/cascade/sweep_problem.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

namespace peax::search {

namespace detail {

//! A right answer is worth 1 / (classes * class size), in units of 1 / (classes * least common multiple of the
//! sizes). Where that is beyond 2^52 the unit is 2^-52, and sums are off by less than 1e-11. Gives the units in a
//! score of 1.
inline double worth_of_recall(cascade_traces const& traces, scoring::score const& by,
                              std::vector<std::int64_t>& worth) {
  std::vector<std::size_t> have(traces.classes(), 0);
  for (std::int32_t const label : traces.truth()) ++have[static_cast<std::size_t>(label)];
  std::vector<std::int32_t> const counted = scoring::counted_classes(by, traces.truth());
  auto const number = static_cast<double>(counted.size());
  std::int64_t common = 1;
  for (std::int32_t const label : counted) {
    auto const size = static_cast<std::int64_t>(have[static_cast<std::size_t>(label)]);
    std::int64_t const factor = size / std::gcd(common, size);
    common =
        static_cast<double>(common) * static_cast<double>(factor) * number > 0x1.0p52 ? 0 : common * factor;
    if (common == 0) break;
  }
  double const scale = common > 0 ? number * static_cast<double>(common) : 0x1.0p52;
  std::fill(worth.begin(), worth.end(), 0);
  for (std::int32_t const label : counted) {
    std::size_t const size = have[static_cast<std::size_t>(label)];
    worth[static_cast<std::size_t>(label)] = common > 0
                                                 ? common / static_cast<std::int64_t>(size)
                                                 : std::llround(scale / (number * static_cast<double>(size)));
  }
  return scale;
}

} // namespace detail

PEAX_INLINE sweep_problem::sweep_problem(cascade_traces const& traces, scoring::score const& by,
                                         std::vector<threshold_levels> candidates)
    : samples(traces.samples()), exits(traces.exits()), levels(std::move(candidates)), costs(traces.costs()) {
  weigh(traces, by);
  for (std::size_t e = 0; e < exits; ++e) {
    right.emplace_back(samples);
    auto const answer = traces.prediction(e);
    for (std::size_t i = 0; i < samples; ++i) right[e][i] = answer[i] == traces.truth()[i] ? 1 : 0;
  }
  for (std::size_t i = 0; i < samples; ++i) base += right.back()[i] ? weight[i] : 0;
  if (!traces.groups().empty()) number_groups(traces.groups());
  scale_costs();
}

PEAX_INLINE void sweep_problem::weigh(cascade_traces const& traces, scoring::score const& by) {
  if (by.kind == scoring::score_kind::macro_f1)
    throw bad_input("search: macro F1 is not a sum over samples; use search_cascade");
  auto const n = static_cast<double>(samples);
  std::vector<std::int64_t> worth(traces.classes(), 1);
  scale = by.kind == scoring::score_kind::mean_recall ? detail::worth_of_recall(traces, by, worth) : n;
  weight.resize(samples);
  square.resize(samples);
  for (std::size_t i = 0; i < samples; ++i) {
    weight[i] = worth[static_cast<std::size_t>(traces.truth()[i])];
    double const relative = static_cast<double>(weight[i]) * n / scale;
    square[i] = by.kind == scoring::score_kind::accuracy ? 1.0 : relative * relative;
  }
  if (by.kind == scoring::score_kind::accuracy) return;
  one_more = 0;
  for (std::int64_t const w : worth) {
    double const relative = static_cast<double>(w) * n / scale;
    one_more += relative * relative;
  }
}

PEAX_INLINE std::vector<std::int64_t> sweep_problem::leaving(std::initializer_list<std::size_t> used) const {
  std::vector<bool> in(exits, false);
  for (std::size_t const e : used) in[e] = true;
  std::vector<std::int64_t> cost(exits, 0);
  std::int64_t paid = 0;
  for (std::size_t e = 0; e < exits; ++e) {
    if (!costs.branch.empty() && (in[e] || e + 1 == exits)) paid += whole_cost(costs.branch[e]);
    cost[e] = whole_cost(costs.prefix[e]) + paid;
  }
  return cost;
}

PEAX_INLINE void sweep_problem::number_groups(std::span<std::int64_t const> names) {
  std::map<std::int64_t, std::size_t> number;
  for (std::int64_t const name : names) number.emplace(name, 0);
  std::size_t next = 0;
  for (auto& [name, n] : number) n = next++;
  group_size.assign(number.size(), 0.0);
  for (std::int64_t const name : names) {
    group.push_back(number[name]);
    group_size[group.back()] += 1;
  }
}

PEAX_INLINE void sweep_problem::scale_costs() {
  auto const n = static_cast<double>(samples);
  // The largest power of ten at which the costs of all samples still fit; decimal costs become whole
  // numbers exactly.
  double largest = 0;
  for (double const c : costs.leaving(std::vector<bool>(exits, true))) largest = std::max(largest, c);
  for (double const c : costs.prefix) largest = std::max(largest, c);
  while (cost_scale < 1e15 && largest * n * cost_scale * 10 < 0x1.0p61) cost_scale *= 10;
  if (!(largest * n * cost_scale < 0x1.0p62))
    throw bad_input("cascade: a cost is larger than 4e18 over all samples");
}

} // namespace peax::search
