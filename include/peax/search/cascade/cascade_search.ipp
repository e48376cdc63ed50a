#pragma once
//! @file
//! The body of cascade_search.hpp.

#include <peax/core/config.hpp>
#include <peax/core/error.hpp>
#include <peax/core/progress.hpp>
#include <peax/search/cascade/cascade_search.hpp>
#include <peax/search/cascade/enumerate.hpp>
#include <peax/search/cascade/macro_f1.hpp>
#include <peax/search/cascade/replay.hpp>
#include <peax/search/cascade/sinks.hpp>
#include <peax/search/limit/certify.hpp>
#include <peax/search/limit/limit.hpp>
#include <peax/search/limit/paired_test.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace peax::search {

namespace detail {

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

inline void place_chosen(cascade_choice& choice) {
  for (std::size_t i = 0; choice.chosen && i < choice.front.size(); ++i)
    if (choice.front[i].thresholds == choice.chosen->thresholds) choice.index = i;
}

} // namespace detail

PEAX_INLINE cascade_choice search_cascade(cascade_traces const& traces, cascade_goal const& goal,
                                          progress const& listener) {
  cascade_choice choice;
  if (goal.limit) (void)loss_limit::checked(*goal.limit);
  std::vector<threshold_levels> const levels = levels_to_try(traces);
  bool const additive = goal.by.kind != scoring::score_kind::macro_f1;
  bool const margin = goal.limit && goal.limit->strength == limit_strength::margin;
  bool const grouped = !traces.groups().empty();
  double const limit = goal.limit ? goal.limit->loss : 0;

  if (!additive) {
    choice.front = macro_f1_front(traces, levels, listener);
  } else {
    sweep_problem const problem(traces, goal.by, levels);
    front_sink<> front;
    if (margin && grouped && problem.groups() < 2) {
      choice.reason = {"margin", "one group says nothing about others; give at least two groups", ""};
      choice.subsets_left_out =
          enumerate(problem, {goal.most_exits, goal.search_seconds, goal.allowed}, listener, front);
    } else if (margin && grouped) {
      group_margin_sink safe(problem, goal.by.kind == scoring::score_kind::accuracy, limit,
                             student_factor(goal.limit->value, problem.groups()));
      choice.subsets_left_out =
          enumerate(problem, {goal.most_exits, goal.search_seconds, goal.allowed}, listener, front, safe);
      if (safe.found())
        choice.chosen = replay(traces, detail::thresholds_of(safe.best().name, levels), goal.by);
    } else if (margin) {
      margin_sink safe(problem, limit, goal.limit->value);
      choice.subsets_left_out =
          enumerate(problem, {goal.most_exits, goal.search_seconds, goal.allowed}, listener, front, safe);
      if (safe.found())
        choice.chosen = replay(traces, detail::thresholds_of(safe.best().name, levels), goal.by);
    } else {
      choice.subsets_left_out =
          enumerate(problem, {goal.most_exits, goal.search_seconds, goal.allowed}, listener, front);
    }
    for (candidate const& c : front.front())
      choice.front.push_back(replay(traces, detail::thresholds_of(c.name, levels), goal.by));
  }
  if (!goal.limit) return choice;

  if (goal.limit->strength == limit_strength::plain) {
    for (cascade_point const& p : choice.front)
      if (!choice.chosen && p.loss <= limit + 1e-12) choice.chosen = p;
  } else if (margin && !additive) {
    choice.chosen = macro_f1_within(traces, choice.front, limit, goal.limit->value, goal.seed);
  } else if (goal.limit->strength == limit_strength::certified) {
    certificate const given = certify(traces, goal.by, *goal.limit, goal.seed, {}, goal.allowed);
    choice.reason = given.reason;
    choice.note = given.note;
    if (given.reason.why.empty()) choice.chosen = replay(traces, given.thresholds, goal.by);
  }
  if (!choice.chosen && choice.reason.why.empty())
    choice.reason = {"loss limit", "no threshold vector meets it on these samples", ""};
  detail::place_chosen(choice);
  return choice;
}

} // namespace peax::search
