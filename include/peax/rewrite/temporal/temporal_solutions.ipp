#pragma once
//! @file
//! The bodies of temporal_solutions.hpp.

#include <peax/graph/cost.hpp>
#include <peax/rewrite/confidence/exit_set.hpp>
#include <peax/rewrite/front/choose.hpp>
#include <peax/rewrite/temporal/temporal_solutions.hpp>
#include <peax/solution/decisions.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace peax::rewrite {

namespace detail {

//! The points of the front with the chosen one among them, in order of their costs.
struct temporal_points {
  std::vector<search::temporal_point> all;
  std::optional<std::size_t> chosen;
};

inline temporal_points points_of(search::temporal_found const& found) {
  temporal_points out{found.front, std::nullopt};
  if (!found.chosen) return out;
  auto const same = [&](search::temporal_point const& p) {
    return p.what.rule == found.chosen->what.rule && p.what.used == found.chosen->what.used &&
           p.what.thresholds == found.chosen->what.thresholds;
  };
  if (std::none_of(out.all.begin(), out.all.end(), same)) out.all.push_back(*found.chosen);
  std::stable_sort(out.all.begin(), out.all.end(),
                   [](auto const& x, auto const& y) { return x.mean_cost < y.mean_cost; });
  for (std::size_t i = 0; i < out.all.size(); ++i)
    if (same(out.all[i])) out.chosen = i;
  return out;
}

//! One rule as a model with its figures; nothing when it cannot be mapped.
inline std::optional<solution<temporal>>
temporal_model(search::temporal_point const& p, exit_sets& sets, along_stream const& a,
               search::temporal_traces const& traces, compared const& what, result::constraints const& keep) {
  solution<temporal> s;
  s.network = model<temporal>(sets.of(p.what.used).joined.whole);
  s.thresholds = p.what.thresholds;
  s.outputs_are = what.are;
  if (!p.what.used.empty())
    s.decision = result::decision_of(p.what.rule, what.pooled.empty() ? report::pooling::global
                                                                      : what.pooled[p.what.used.front()]);
  s.judged_by = scoring::to_text(keep.score);
  result::figures& f = s.measured;
  if (a.form) f.validation_accuracy = search::replay(traces, p.what, {}).score;
  f.validation_score = p.score;
  f.validation_relative_macs = p.mean_cost;
  f.validation_exit_shares = p.exit_shares;
  if (!sets.describe(p.what.used, s, keep.prefer)) return std::nullopt;
  return s;
}

//! What the figures of a stream without classes rest on.
inline std::string how_it_was_judged(along_stream const& a) {
  if (!a.form)
    return "judged by the share of the variance of the network's own outputs that repeated ones keep";
  if (!a.labelled)
    return "judged by the answers of the whole network: the calibration stream has no class labels";
  return {};
}

//! The found rules as models with their figures, and the choice among them.
inline void add_solutions(solutions<temporal>& out, exit_sets& sets, network const& first,
                          along_stream const& a, data::stream const& judge,
                          search::temporal_traces const& traces, search::temporal_found const& found,
                          compared const& what, temporal_front_settings const& with,
                          search::temporal_goal const& goal) {
  auto const points = points_of(found);
  if (goal.limit && !found.chosen) out.refusals.push_back(found.reason);
  std::vector<double> costs;
  for (auto const& p : points.all) costs.push_back(p.mean_cost);
  std::string const judged = how_it_was_judged(a);
  std::vector<bool> keeps;
  for (auto const i : thinned(costs, with.most_solutions, points.chosen)) {
    auto s = temporal_model(points.all[i], sets, a, traces, what, with.keep);
    if (!s) continue;
    s->scaling = judge.samples().applied_scaling();
    bool const is_chosen = points.chosen == i;
    if (is_chosen) {
      s->note = found.note;
      if (a.form && a.labelled) add_remarks(s->note, a.truth, first, with.keep.loss);
    }
    if (!judged.empty()) s->note += (s->note.empty() ? "" : "; ") + judged;
    bool const may_be_wished = points.chosen && asks_beyond_macs(with.keep) && !is_chosen;
    keeps.push_back(may_be_wished ? search::keeps_margin(traces, points.all[i], goal)
                                  : keeps_loss(goal.limit, points.all[i].loss, is_chosen));
    out.front.push_back(*std::move(s));
  }
  choose_in(out, keeps, with.keep, search::units_in_words(traces));
}

//! Takes out exits whose signal never moves, and says so.
inline void leave_out_constant(along_stream& a, compared& what, data::stream const& judge,
                               std::vector<refusal>& refusals) {
  std::vector<report::map_branch const*> moving;
  std::vector<report::pooling> pooled;
  for (std::size_t e = 0; e < a.exits.size(); ++e) {
    if (is_constant(*a.exits[e], judge)) {
      refusals.push_back(
          {what.rewriter,
           "what the rule compares there is the same all along every recording: the signal is constant",
           a.exits[e]->after_block});
      continue;
    }
    moving.push_back(a.exits[e]);
    if (!what.pooled.empty()) pooled.push_back(what.pooled[e]);
  }
  a.exits = std::move(moving);
  what.pooled = std::move(pooled);
}

} // namespace detail

PEAX_INLINE solutions<temporal> front_along(network const& n, network const& first, along_stream a,
                                            data::stream const& judge, search::temporal_goal goal,
                                            compared what, temporal_front_settings const& with,
                                            std::vector<refusal> refusals, progress const& to) {
  solutions<temporal> out;
  out.refusals = std::move(refusals);
  auto const refuse = [&](std::string why) {
    out.refusals.push_back({what.rewriter, std::move(why), n.name()});
    return out;
  };
  judge_along(a, n, first, judge, with.keep.score);
  if (auto why = nothing_to_follow(a, judge)) return refuse(*std::move(why));
  if (!a.form && with.keep.score.kind != scoring::score_kind::accuracy)
    return refuse(
        fmt::format("the score {} needs classes; this network is no classifier with one answer a sample",
                    scoring::to_text(with.keep.score)));
  detail::leave_out_constant(a, what, judge, out.refusals);
  if (a.exits.empty()) return refuse("there is no place left where a rule could follow the stream");
  goal.limit = with.keep.loss;
  if (goal.limit) {
    goal.limit->loss = std::min(1.0, goal.limit->loss - a.used_up);
    if (goal.limit->loss < 0)
      return refuse(
          fmt::format("the passes before lost {} of score already, which is more than the limit", a.used_up));
  }
  auto traces = traces_of(a, judge, cost_of(*n).macs.value, static_cast<double>(cost_of(*first).macs.value));
  if (with.keep.sample_units) traces.take_samples_as_units();
  std::vector<std::int64_t> held; // by the rule of each exit: what it compares with
  for (std::size_t e = 0; e < a.exits.size(); ++e) held.push_back(static_cast<std::int64_t>(traces.width(e)));
  exit_sets sets(n, a.exits, with.on, with.data_type, with.keep.latency_s, std::move(held));
  goal.allowed = sets.filter();
  search::temporal_found const found = search::search_temporal(traces, goal, to);
  out.refusals.insert(out.refusals.end(), sets.rejected().begin(), sets.rejected().end());
  if (found.front.empty()) return refuse("no set of exits can be mapped on platform " + with.on->name);
  detail::add_solutions(out, sets, first, a, judge, traces, found, what, with, goal);
  return out;
}

} // namespace peax::rewrite
