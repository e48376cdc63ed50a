#pragma once
//! @file
//! The bodies of cascade_search.hpp.

#include <peax/search/cascade/cascade_certify.hpp>
#include <peax/search/cascade/cascade_search.hpp>
#include <peax/search/cascade/enumerate.hpp>
#include <peax/search/cascade/macro_f1.hpp>
#include <peax/search/cascade/sinks.hpp>
#include <peax/search/limit/keeps.hpp>
#include <peax/search/limit/validation.hpp>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace peax::search {

namespace detail {

//! The search for one goal, step by step.
class cascade_searcher {
 public:
  cascade_searcher(cascade_traces const& traces, cascade_goal const& goal, progress const& listener)
      : traces_(traces), goal_(goal), listener_(listener), levels_(levels_to_try(traces)) {}

  cascade_choice run() {
    if (goal_.by.kind == scoring::score_kind::macro_f1)
      choice_.front = macro_f1_front(traces_, levels_, listener_);
    else
      sweep();
    if (!goal_.limit) return std::move(choice_);
    if (auto why = one_class_only(traces_.truth())) {
      choice_.reason = *std::move(why);
      choice_.chosen.reset();
      return std::move(choice_);
    }
    choose(*goal_.limit);
    if (!choice_.chosen && choice_.reason.why.empty())
      choice_.reason = {"loss limit", "no threshold vector meets it on these samples", ""};
    for (std::size_t i = 0; choice_.chosen && i < choice_.front.size(); ++i)
      if (choice_.front[i].thresholds == choice_.chosen->thresholds) choice_.index = i;
    return std::move(choice_);
  }

 private:
  [[nodiscard]] bool has_margin() const {
    return goal_.limit && goal_.limit->strength == limit_strength::margin;
  }
  [[nodiscard]] cascade_point played(candidate const& c) const {
    return replay(traces_, thresholds_of(c.name, levels_), goal_.by);
  }

  template <class... Sinks> void show(sweep_problem const& problem, Sinks&... sinks) {
    choice_.subsets_left_out =
        enumerate(problem, {goal_.most_exits, goal_.search_seconds, goal_.allowed}, listener_, sinks...);
  }
  template <class Safe> void show_with(sweep_problem const& problem, front_sink<>& front, Safe safe) {
    show(problem, front, safe);
    if (safe.found()) choice_.chosen = played(safe.best());
  }

  //! The front, and what keeps a margin.
  void sweep() {
    sweep_problem const problem(traces_, goal_.by, levels_);
    front_sink<> front;
    bool const grouped = problem.groups() > 0;
    if (has_margin() && !detail::too_few_groups(traces_).empty()) {
      choice_.reason = {"margin", detail::too_few_groups(traces_), ""};
      show(problem, front);
    } else if (has_margin() && grouped) {
      bool const by_sample = goal_.by.kind == scoring::score_kind::accuracy;
      show_with(problem, front, group_margin_sink(problem, by_sample, *goal_.limit));
    } else if (goal_.limit && goal_.limit->strength != limit_strength::certified) {
      show_with(problem, front, margin_sink(problem, *goal_.limit));
    } else {
      show(problem, front);
    }
    for (candidate const& c : front.front()) choice_.front.push_back(played(c));
  }

  //! What the sweep has not chosen.
  void choose(loss_limit const& limit) {
    if (limit.strength == limit_strength::plain) {
      seen_limit const seen(limit);
      for (cascade_point const& p : choice_.front)
        if (!choice_.chosen && seen.keeps(p.loss) && tells_apart(traces_, p)) choice_.chosen = p;
      prefer_front();
    } else if (limit.strength == limit_strength::certified) {
      certificate const given = certify(traces_, goal_.by, limit, goal_.seed, {}, goal_.allowed);
      choice_.reason = given.reason;
      choice_.note = given.note;
      if (given.reason.why.empty()) choice_.chosen = replay(traces_, given.thresholds, goal_.by);
    } else if (goal_.by.kind == scoring::score_kind::macro_f1) {
      choose_by_bootstrap();
    }
  }

  //! Of equals the one on the front.
  void prefer_front() {
    for (cascade_point const& p : choice_.front)
      if (choice_.chosen && p.mean_cost == choice_.chosen->mean_cost && p.score == choice_.chosen->score &&
          tells_apart(traces_, p))
        choice_.chosen = p;
  }

  void choose_by_bootstrap() {
    if (std::string why = detail::too_few_groups(traces_); !why.empty()) {
      choice_.reason = {"margin", std::move(why), ""};
      return;
    }
    for (cascade_point const& p : choice_.front)
      if (!choice_.chosen && tells_apart(traces_, p) && keeps_margin(traces_, p, goal_)) choice_.chosen = p;
  }

  cascade_traces const& traces_;
  cascade_goal const& goal_;
  progress const& listener_;
  std::vector<threshold_levels> levels_;
  cascade_choice choice_;
};

} // namespace detail

PEAX_INLINE cascade_choice search_cascade(cascade_traces const& traces, cascade_goal const& goal,
                                          progress const& listener) {
  if (goal.limit) (void)loss_limit::checked(*goal.limit);
  return detail::cascade_searcher(traces, goal, listener).run();
}

PEAX_INLINE bool keeps_margin(cascade_traces const& traces, cascade_point const& point,
                              cascade_goal const& goal) {
  if (!goal.limit) return true;
  seen_limit const limit(*goal.limit, traces.groups().empty() ? 0 : detail::units_of(traces).size());
  if (!limit.keeps(point.loss)) return false;
  if (!limit.has_margin() || point.exit_shares.back() == 1) return true; // the network itself loses nothing
  auto const answers = answers_at(traces, leaving_exits(traces, point.thresholds));
  paired_answers const both{traces.truth(), traces.prediction(traces.early_exits()), answers,
                            traces.groups()};
  if (goal.by.kind != scoring::score_kind::macro_f1) return limit.keeps(losses_of(both, goal.by));
  return limit.keeps(paired_losses{point.loss, point.loss, macro_f1_loss_error(both, goal.seed)});
}

} // namespace peax::search
