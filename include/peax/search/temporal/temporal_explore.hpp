#pragma once
//! @file
//! Which rules, exits and thresholds are looked at, and what is kept of them.

#include <peax/core/progress.hpp>
#include <peax/decision/temporal_rule.hpp>
#include <peax/score/score.hpp>
#include <peax/search/limit/limit.hpp>
#include <peax/search/temporal/temporal_judge.hpp>
#include <peax/search/temporal/temporal_point.hpp>
#include <peax/search/temporal/temporal_sweep.hpp>
#include <peax/search/temporal/temporal_traces.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

namespace peax::search {

//! What to search for.
struct temporal_goal {
  std::optional<loss_limit> limit{};
  scoring::score by{};
  std::vector<decision::temporal_rule> rules{};
  std::size_t most_exits = 1;
  std::vector<std::size_t> most_exits_of_rule{}; //!< [rules] where it differs by rule; else empty
  double search_seconds = 60;                    //!< for rules of several exits
  std::size_t most_behaviours =
      1'000'000;          //!< of one rule at one exit; beyond, 400 quantiles refined around the chosen one
  std::uint64_t seed = 0; //!< of the split that a certificate needs, and of the bootstrap of macro F1
};

namespace detail {

//! Keeps the strict front and the cheapest choice within a plain limit or one with a margin. Of equals the
//! first stays.
class temporal_sink {
 public:
  struct entry {
    double cost, worth;
    temporal_choice what;
  };

  explicit temporal_sink(std::optional<loss_limit> limit) : limit_(limit) {}

  //! `worth` is the score, or what else is to be large; `make` gives the choice where it is kept.
  template <class Make> void offer(temporal_judge const& judge, double cost, double worth, Make&& make) {
    ++seen_;
    if (limit_ && (!safe_ || cost < safe_->cost || (cost == safe_->cost && worth > safe_->worth)) &&
        keeps(judge))
      safe_ = entry{cost, worth, make()};
    auto const from =
        std::partition_point(front_.begin(), front_.end(), [&](entry const& e) { return e.cost < cost; });
    if (from != front_.begin() && std::prev(from)->worth >= worth) return;
    if (from != front_.end() && from->cost == cost && from->worth >= worth) return;
    auto to = from;
    while (to != front_.end() && to->worth <= worth) ++to;
    entry kept{cost, worth, make()};
    front_.insert(front_.erase(from, to), std::move(kept));
  }

  [[nodiscard]] std::vector<entry> const& front() const { return front_; }
  [[nodiscard]] std::optional<entry> const& safe() const { return safe_; }
  [[nodiscard]] std::size_t seen() const { return seen_; }

 private:
  [[nodiscard]] bool keeps(temporal_judge const& judge) const {
    if (judge.loss() > limit_->loss + 1e-12) return false;
    return limit_->strength == limit_strength::plain ||
           judge.loss_with_margin(limit_->value) <= limit_->loss + 1e-12;
  }

  std::optional<loss_limit> limit_;
  std::vector<entry> front_;
  std::optional<entry> safe_;
  std::size_t seen_ = 0;
};

//! Explores rules on traces, and shows every behaviour to a sink.
template <class Worth> class temporal_explorer {
 public:
  temporal_explorer(temporal_traces const& traces, scoring::score const& by, temporal_sink& sink, Worth worth)
      : traces_(&traces), by_(by), fresh_(traces, by), sink_(&sink), worth_(worth) {}

  //! The whole network on every sample.
  void nothing() {
    temporal_judge const judge = fresh_;
    sink_->offer(judge, leaving_costs(*traces_, {}).back(), worth_(judge), [] { return temporal_choice{}; });
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
          return found;
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

 private:
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
  scoring::score by_;
  temporal_judge fresh_;
  temporal_sink* sink_;
  Worth worth_;
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

//! Shows the sink every rule with one exit; pairs with the first exit's threshold at 16 ranks of its distinct
//! ones and every behaviour of the second; the kept pair at 64 ranks more around its own; then larger sets
//! that grow from what is kept, and in the end each threshold of it once more.
template <class Worth>
void explore(temporal_traces const& traces, temporal_goal const& goal, Worth worth, temporal_sink& sink,
             progress const& to) {
  temporal_explorer<Worth> explorer(traces, goal.by, sink, worth);
  constexpr float all = std::numeric_limits<float>::infinity();
  explorer.nothing();
  std::vector<std::vector<float>> distinct;
  double done = 0;
  auto const told = [&](char const* what, std::size_t of) {
    tell(to, what, std::min(1.0, ++done / static_cast<double>(std::max<std::size_t>(1, of))));
  };
  for (auto const rule : goal.rules)
    for (std::size_t e = 0; e < traces.exits(); ++e) {
      distinct.push_back(explorer.alone(rule, e, goal.most_behaviours));
      told("searching temporal rules", goal.rules.size() * traces.exits());
    }
  auto const most = [&](std::size_t r) {
    return goal.most_exits_of_rule.empty() ? goal.most_exits : goal.most_exits_of_rule[r];
  };
  using clock = std::chrono::steady_clock;
  auto const begin = clock::now();
  auto const in_time = [&] {
    return std::chrono::duration<double>(clock::now() - begin).count() < goal.search_seconds;
  };
  for (std::size_t r = 0; r < goal.rules.size(); ++r) {
    if (most(r) < 2 || goal.rules[r] == decision::temporal_rule::signature_previous) continue;
    for (std::size_t a = 0; a < traces.exits(); ++a)
      for (std::size_t b = a + 1; b < traces.exits(); ++b)
        for (float const t : spread(distinct[r * traces.exits() + a], 16))
          if (in_time())
            (void)explorer.sweep({goal.rules[r], {a, b}, {t, decision::never_near}}, 1, all,
                                 goal.most_behaviours);
  }
  auto const kept = [&]() -> temporal_choice {
    if (sink.safe()) return sink.safe()->what;
    return sink.front().empty() ? temporal_choice{} : sink.front()[sink.front().size() / 2].what;
  };
  auto const rule_of = [&](temporal_choice const& c) {
    return static_cast<std::size_t>(std::find(goal.rules.begin(), goal.rules.end(), c.rule) -
                                    goal.rules.begin());
  };
  if (temporal_choice const pair = kept(); pair.used.size() == 2) {
    std::size_t const r = rule_of(pair);
    for (float const t : around(distinct[r * traces.exits() + pair.used[0]], pair.thresholds[0], 64))
      if (in_time())
        (void)explorer.sweep({pair.rule, pair.used, {t, decision::never_near}}, 1, all, goal.most_behaviours);
  }
  for (std::size_t size = 3; size <= traces.exits(); ++size) {
    temporal_choice const from = kept();
    if (from.used.size() + 1 != size || most(rule_of(from)) < size) break;
    for (std::size_t e = 0; e < traces.exits() && in_time(); ++e) {
      if (std::find(from.used.begin(), from.used.end(), e) != from.used.end()) continue;
      temporal_choice grown = from;
      auto const at = std::lower_bound(grown.used.begin(), grown.used.end(), e) - grown.used.begin();
      grown.used.insert(grown.used.begin() + at, e);
      grown.thresholds.insert(grown.thresholds.begin() + at, decision::never_near);
      (void)explorer.sweep(grown, static_cast<std::size_t>(at), all, goal.most_behaviours);
    }
  }
  for (int round = 0; round < 2; ++round)
    for (std::size_t k = 0; k < kept().used.size() && in_time(); ++k) {
      temporal_choice again = kept();
      if (again.used.size() < 2) return;
      again.thresholds[k] = decision::never_near;
      (void)explorer.sweep(again, k, all, goal.most_behaviours);
    }
}

} // namespace detail

} // namespace peax::search
