#pragma once
//! @file
//! The bodies of temporal_search.hpp.

#include <peax/core/part_of_progress.hpp>
#include <peax/search/limit/keeps.hpp>
#include <peax/search/limit/validation.hpp>
#include <peax/search/temporal/temporal_certify.hpp>
#include <peax/search/temporal/temporal_explore.hpp>
#include <peax/search/temporal/temporal_judge.hpp>
#include <peax/search/temporal/temporal_search.hpp>

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace peax::search {

namespace detail {

//! How many units there are where they are not the samples.
[[nodiscard]] inline std::size_t units_of(temporal_traces const& traces) {
  return traces.samples_are_units() ? 0 : traces.unit_count();
}

} // namespace detail

PEAX_INLINE temporal_found search_temporal(temporal_traces const& traces, temporal_goal const& goal,
                                           progress const& to) {
  if (goal.limit) (void)loss_limit::checked(*goal.limit);
  bool const certified = goal.limit && goal.limit->strength == limit_strength::certified;
  bool const margin = goal.limit && goal.limit->strength == limit_strength::margin;
  bool const by_front = margin && goal.by.kind == scoring::score_kind::macro_f1;
  std::size_t const units = detail::units_of(traces);
  detail::temporal_sink sink(certified || by_front ? std::nullopt : goal.limit, units);
  detail::explore(
      traces, goal, [](temporal_judge const& j) { return j.score(); }, sink,
      certified ? part_of(to, 0, 0.5) : to);
  temporal_found out;
  out.behaviours = sink.seen();
  for (auto const& e : sink.front()) out.front.push_back(replay(traces, e.what, goal.by));
  if (!goal.limit) return out;
  if (auto why = traces.has_deviation() ? std::nullopt : one_class_only(traces.truth())) {
    out.reason = *std::move(why);
    return out;
  }
  if (auto why = detail::too_few_units(traces); (margin || certified) && !why.empty()) {
    out.reason = {margin ? "margin" : "certificate", std::move(why), ""};
    return out;
  }
  if (certified) {
    temporal_certificate given = certify(traces, goal, {}, part_of(to, 0.5, 1));
    out.reason = std::move(given.reason);
    out.note = std::move(given.note);
    if (out.reason.why.empty()) out.chosen = replay(traces, std::move(given.what), goal.by);
  } else if (by_front) {
    for (auto const& p : out.front)
      if (!out.chosen && keeps_margin(traces, p, goal)) out.chosen = p;
  } else if (sink.safe()) {
    out.chosen = replay(traces, sink.safe()->what, goal.by);
  }
  if (!out.chosen && out.reason.why.empty())
    out.reason = {"loss limit", "no temporal rule meets it on these recordings", ""};
  return out;
}

PEAX_INLINE bool keeps_margin(temporal_traces const& traces, temporal_point const& point,
                              temporal_goal const& goal) {
  if (!goal.limit) return true;
  seen_limit const limit(*goal.limit, detail::units_of(traces));
  if (!limit.keeps(point.loss)) return false;
  if (!limit.has_margin() || point.what.used.empty()) return true; // the network itself loses nothing
  if (goal.by.kind == scoring::score_kind::macro_f1) {
    auto const said = detail::answers_of(traces, point.what);
    double const error =
        macro_f1_loss_error({traces.truth(), traces.final(), said, traces.units()}, goal.seed);
    return limit.keeps(paired_losses{point.loss, point.loss, error});
  }
  auto const run = play(traces, point.what);
  temporal_judge judge(traces, goal.by);
  for (std::size_t i = 0; i < run.from.size(); ++i) judge.change(i, i, run.from[i]);
  return limit.keeps(judge.losses());
}

} // namespace peax::search
