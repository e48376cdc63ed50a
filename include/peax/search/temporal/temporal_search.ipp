#pragma once
//! @file
//! The bodies of temporal_search.hpp.

#include <peax/search/limit/keeps.hpp>
#include <peax/search/limit/validation.hpp>
#include <peax/search/temporal/temporal_certify.hpp>
#include <peax/search/temporal/temporal_explore.hpp>
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

//! The cheapest point of a front (ascending in cost) that keeps a margin of macro F1.
[[nodiscard]] inline std::optional<temporal_point>
cheapest_by_bootstrap(temporal_traces const& traces, temporal_goal const& goal,
                      std::vector<temporal_point> const& front) {
  seen_limit const limit(*goal.limit, units_of(traces));
  for (auto const& p : front) {
    if (!limit.keeps(p.loss)) continue;
    if (p.what.used.empty()) return p;
    auto const said = answers_of(traces, p.what);
    double const error =
        macro_f1_loss_error({traces.truth(), traces.final(), said, traces.units()}, goal.seed);
    if (limit.keeps(paired_losses{p.loss, p.loss, error})) return p;
  }
  return std::nullopt;
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
      traces, goal, [](temporal_judge const& j) { return j.score(); }, sink, to);
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
    temporal_certificate given = certify(traces, goal, {}, to);
    out.reason = std::move(given.reason);
    out.note = std::move(given.note);
    if (out.reason.why.empty()) out.chosen = replay(traces, std::move(given.what), goal.by);
  } else if (by_front) {
    out.chosen = detail::cheapest_by_bootstrap(traces, goal, out.front);
  } else if (sink.safe()) {
    out.chosen = replay(traces, sink.safe()->what, goal.by);
  }
  if (!out.chosen && out.reason.why.empty())
    out.reason = {"loss limit", "no temporal rule meets it on these recordings", ""};
  return out;
}

} // namespace peax::search
