#pragma once
//! @file
//! The front and the margin for macro F1, which is no sum over samples: confusion counts are kept along the
//! sweep.

#include <peax/core/progress.hpp>
#include <peax/core/random.hpp>
#include <peax/search/cascade/levels.hpp>
#include <peax/search/cascade/replay.hpp>
#include <peax/search/cascade/sweep.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

namespace peax::search {

namespace detail {

//! Counts from which macro F1 is read in O(classes).
class f1_counts {
 public:
  explicit f1_counts(cascade_traces const& traces) : have_(traces.classes(), 0), said_(have_), hit_(have_) {
    for (std::int32_t const label : traces.truth()) ++have_[static_cast<std::size_t>(label)];
  }
  void add(std::int32_t truth, std::int32_t answer, std::int64_t way) {
    said_[static_cast<std::size_t>(answer)] += way;
    if (truth == answer) hit_[static_cast<std::size_t>(truth)] += way;
  }
  void change(std::int32_t truth, std::int32_t from, std::int32_t to) {
    if (from == to) return;
    add(truth, from, -1);
    add(truth, to, 1);
  }
  [[nodiscard]] double macro_f1() const {
    double sum = 0, present = 0;
    for (std::size_t c = 0; c < have_.size(); ++c) {
      if (have_[c] == 0) continue;
      present += 1;
      sum += 2.0 * static_cast<double>(hit_[c]) / static_cast<double>(have_[c] + said_[c]);
    }
    return sum / present;
  }

 private:
  std::vector<std::int64_t> have_, said_, hit_;
};

//! The front of (macro F1, cost) seen so far.
class f1_front {
 public:
  void offer(double f1, double cost, std::vector<float> const& thresholds) {
    auto const from =
        std::partition_point(front_.begin(), front_.end(), [&](entry const& e) { return e.cost < cost; });
    if (from != front_.begin() && std::prev(from)->f1 >= f1) return;
    if (from != front_.end() && from->cost == cost && from->f1 >= f1) return;
    auto to = from;
    while (to != front_.end() && to->f1 <= f1) ++to;
    front_.insert(front_.erase(from, to), {f1, cost, thresholds});
  }
  struct entry {
    double f1, cost;
    std::vector<float> thresholds;
  };
  [[nodiscard]] std::vector<entry> const& entries() const { return front_; }

 private:
  std::vector<entry> front_;
};

} // namespace detail

//! The strict front of macro F1 against mean cost: exact over every threshold in `levels` for one exit; for
//! sets of two exits exact over 201 quantiles (and "never") of each; sets of three are not tried.
[[nodiscard]] inline std::vector<cascade_point> macro_f1_front(cascade_traces const& traces,
                                                               std::vector<threshold_levels> const& levels,
                                                               progress const& listener = {}) {
  std::size_t const n = traces.samples(), exits = traces.early_exits(), last = exits;
  auto const truth = traces.truth();
  auto const answer = [&](std::size_t e, std::size_t i) { return traces.prediction(e)[i]; };
  detail::f1_counts none(traces);
  for (std::size_t i = 0; i < n; ++i) none.add(truth[i], answer(last, i), 1);
  detail::f1_front front;
  auto const total = static_cast<double>(n);
  std::vector<float> thresholds(exits, decision::never);
  std::vector<bool> used(exits, false);
  front.offer(none.macro_f1(), traces.costs().leaving(used).back(), thresholds);
  for (std::size_t a = 0; a < exits; ++a) {
    used.assign(exits, false);
    used[a] = true;
    thresholds.assign(exits, decision::never);
    std::vector<double> const cost = traces.costs().leaving(used);
    detail::rank_order const order(levels[a]);
    detail::f1_counts counts = none;
    double left = 0;
    for (std::size_t j = 0; j < levels[a].value.size(); ++j) {
      for (std::size_t const i : order.at(j)) counts.change(truth[i], answer(last, i), answer(a, i));
      left += static_cast<double>(order.at(j).size());
      thresholds[a] = levels[a].value[j];
      front.offer(counts.macro_f1(), (left * cost[a] + (total - left) * cost.back()) / total, thresholds);
    }
  }
  std::vector<threshold_levels> coarse;
  for (std::size_t e = 0; e < exits; ++e) coarse.push_back(quantile_levels(traces.confidence(e), 201));
  for (std::size_t a = 0; a < exits; ++a) {
    tell(listener, "threshold search", static_cast<double>(a + 1) / static_cast<double>(exits));
    detail::rank_order const first(coarse[a]);
    for (std::size_t b = a + 1; b < exits; ++b) {
      used.assign(exits, false);
      used[a] = used[b] = true;
      thresholds.assign(exits, decision::never);
      std::vector<double> const cost = traces.costs().leaving(used);
      detail::rank_order const second(coarse[b]);
      detail::f1_counts at_first = none;
      double left_first = 0;
      for (std::size_t j = 0; j < coarse[a].value.size(); ++j) {
        for (std::size_t const i : first.at(j)) at_first.change(truth[i], answer(last, i), answer(a, i));
        left_first += static_cast<double>(first.at(j).size());
        thresholds[a] = coarse[a].value[j];
        detail::f1_counts counts = at_first;
        double left_second = 0;
        for (std::size_t k = 0; k < coarse[b].value.size(); ++k) {
          for (std::size_t const i : second.at(k)) {
            if (coarse[a].rank[i] <= static_cast<std::int32_t>(j)) continue;
            counts.change(truth[i], answer(last, i), answer(b, i));
            left_second += 1;
          }
          thresholds[b] = coarse[b].value[k];
          front.offer(counts.macro_f1(),
                      (left_first * cost[a] + left_second * cost[b] +
                       (total - left_first - left_second) * cost.back()) /
                          total,
                      thresholds);
        }
      }
    }
  }
  std::vector<cascade_point> points;
  for (auto const& entry : front.entries())
    points.push_back(replay(traces, entry.thresholds, {scoring::score_kind::macro_f1}));
  return points;
}

//! Standard error of the paired loss in macro F1, by `draws` bootstrap samples of samples, or of groups where
//! there are groups.
[[nodiscard]] inline double macro_f1_loss_error(cascade_traces const& traces,
                                                std::span<float const> thresholds, std::uint64_t seed,
                                                std::size_t draws = 200) {
  std::vector<std::int32_t> const chosen = answers_at(traces, leaving_exits(traces, thresholds));
  auto const last = traces.prediction(traces.early_exits());
  std::map<std::int64_t, std::vector<std::size_t>> by_group;
  for (std::size_t i = 0; i < traces.samples(); ++i)
    by_group[traces.groups().empty() ? static_cast<std::int64_t>(i) : traces.groups()[i]].push_back(i);
  std::vector<std::vector<std::size_t>> units;
  for (auto& [name, members] : by_group) units.push_back(std::move(members));
  double sum = 0, squares = 0;
  for (std::size_t d = 0; d < draws; ++d) {
    random_stream random(seed, 0x626f6f74ULL + d);
    std::vector<std::int64_t> have(traces.classes(), 0), hit[2] = {have, have}, said[2] = {have, have};
    for (std::size_t u = 0; u < units.size(); ++u)
      for (std::size_t const i : units[random.index(units.size())]) {
        auto const t = static_cast<std::size_t>(traces.truth()[i]);
        ++have[t];
        std::size_t const said_by[2] = {static_cast<std::size_t>(last[i]),
                                        static_cast<std::size_t>(chosen[i])};
        for (int w = 0; w < 2; ++w) {
          ++said[w][said_by[w]];
          if (said_by[w] == t) ++hit[w][t];
        }
      }
    double loss = 0, present = 0;
    for (std::size_t c = 0; c < have.size(); ++c) {
      if (have[c] == 0) continue;
      present += 1;
      loss += 2.0 * static_cast<double>(hit[0][c]) / static_cast<double>(have[c] + said[0][c]) -
              2.0 * static_cast<double>(hit[1][c]) / static_cast<double>(have[c] + said[1][c]);
    }
    loss /= present;
    sum += loss;
    squares += loss * loss;
  }
  auto const n = static_cast<double>(draws);
  return std::sqrt(std::max(0.0, (squares - sum * sum / n) / (n - 1)));
}

//! The cheapest point of `front` (ascending in cost) whose loss plus `k` bootstrap standard errors is at most
//! `limit`.
[[nodiscard]] inline std::optional<cascade_point> macro_f1_within(cascade_traces const& traces,
                                                                  std::vector<cascade_point> const& front,
                                                                  double limit, double k,
                                                                  std::uint64_t seed) {
  for (cascade_point const& p : front)
    if (p.loss <= limit + 1e-12 &&
        p.loss + k * macro_f1_loss_error(traces, p.thresholds, seed) <= limit + 1e-12)
      return p;
  return std::nullopt;
}

} // namespace peax::search
