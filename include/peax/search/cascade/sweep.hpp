#pragma once
//! @file
//! The exhaustive sweep over threshold vectors of one, two or three exits. Samples leave the first exits one
//! threshold at a time while running sums over the last exit's thresholds are kept, so that each vector costs
//! a few additions and memory is linear in the samples (plus, for three exits, the product of the last two
//! exits' thresholds). Sums are whole numbers.

#include <peax/decision/confidence.hpp>
#include <peax/search/cascade/levels.hpp>
#include <peax/search/cascade/sweep_problem.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace peax::search {

//! Which exits a family of vectors uses, in order, and the level of each; -1: not used.
struct vector_name {
  std::array<std::int32_t, 3> exit{-1, -1, -1};
  std::array<std::int32_t, 3> level{-1, -1, -1};
};

//! Sums over the samples that the last used exit decides, by its threshold level ("slot"): what changes when
//! the samples of the slot leave there instead of running to the end. Slots are in descending order of
//! threshold.
struct ledger {
  std::vector<std::int64_t> gain;  //!< weight, right at this exit minus right at the end
  std::vector<std::int32_t> count; //!< samples
  std::vector<double> discord;     //!< squared weight where right and wrong differ
  std::vector<std::int32_t> level; //!< the level that a slot stands for
  std::int64_t total_gain = 0;
  std::int64_t total_count = 0;
  double total_discord = 0;

  void resize(std::size_t slots) {
    gain.assign(slots, 0);
    count.assign(slots, 0);
    discord.assign(slots, 0.0);
    level.resize(slots);
    for (std::size_t s = 0; s < slots; ++s) level[s] = static_cast<std::int32_t>(s);
    total_gain = total_count = 0;
    total_discord = 0;
  }
  void add(std::size_t slot, std::int64_t g, std::int32_t n, double d) {
    gain[slot] += g;
    count[slot] += n;
    discord[slot] += d;
    total_gain += g;
    total_count += n;
    total_discord += d;
  }
};

//! One state of the sweep: the earlier exits' thresholds are set, the last used exit's is free.
struct sweep_state {
  vector_name name{};     //!< the level of the last used exit is open
  int depth = 0;          //!< used exits, 0 to 3
  std::int64_t score = 0; //!< with nobody leaving at the last used exit
  std::int64_t cost = 0;
  std::int64_t step = 0; //!< cost of one more sample leaving at the last used exit
  double discord = 0;
  ledger const* last = nullptr;                          //!< null with no exit used
  std::vector<char> const* remaining = nullptr;          //!< [samples] not left at the earlier exits
  std::vector<std::int64_t> const* group_gain = nullptr; //!< [groups] of the samples that left, if kept
};

namespace detail {

//! [early exits] the thresholds that a name stands for.
[[nodiscard]] inline std::vector<float> thresholds_of(vector_name const& name,
                                                      std::vector<threshold_levels> const& levels) {
  std::vector<float> t(levels.size(), decision::never);
  for (std::size_t k = 0; k < name.exit.size(); ++k)
    if (name.exit[k] >= 0) {
      auto const e = static_cast<std::size_t>(name.exit[k]);
      t[e] = levels[e].value[static_cast<std::size_t>(name.level[k])];
    }
  return t;
}

//! Whether every machine tells apart what the thresholds of a name tell apart.
[[nodiscard]] inline bool is_apart(vector_name const& name, std::vector<threshold_levels> const& levels) {
  for (std::size_t k = 0; k < name.exit.size(); ++k)
    if (name.exit[k] >= 0 &&
        levels[static_cast<std::size_t>(name.exit[k])].apart[static_cast<std::size_t>(name.level[k])] == 0)
      return false;
  return true;
}

//! Sample numbers in order of rank, and where each rank begins.
struct rank_order {
  std::vector<std::size_t> sample, begin;

  explicit rank_order(threshold_levels const& levels)
      : sample(levels.rank.size()), begin(levels.value.size() + 2, 0) {
    for (std::int32_t const r : levels.rank) ++begin[static_cast<std::size_t>(r) + 1];
    for (std::size_t r = 1; r < begin.size(); ++r) begin[r] += begin[r - 1];
    std::vector<std::size_t> next(begin.begin(), begin.end() - 1);
    for (std::size_t i = 0; i < sample.size(); ++i)
      sample[next[static_cast<std::size_t>(levels.rank[i])]++] = i;
  }
  [[nodiscard]] std::span<std::size_t const> at(std::size_t rank) const {
    return std::span(sample).subspan(begin[rank], begin[rank + 1] - begin[rank]);
  }
};

//! The part of a state that follows samples as they leave at the first exit.
struct running {
  sweep_problem const& problem;
  sweep_state state;
  std::vector<char> remaining;
  std::vector<std::int64_t> group_gain;
  std::int64_t rest; // samples not left at the earlier exits
  std::int64_t left_cost = 0;

  running(sweep_problem const& p, vector_name const& name, int depth)
      : problem(p), remaining(p.samples, 1), group_gain(p.groups(), 0),
        rest(static_cast<std::int64_t>(p.samples)) {
    state.name = name;
    state.depth = depth;
    state.score = p.base;
    state.remaining = &remaining;
    state.group_gain = &group_gain;
  }
  running(running const&) = delete;
  running& operator=(running const&) = delete;

  void leave(std::size_t i, std::size_t exit, std::int64_t paid) {
    std::int64_t const gain = problem.gain(exit, i);
    state.score += gain;
    state.discord += gain != 0 ? problem.square[i] : 0.0;
    if (!group_gain.empty()) group_gain[problem.group[i]] += gain;
    remaining[i] = 0;
    --rest;
    left_cost += paid;
  }
  void come_back(std::size_t i, std::size_t exit, std::int64_t paid) {
    std::int64_t const gain = problem.gain(exit, i);
    state.score -= gain;
    state.discord -= gain != 0 ? problem.square[i] : 0.0;
    if (!group_gain.empty()) group_gain[problem.group[i]] -= gain;
    remaining[i] = 1;
    ++rest;
    left_cost -= paid;
  }
};

} // namespace detail

//! Shows `sink(state)` the cascade without early exits.
template <class Sink> void sweep_none(sweep_problem const& p, Sink&& sink) {
  detail::running run(p, {}, 0);
  run.state.cost = run.rest * p.leaving({}).back();
  sink(run.state);
}

//! Shows `sink` every threshold of exit `a`.
template <class Sink> void sweep_one(sweep_problem const& p, std::size_t a, Sink&& sink) {
  detail::running run(p, {{static_cast<std::int32_t>(a), -1, -1}, {-1, -1, -1}}, 1);
  std::vector<std::int64_t> const cost = p.leaving({a});
  threshold_levels const& at = p.levels[a];
  ledger last;
  last.resize(at.value.size());
  for (std::size_t i = 0; i < p.samples; ++i)
    if (at.rank[i] < at.size())
      last.add(static_cast<std::size_t>(at.rank[i]), p.gain(a, i), 1, p.gain(a, i) != 0 ? p.square[i] : 0.0);
  run.state.cost = run.rest * cost.back();
  run.state.step = cost[a] - cost.back();
  run.state.last = &last;
  sink(run.state);
}

//! Shows `sink` every pair of thresholds of exits `a` < `b` at which somebody leaves at `a`.
template <class Sink> void sweep_two(sweep_problem const& p, std::size_t a, std::size_t b, Sink&& sink) {
  detail::running run(p, {{static_cast<std::int32_t>(a), static_cast<std::int32_t>(b), -1}, {-1, -1, -1}}, 2);
  std::vector<std::int64_t> const cost = p.leaving({a, b});
  threshold_levels const& second = p.levels[b];
  detail::rank_order const first(p.levels[a]);
  ledger last;
  last.resize(second.value.size());
  std::vector<std::size_t> slot(second.value.size());
  for (std::size_t s = 0; s < slot.size(); ++s) slot[s] = s;
  auto const move = [&](std::size_t i, std::int32_t way) {
    if (second.rank[i] == second.size()) return;
    std::int64_t const gain = p.gain(b, i);
    last.add(slot[static_cast<std::size_t>(second.rank[i])], way * gain, way,
             gain != 0 ? way * p.square[i] : 0.0);
  };
  for (std::size_t i = 0; i < p.samples; ++i) move(i, 1);
  run.state.step = cost[b] - cost.back();
  run.state.last = &last;
  for (std::size_t j = 0; j < p.levels[a].value.size(); ++j) {
    for (std::size_t const i : first.at(j)) {
      run.leave(i, a, cost[a]);
      move(i, -1);
    }
    if (first.at(j).empty()) continue;
    // Slots that nobody is left in only cost time.
    if (static_cast<std::size_t>(last.total_count) * 2 < last.level.size()) {
      std::size_t kept = 0;
      for (std::size_t s = 0; s < last.level.size(); ++s) {
        if (last.count[s] == 0) continue;
        last.gain[kept] = last.gain[s];
        last.count[kept] = last.count[s];
        last.discord[kept] = last.discord[s];
        last.level[kept] = last.level[s];
        slot[static_cast<std::size_t>(last.level[s])] = kept++;
      }
      last.gain.resize(kept);
      last.count.resize(kept);
      last.discord.resize(kept);
      last.level.resize(kept);
    }
    run.state.name.level[0] = static_cast<std::int32_t>(j);
    run.state.cost = run.left_cost + run.rest * cost.back();
    sink(run.state);
  }
}

//! Shows `sink` every triple of thresholds of exits `a` < `b` < `c` at which somebody leaves at `a` and at
//! `b`.
template <class Sink>
void sweep_three(sweep_problem const& p, std::size_t a, std::size_t b, std::size_t c, Sink&& sink) {
  vector_name const exits{
      {static_cast<std::int32_t>(a), static_cast<std::int32_t>(b), static_cast<std::int32_t>(c)},
      {-1, -1, -1}};
  detail::running run(p, exits, 3);
  std::vector<std::int64_t> const cost = p.leaving({a, b, c});
  detail::rank_order const first(p.levels[a]), middle(p.levels[b]);
  threshold_levels const& third = p.levels[c];
  std::size_t const rows = p.levels[b].value.size(), slots = third.value.size();
  ledger column, last; // of all that stay at `a`; and of those that stay at `b` too
  column.resize(slots);
  std::vector<ledger> row(rows + 1); // of those that leave at `b` at this level; the last: never
  for (ledger& r : row) r.resize(slots);
  auto const move = [&](std::size_t i, std::int32_t way) {
    if (third.rank[i] == third.size()) return;
    auto const s = static_cast<std::size_t>(third.rank[i]);
    std::int64_t const gain = way * p.gain(c, i);
    double const discord = gain != 0 ? way * p.square[i] : 0.0;
    column.add(s, gain, way, discord);
    row[static_cast<std::size_t>(p.levels[b].rank[i])].add(s, gain, way, discord);
  };
  for (std::size_t i = 0; i < p.samples; ++i) move(i, 1);
  run.state.step = cost[c] - cost.back();
  run.state.last = &last;
  std::vector<std::size_t> left_at_b;
  for (std::size_t j = 0; j < p.levels[a].value.size(); ++j) {
    if (first.at(j).empty()) continue;
    for (std::size_t const i : first.at(j)) {
      run.leave(i, a, cost[a]);
      move(i, -1);
    }
    last = column;
    left_at_b.clear();
    run.state.name.level[0] = static_cast<std::int32_t>(j);
    for (std::size_t k = 0; k < rows; ++k) {
      std::size_t const before = left_at_b.size();
      for (std::size_t const i : middle.at(k)) {
        if (!run.remaining[i]) continue;
        run.leave(i, b, cost[b]);
        left_at_b.push_back(i);
      }
      if (left_at_b.size() == before) continue;
      for (std::size_t s = 0; s < slots; ++s) {
        last.gain[s] -= row[k].gain[s];
        last.count[s] -= row[k].count[s];
        last.discord[s] -= row[k].discord[s];
      }
      last.total_gain -= row[k].total_gain;
      last.total_count -= row[k].total_count;
      last.total_discord -= row[k].total_discord;
      run.state.name.level[1] = static_cast<std::int32_t>(k);
      run.state.cost = run.left_cost + run.rest * cost.back();
      sink(run.state);
    }
    for (std::size_t const i : left_at_b) run.come_back(i, b, cost[b]);
  }
}

} // namespace peax::search
