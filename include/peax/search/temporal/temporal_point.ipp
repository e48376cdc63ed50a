#pragma once
//! @file
//! The bodies of temporal_point.hpp.

#include <peax/search/temporal/temporal_judge.hpp>
#include <peax/search/temporal/temporal_point.hpp>

#include <cstddef>
#include <utility>
#include <vector>

namespace peax::search {

PEAX_INLINE std::vector<double> leaving_costs(temporal_traces const& traces,
                                              std::vector<std::size_t> const& used) {
  std::vector<bool> in(traces.exits() + 1, false);
  for (auto const e : used) in[e] = true;
  std::vector<double> const all = traces.costs().leaving(in);
  std::vector<double> out;
  for (auto const e : used) out.push_back(all[e]);
  out.push_back(all.back());
  return out;
}

PEAX_INLINE temporal_run play(temporal_traces const& traces, temporal_choice const& what) {
  std::vector<played_exit> exits;
  for (auto const e : what.used) exits.push_back({traces.exit(e).vectors, traces.exit(e).own});
  return play(what.rule, exits, what.thresholds, traces.final(), traces.lengths());
}

PEAX_INLINE temporal_point replay(temporal_traces const& traces, temporal_choice what,
                                  scoring::score const& by) {
  temporal_run const run = play(traces, what);
  temporal_judge judge(traces, by);
  std::vector<double> const cost = leaving_costs(traces, what.used);
  std::vector<std::size_t> count(cost.size(), 0);
  for (std::size_t i = 0; i < run.exit.size(); ++i) {
    ++count[run.exit[i]];
    judge.change(i, i, run.from[i]);
  }
  temporal_point p{std::move(what), judge.score(), 0, judge.loss(), {}};
  for (std::size_t e = 0; e < cost.size(); ++e) {
    p.exit_shares.push_back(static_cast<double>(count[e]) / static_cast<double>(traces.samples()));
    p.mean_cost += static_cast<double>(count[e]) * cost[e] / static_cast<double>(traces.samples());
  }
  return p;
}

} // namespace peax::search
