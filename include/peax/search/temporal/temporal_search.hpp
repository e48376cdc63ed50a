#pragma once
//! @file
//! The search over temporal rules: the front of score against mean cost, and the point that a loss limit
//! chooses.

#include <peax/core/error.hpp>
#include <peax/core/progress.hpp>
#include <peax/search/cascade/macro_f1.hpp>
#include <peax/search/limit/limit.hpp>
#include <peax/search/temporal/temporal_certify.hpp>
#include <peax/search/temporal/temporal_explore.hpp>
#include <peax/search/temporal/temporal_point.hpp>
#include <peax/search/temporal/temporal_traces.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace peax::search {

//! What was found.
struct temporal_found {
  std::vector<temporal_point> front;    //!< strictly ascending in mean cost and in score
  std::optional<temporal_point> chosen; //!< the cheapest that meets the limit; without a limit, none
  refusal reason{};   //!< why nothing was chosen; `why` is empty when something was, or no limit was given
  std::string note{}; //!< what a certificate rests on
  std::size_t behaviours = 0; //!< seen
};

//! Searches the traces. One exit: every distinct behaviour of every rule. A limit chooses the cheapest
//! behaviour that meets it (plain, margin; for macro F1 the margin looks at the front only), or the cheapest
//! that certify() certifies, with the recording (or the group of samples) as the unit. Throws bad_input for
//! classes without samples; a limit that cannot be had is `reason`.
[[nodiscard]] inline temporal_found search_temporal(temporal_traces const& traces, temporal_goal const& goal,
                                                    progress const& to = {}) {
  if (goal.limit) (void)loss_limit::checked(*goal.limit);
  bool const certified = goal.limit && goal.limit->strength == limit_strength::certified;
  bool const by_front = goal.limit && goal.limit->strength == limit_strength::margin &&
                        goal.by.kind == scoring::score_kind::macro_f1;
  detail::temporal_sink sink(certified || by_front ? std::nullopt : goal.limit);
  detail::explore(
      traces, goal, [](temporal_judge const& j) { return j.score(); }, sink, to);
  temporal_found out;
  out.behaviours = sink.seen();
  for (auto const& e : sink.front()) out.front.push_back(replay(traces, e.what, goal.by));
  if (!goal.limit) return out;
  if (certified) {
    temporal_certificate given = certify(traces, goal, {}, to);
    out.reason = std::move(given.reason);
    out.note = std::move(given.note);
    if (out.reason.why.empty()) out.chosen = replay(traces, std::move(given.what), goal.by);
  } else if (by_front) {
    for (auto const& p : out.front) {
      if (out.chosen || p.loss > goal.limit->loss + 1e-12) continue;
      std::vector<float> const always(1, 0.0f);
      double const error = macro_f1_loss_error(detail::as_cascade(traces, p.what), always, goal.seed);
      if (p.loss + goal.limit->value * error <= goal.limit->loss + 1e-12) out.chosen = p;
    }
  } else if (sink.safe()) {
    out.chosen = replay(traces, sink.safe()->what, goal.by);
  }
  bool const one_group =
      goal.limit->strength == limit_strength::margin && traces.has_groups() && traces.unit_count() < 2;
  if (!out.chosen && out.reason.why.empty())
    out.reason = one_group
                     ? refusal{"margin", "one group says nothing about others; give at least two groups", ""}
                     : refusal{"loss limit", "no temporal rule meets it on these recordings", ""};
  return out;
}

} // namespace peax::search
