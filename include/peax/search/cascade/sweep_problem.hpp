#pragma once
//! @file
//! Traces in the form the sweep reads: per sample and exit a whole-number gain in score, and whole-number
//! costs.

#include <peax/score/score_of.hpp>
#include <peax/search/cascade/cascade_traces.hpp>
#include <peax/search/cascade/levels.hpp>

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

//! Scores and costs as whole numbers, so that sums are exact and ties are ties. Only scores that are a
//! weighted share of right answers (accuracy, mean recall) have this form.
struct sweep_problem {
  std::size_t samples = 0, exits = 0;
  std::vector<threshold_levels> levels; //!< [early exits]
  std::vector<std::vector<char>> right; //!< [exits][samples]
  std::vector<std::int64_t> weight;     //!< [samples]; a right answer's worth
  std::vector<double> square;           //!< [samples]; (weight / mean weight)^2
  std::vector<std::size_t> group;       //!< [samples] numbered from 0; empty: samples are independent
  std::vector<double> group_size;       //!< [groups] samples
  double scale = 1;                     //!< score = whole number / scale
  double cost_scale = 1;                //!< sum of costs = whole number / cost_scale
  std::int64_t base = 0;                //!< score of the last exit alone
  exit_costs costs;

  sweep_problem(cascade_traces const& traces, scoring::score const& by,
                std::vector<threshold_levels> candidates)
      : samples(traces.samples()), exits(traces.exits()), levels(std::move(candidates)),
        costs(traces.costs()) {
    auto const n = static_cast<double>(samples);
    std::vector<std::int64_t> worth(traces.classes(), 1);
    scale = n;
    if (by.kind == scoring::score_kind::mean_recall) {
      // A right answer is worth 1 / (classes * class size), in units of 1 / (classes * least common multiple
      // of the sizes). Where that is beyond 2^52 the unit is 2^-52, and sums are off by less than 1e-11.
      std::vector<std::size_t> have(traces.classes(), 0);
      for (std::int32_t const label : traces.truth()) ++have[static_cast<std::size_t>(label)];
      std::vector<std::int32_t> const counted = scoring::counted_classes(by, traces.truth());
      auto const number = static_cast<double>(counted.size());
      std::int64_t common = 1;
      for (std::int32_t const label : counted) {
        auto const size = static_cast<std::int64_t>(have[static_cast<std::size_t>(label)]);
        std::int64_t const factor = size / std::gcd(common, size);
        common = static_cast<double>(common) * static_cast<double>(factor) * number > 0x1.0p52
                     ? 0
                     : common * factor;
        if (common == 0) break;
      }
      scale = common > 0 ? number * static_cast<double>(common) : 0x1.0p52;
      std::fill(worth.begin(), worth.end(), 0);
      for (std::int32_t const label : counted) {
        std::size_t const size = have[static_cast<std::size_t>(label)];
        worth[static_cast<std::size_t>(label)] =
            common > 0 ? common / static_cast<std::int64_t>(size)
                       : std::llround(scale / (number * static_cast<double>(size)));
      }
    } else if (by.kind == scoring::score_kind::macro_f1) {
      throw bad_input("search: macro F1 is not a sum over samples; use search_cascade");
    }
    weight.resize(samples);
    square.resize(samples);
    for (std::size_t i = 0; i < samples; ++i) {
      weight[i] = worth[static_cast<std::size_t>(traces.truth()[i])];
      double const relative = static_cast<double>(weight[i]) * n / scale;
      square[i] = by.kind == scoring::score_kind::accuracy ? 1.0 : relative * relative;
    }
    for (std::size_t e = 0; e < exits; ++e) {
      right.emplace_back(samples);
      auto const answer = traces.prediction(e);
      for (std::size_t i = 0; i < samples; ++i) right[e][i] = answer[i] == traces.truth()[i] ? 1 : 0;
    }
    for (std::size_t i = 0; i < samples; ++i) base += right.back()[i] ? weight[i] : 0;
    if (!traces.groups().empty()) number_groups(traces.groups());

    // The largest power of ten at which the costs of all samples still fit; decimal costs become whole
    // numbers exactly.
    double largest = 0;
    for (double const c : costs.leaving(std::vector<bool>(exits, true))) largest = std::max(largest, c);
    for (double const c : costs.prefix) largest = std::max(largest, c);
    while (cost_scale < 1e15 && largest * n * cost_scale * 10 < 0x1.0p61) cost_scale *= 10;
    if (!(largest * n * cost_scale < 0x1.0p62))
      throw bad_input("cascade: a cost is larger than 4e18 over all samples");
  }

  [[nodiscard]] std::size_t groups() const { return group_size.size(); }
  [[nodiscard]] std::int64_t gain(std::size_t exit, std::size_t i) const {
    return weight[i] * (right[exit][i] - right[exits - 1][i]);
  }

  //! [exits] whole-number cost of leaving at each exit when exactly `used` early exits are in the cascade.
  [[nodiscard]] std::vector<std::int64_t> leaving(std::initializer_list<std::size_t> used) const {
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

 private:
  [[nodiscard]] std::int64_t whole_cost(double c) const { return std::llround(c * cost_scale); }

  void number_groups(std::span<std::int64_t const> names) {
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
};

} // namespace peax::search
