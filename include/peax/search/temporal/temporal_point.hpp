#pragma once
//! @file
//! A temporal rule with its exits and thresholds, and what it does on the traces of a stream.

#include <peax/decision/temporal_rule.hpp>
#include <peax/score/score.hpp>
#include <peax/search/temporal/temporal_judge.hpp>
#include <peax/search/temporal/temporal_replay.hpp>
#include <peax/search/temporal/temporal_traces.hpp>

#include <cstddef>
#include <utility>
#include <vector>

namespace peax::search {

//! A rule with its exits and thresholds. No exits: the whole network on every sample.
struct temporal_choice {
  decision::temporal_rule rule = decision::temporal_rule::difference_detection;
  std::vector<std::size_t> used; //!< exits, in running order
  std::vector<float> thresholds; //!< of these
};

//! What a rule does on the traces.
struct temporal_point {
  temporal_choice what;
  double score = 0, mean_cost = 0;
  double loss = 0;                 //!< score of the whole network minus `score`
  std::vector<double> exit_shares; //!< [used + 1]
};

//! [used + 1] cost of a sample by where it ends.
[[nodiscard]] inline std::vector<double> leaving_costs(temporal_traces const& traces,
                                                       std::vector<std::size_t> const& used) {
  std::vector<bool> in(traces.exits() + 1, false);
  for (auto const e : used) in[e] = true;
  std::vector<double> const all = traces.costs().leaving(in);
  std::vector<double> out;
  for (auto const e : used) out.push_back(all[e]);
  out.push_back(all.back());
  return out;
}

//! Plays a choice on the traces, by the lines of the firmware.
[[nodiscard]] inline temporal_run play(temporal_traces const& traces, temporal_choice const& what) {
  std::vector<played_exit> exits;
  for (auto const e : what.used) exits.push_back({traces.exit(e).vectors, traces.exit(e).own});
  return play(what.rule, exits, what.thresholds, traces.final(), traces.lengths());
}

//! Plays a choice and judges it: the oracle of the sweep.
[[nodiscard]] inline temporal_point replay(temporal_traces const& traces, temporal_choice what,
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
