#pragma once
//! @file
//! The bodies of macro_f1.hpp.

#include <peax/decision/confidence.hpp>
#include <peax/score/score.hpp>
#include <peax/search/cascade/macro_f1.hpp>
#include <peax/search/cascade/sweep.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
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

//! Shows a front every threshold of single exits and of pairs.
class f1_sweep {
 public:
  explicit f1_sweep(cascade_traces const& traces)
      : traces_(traces), truth_(traces.truth()), last_(traces.prediction(traces.early_exits())),
        none_(traces), total_(static_cast<double>(traces.samples())) {
    for (std::size_t i = 0; i < truth_.size(); ++i) none_.add(truth_[i], last_[i], 1);
  }

  void none() {
    use({});
    front_.offer(none_.macro_f1(), cost_.back(), thresholds_);
  }

  void one(std::size_t a, threshold_levels const& levels) {
    use({a});
    rank_order const order(levels);
    auto const answer = traces_.prediction(a);
    f1_counts counts = none_;
    double left = 0;
    for (std::size_t j = 0; j < levels.value.size(); ++j) {
      for (std::size_t const i : order.at(j)) counts.change(truth_[i], last_[i], answer[i]);
      left += static_cast<double>(order.at(j).size());
      thresholds_[a] = levels.value[j];
      front_.offer(counts.macro_f1(), (left * cost_[a] + (total_ - left) * cost_.back()) / total_,
                   thresholds_);
    }
  }

  void two(std::size_t a, std::size_t b, threshold_levels const& of_a, threshold_levels const& of_b) {
    use({a, b});
    rank_order const first(of_a), second(of_b);
    auto const answer = traces_.prediction(a);
    f1_counts at_first = none_;
    double left = 0;
    for (std::size_t j = 0; j < of_a.value.size(); ++j) {
      for (std::size_t const i : first.at(j)) at_first.change(truth_[i], last_[i], answer[i]);
      left += static_cast<double>(first.at(j).size());
      thresholds_[a] = of_a.value[j];
      second_of_two(b, of_b, second, at_first, left * cost_[a], left,
                    [&](std::size_t i) { return of_a.rank[i] <= static_cast<std::int32_t>(j); });
    }
  }

  [[nodiscard]] f1_front const& front() const { return front_; }

 private:
  void use(std::initializer_list<std::size_t> exits) {
    std::vector<bool> used(traces_.early_exits(), false);
    for (auto const e : exits) used[e] = true;
    cost_ = traces_.costs().leaving(used);
    thresholds_.assign(traces_.early_exits(), decision::never);
  }

  template <class Gone>
  void second_of_two(std::size_t b, threshold_levels const& levels, rank_order const& order, f1_counts counts,
                     double cost_of_first, double left_first, Gone const& has_left) {
    auto const answer = traces_.prediction(b);
    double left = 0;
    for (std::size_t k = 0; k < levels.value.size(); ++k) {
      for (std::size_t const i : order.at(k)) {
        if (has_left(i)) continue;
        counts.change(truth_[i], last_[i], answer[i]);
        left += 1;
      }
      thresholds_[b] = levels.value[k];
      front_.offer(counts.macro_f1(),
                   (cost_of_first + left * cost_[b] + (total_ - left_first - left) * cost_.back()) / total_,
                   thresholds_);
    }
  }

  cascade_traces const& traces_;
  std::span<std::int32_t const> truth_, last_;
  f1_counts none_;
  f1_front front_;
  double total_;
  std::vector<double> cost_;
  std::vector<float> thresholds_;
};

} // namespace detail

PEAX_INLINE std::vector<cascade_point> macro_f1_front(cascade_traces const& traces,
                                                      std::vector<threshold_levels> const& levels,
                                                      progress const& listener) {
  std::size_t const exits = traces.early_exits();
  detail::f1_sweep sweep(traces);
  sweep.none();
  for (std::size_t a = 0; a < exits; ++a) sweep.one(a, levels[a]);
  std::vector<threshold_levels> coarse;
  for (std::size_t e = 0; e < exits; ++e) coarse.push_back(quantile_levels(traces.confidence(e), 201));
  for (std::size_t a = 0; a < exits; ++a) {
    tell(listener, "threshold search", static_cast<double>(a + 1) / static_cast<double>(exits));
    for (std::size_t b = a + 1; b < exits; ++b) sweep.two(a, b, coarse[a], coarse[b]);
  }
  std::vector<cascade_point> points;
  for (auto const& entry : sweep.front().entries())
    points.push_back(replay(traces, entry.thresholds, {scoring::score_kind::macro_f1}));
  return points;
}

} // namespace peax::search
