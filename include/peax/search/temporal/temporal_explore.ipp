#pragma once
//! @file
//! The bodies of temporal_explore.hpp.

#include <peax/decision/temporal_rule.hpp>
#include <peax/search/temporal/temporal_explore.hpp>
#include <peax/search/temporal/temporal_middle.hpp>
#include <peax/search/temporal/temporal_sweep.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

namespace peax::search::detail {

//! Plays rules on traces, and shows every behaviour to a sink.
class temporal_explorer {
 public:
  temporal_explorer(temporal_traces const& traces, scoring::score const& by, temporal_sink& sink,
                    temporal_worth const& worth)
      : traces_(&traces), fresh_(traces, by), sink_(&sink), worth_(worth) {}

  //! The whole network on every sample.
  void nothing() {
    temporal_judge const judge = fresh_;
    sink_->offer_whole(judge, leaving_costs(*traces_, {}).back(), worth_(judge));
  }

  //! All behaviours of one exit's threshold from that in `what` up to `last`; false when there are more than
  //! `most`.
  bool sweep(temporal_choice const& what, std::size_t moving, float last, std::size_t most,
             std::vector<float>* seen = nullptr) {
    temporal_judge judge = fresh_;
    temporal_sweep at(*traces_, what.rule, what.used, what.thresholds, moving, judge);
    std::vector<double> const cost = leaving_costs(*traces_, what.used);
    auto const n = static_cast<double>(traces_->samples());
    for (std::size_t k = 0;; ++k) {
      float const t = k == 0 ? what.thresholds[moving] : at.threshold();
      if (t > last) return true;
      if (t >= 0) {
        double mean = 0;
        for (std::size_t e = 0; e < cost.size(); ++e)
          mean += static_cast<double>(at.counts()[e]) * cost[e] / n;
        if (seen != nullptr) seen->push_back(t);
        sink_->offer(judge, mean, worth_(judge), [&] {
          temporal_choice found = what;
          found.thresholds[moving] = t;
          // Every behaviour of one exit lies in the middle already.
          bool const is_middle = what.used.size() == 1 && (k > 0 || t == decision::never_near);
          return is_middle ? std::optional(std::move(found)) : in_the_middle(*traces_, std::move(found));
        });
      }
      if (k == most) return !at.advance();
      if (!at.advance()) return true;
    }
  }

  //! One exit alone: every behaviour, or, where they are too many, 400 quantiles of its distances, refined
  //! around what is kept.
  std::vector<float> alone(decision::temporal_rule rule, std::size_t exit, std::size_t most) {
    constexpr float all = std::numeric_limits<float>::infinity();
    std::vector<float> seen;
    if (sweep({rule, {exit}, {decision::never_near}}, 0, all, most, &seen)) return seen;
    std::vector<float> grid = quantiles(rule, exit, 400);
    for (float const t : grid) (void)sweep({rule, {exit}, {t}}, 0, t, 0);
    float const kept = kept_threshold(rule, exit);
    auto const at = std::lower_bound(grid.begin(), grid.end(), kept);
    float const from = at == grid.begin() ? decision::never_near : *std::prev(at);
    float const to = at == grid.end() || std::next(at) == grid.end() ? all : *std::next(at);
    (void)sweep({rule, {exit}, {from}}, 0, to, most);
    return grid;
  }

  //! Quantiles of the distances that the rule compares when every sample runs whole and when none does.
  [[nodiscard]] std::vector<float> quantiles(decision::temporal_rule rule, std::size_t exit,
                                             std::size_t number) const {
    std::vector<float> distance;
    std::size_t first = 0;
    for (std::size_t i = 0; i < traces_->samples(); ++i) {
      if (traces_->is_first(i)) {
        first = i;
        continue;
      }
      auto const width = static_cast<int>(traces_->width(exit));
      auto const to = [&](std::size_t j) {
        return std::sqrt(
            peax_decision_squared_distance(traces_->vector(exit, i), traces_->vector(exit, j), width));
      };
      distance.push_back(to(i - 1));
      if (rule != decision::temporal_rule::signature_previous) distance.push_back(to(first));
    }
    std::sort(distance.begin(), distance.end());
    std::vector<float> out;
    for (std::size_t q = 0; q < number && !distance.empty(); ++q) {
      float const d = distance[q * (distance.size() - 1) / (number - 1)];
      if (std::isfinite(d) && (out.empty() || d > out.back())) out.push_back(d);
    }
    return out;
  }

 private:
  [[nodiscard]] float kept_threshold(decision::temporal_rule rule, std::size_t exit) const {
    auto const is_of = [&](temporal_choice const& c) {
      return c.rule == rule && c.used == std::vector<std::size_t>{exit};
    };
    if (sink_->safe() && is_of(sink_->safe()->what)) return sink_->safe()->what.thresholds[0];
    float largest = 0;
    for (auto const& e : sink_->front())
      if (is_of(e.what)) largest = std::max(largest, e.what.thresholds[0]);
    return largest;
  }

  temporal_traces const* traces_;
  temporal_judge fresh_;
  temporal_sink* sink_;
  temporal_worth const& worth_;
};

//! Some of many thresholds, evenly by rank; never none.
[[nodiscard]] inline std::vector<float> spread(std::vector<float> all, std::size_t number) {
  std::sort(all.begin(), all.end());
  std::vector<float> out;
  for (std::size_t q = 1; q <= number && !all.empty(); ++q) {
    float const t = all[q * (all.size() - 1) / number];
    if (t > 0 && (out.empty() || t > out.back())) out.push_back(t);
  }
  return out;
}

//! Those between an eighth of the ranks below `centre` and an eighth above it, evenly by rank.
[[nodiscard]] inline std::vector<float> around(std::vector<float> all, float centre, std::size_t number) {
  std::sort(all.begin(), all.end());
  auto const at = static_cast<std::size_t>(std::lower_bound(all.begin(), all.end(), centre) - all.begin());
  std::size_t const reach = all.size() / 8 + 1;
  auto const from = static_cast<std::ptrdiff_t>(at > reach ? at - reach : 0),
             to = static_cast<std::ptrdiff_t>(std::min(all.size(), at + reach));
  return spread({all.begin() + from, all.begin() + to}, number);
}

//! The exploration of one goal: single exits, then pairs, then larger sets.
class temporal_exploration {
 public:
  temporal_exploration(temporal_traces const& traces, temporal_goal const& goal, temporal_worth const& worth,
                       temporal_sink& sink, progress const& to)
      : traces_(traces), goal_(goal), sink_(sink), to_(to), explorer_(traces, goal.by, sink, worth) {}

  void run() {
    if (may_use({})) explorer_.nothing();
    singles();
    begin_ = clock::now();
    pairs();
    refine_pair();
    grow();
    refine_all();
  }

 private:
  using clock = std::chrono::steady_clock;
  static constexpr float all = std::numeric_limits<float>::infinity();

  [[nodiscard]] std::size_t most(std::size_t rule) const {
    return goal_.most_exits_of_rule.empty() ? goal_.most_exits : goal_.most_exits_of_rule[rule];
  }
  [[nodiscard]] bool in_time() const {
    return std::chrono::duration<double>(clock::now() - begin_).count() < goal_.search_seconds;
  }
  [[nodiscard]] temporal_choice kept() const {
    if (sink_.safe()) return sink_.safe()->what;
    return sink_.front().empty() ? temporal_choice{} : sink_.front()[sink_.front().size() / 2].what;
  }
  [[nodiscard]] std::size_t rule_of(temporal_choice const& c) const {
    return static_cast<std::size_t>(std::find(goal_.rules.begin(), goal_.rules.end(), c.rule) -
                                    goal_.rules.begin());
  }
  [[nodiscard]] bool may_use(std::vector<std::size_t> const& set) const {
    return !goal_.allowed || goal_.allowed(set);
  }
  void sweep(temporal_choice const& what, std::size_t moving) {
    (void)explorer_.sweep(what, moving, all, goal_.most_behaviours);
  }

  void singles() {
    auto const number = static_cast<double>(std::max<std::size_t>(1, goal_.rules.size() * traces_.exits()));
    double done = 0;
    for (auto const rule : goal_.rules)
      for (std::size_t e = 0; e < traces_.exits(); ++e) {
        distinct_.push_back(may_use({e}) ? explorer_.alone(rule, e, goal_.most_behaviours)
                                         : std::vector<float>());
        tell(to_, "searching temporal rules", std::min(1.0, ++done / number));
      }
  }

  void pairs() {
    for (std::size_t r = 0; r < goal_.rules.size(); ++r) {
      if (most(r) < 2 || goal_.rules[r] == decision::temporal_rule::signature_previous) continue;
      for (std::size_t a = 0; a < traces_.exits(); ++a)
        for (std::size_t b = a + 1; b < traces_.exits(); ++b)
          for (float const t : spread(of_first(r, a), 16))
            if (may_use({a, b}) && in_time()) sweep({goal_.rules[r], {a, b}, {t, decision::never_near}}, 1);
    }
  }

  //! Thresholds of an exit that may not be used alone are those that it would have.
  std::vector<float> const& of_first(std::size_t rule, std::size_t e) {
    auto& own = distinct_[rule * traces_.exits() + e];
    if (own.empty()) own = explorer_.quantiles(goal_.rules[rule], e, 400);
    return own;
  }

  void refine_pair() {
    temporal_choice const pair = kept();
    if (pair.used.size() != 2) return;
    for (float const t : around(of_first(rule_of(pair), pair.used[0]), pair.thresholds[0], 64))
      if (in_time()) sweep({pair.rule, pair.used, {t, decision::never_near}}, 1);
  }

  void grow() {
    for (std::size_t size = 3; size <= traces_.exits(); ++size) {
      temporal_choice const from = kept();
      if (from.used.size() + 1 != size || most(rule_of(from)) < size) break;
      for (std::size_t e = 0; e < traces_.exits() && in_time(); ++e) {
        if (std::find(from.used.begin(), from.used.end(), e) != from.used.end()) continue;
        temporal_choice grown = from;
        auto const at = std::lower_bound(grown.used.begin(), grown.used.end(), e) - grown.used.begin();
        grown.used.insert(grown.used.begin() + at, e);
        grown.thresholds.insert(grown.thresholds.begin() + at, decision::never_near);
        if (!may_use(grown.used)) continue;
        sweep(grown, static_cast<std::size_t>(at));
      }
    }
  }

  void refine_all() {
    for (int round = 0; round < 2; ++round)
      for (std::size_t k = 0; k < kept().used.size() && in_time(); ++k) {
        temporal_choice again = kept();
        if (again.used.size() < 2) return;
        again.thresholds[k] = decision::never_near;
        sweep(again, k);
      }
  }

  temporal_traces const& traces_;
  temporal_goal const& goal_;
  temporal_sink& sink_;
  progress const& to_;
  temporal_explorer explorer_;
  std::vector<std::vector<float>> distinct_; //!< thresholds of single exits, by rule and exit
  clock::time_point begin_{};
};

PEAX_INLINE void explore(temporal_traces const& traces, temporal_goal const& goal,
                         temporal_worth const& worth, temporal_sink& sink, progress const& to) {
  temporal_exploration(traces, goal, worth, sink, to).run();
}

} // namespace peax::search::detail
