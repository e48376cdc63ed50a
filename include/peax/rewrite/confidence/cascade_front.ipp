#pragma once
//! @file
//! The bodies of cascade_front.hpp.

#include <peax/core/error.hpp>
#include <peax/graph/cost.hpp>
#include <peax/report/temporal_behaviour.hpp>
#include <peax/rewrite/confidence/cascade_front.hpp>
#include <peax/rewrite/confidence/exit_set.hpp>
#include <peax/rewrite/front/choose.hpp>
#include <peax/search/cascade/cascade_search.hpp>
#include <peax/search/cascade/replay.hpp>
#include <peax/solution/answers.hpp>
#include <peax/solution/mapping.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::rewrite {

namespace detail {

//! The exits that were chosen per place, in running order.
inline std::vector<report::map_branch const*> chosen_exits(report::early_exits const& e) {
  std::vector<report::map_branch const*> out;
  for (auto i : e.chosen) out.push_back(&e.tried[i]);
  return out;
}

//! Answers, scores and relative costs of all chosen exits and the final classifier on the validation samples.
inline search::cascade_traces traces_of(report::early_exits const& e, data::data_set const& samples,
                                        result::any_decision const& by, double original_macs,
                                        bool sample_units) {
  auto const exits = chosen_exits(e);
  data::data_set const labelled = samples.with_labels();
  auto const labels = labelled.labels();
  std::vector<std::int32_t> prediction;
  std::vector<float> score;
  search::exit_costs costs;
  auto const add = [&](auto& to, auto const& more) { to.insert(to.end(), more.begin(), more.end()); };
  for (auto const* c : exits) {
    add(prediction, report::labels_of(c->outputs, e.form));
    add(score, result::scores_of(by, c->outputs, result::output_form_of(e.form)));
    costs.prefix.push_back(static_cast<double>(c->prefix_macs) / original_macs);
    costs.branch.push_back(static_cast<double>(c->branch_macs) / original_macs);
  }
  add(prediction, report::labels_of(e.final_outputs, e.form));
  costs.prefix.push_back(static_cast<double>(e.network_macs) / original_macs);
  costs.branch.push_back(0);
  std::vector<std::int64_t> groups(samples.groups().begin(), samples.groups().end());
  if (sample_units) groups.clear();
  return {std::vector<std::int32_t>(labels.begin(), labels.end()), std::move(prediction), std::move(score),
          std::move(costs), groups};
}

//! The early exits that a threshold vector uses.
inline std::vector<std::size_t> used_exits(std::span<float const> thresholds) {
  std::vector<std::size_t> out;
  for (std::size_t e = 0; e < thresholds.size(); ++e)
    if (thresholds[e] < decision::never) out.push_back(e);
  return out;
}

//! Whether any set of at most two exits (or none) may be used.
inline bool any_passes(search::exit_filter const& allowed, std::size_t exits, std::size_t most) {
  if (search::passes(allowed, {})) return true;
  for (std::size_t a = 0; most > 0 && a < exits; ++a) {
    if (search::passes(allowed, {a})) return true;
    for (std::size_t b = a + 1; most > 1 && b < exits; ++b)
      if (search::passes(allowed, {a, b})) return true;
  }
  return false;
}

//! The points of the front that every machine answers alike with the chosen one among them, in order of their costs.
struct cascade_points {
  std::vector<search::cascade_point> all;
  std::optional<std::size_t> chosen;
};

inline cascade_points points_of(search::cascade_choice const& found, search::cascade_traces const& traces) {
  cascade_points out;
  for (auto const& p : found.front)
    if (search::tells_apart(traces, p)) out.all.push_back(p);
  for (std::size_t i = 0; found.chosen && i < out.all.size(); ++i)
    if (out.all[i].thresholds == found.chosen->thresholds) out.chosen = i;
  if (!found.chosen || out.chosen) return out;
  // A margin or a certificate may choose what another beats on these samples.
  out.all.push_back(*found.chosen);
  std::sort(out.all.begin(), out.all.end(),
            [](auto const& a, auto const& b) { return a.mean_cost < b.mean_cost; });
  for (std::size_t i = 0; i < out.all.size(); ++i)
    if (out.all[i].thresholds == found.chosen->thresholds) out.chosen = i;
  return out;
}

//! One point as a model with its figures; nothing when it cannot be mapped.
inline std::optional<solution<multi_exit>> cascade_model(search::cascade_point const& p, exit_sets& sets,
                                                         report::early_exits const& tried,
                                                         data::data_set const& judge,
                                                         confidence_settings const& with) {
  auto const used = used_exits(p.thresholds);
  solution<multi_exit> s;
  s.judged_by = scoring::to_text(with.keep.score);
  s.network = model<multi_exit>(sets.of(used).joined.whole);
  s.decision = with.decision;
  s.outputs_are = result::output_form_of(tried.form);
  s.scaling = judge.applied_scaling();
  for (auto e : used) s.thresholds.push_back(p.thresholds[e]);
  result::figures& f = s.measured;
  f.validation_accuracy = p.accuracy;
  f.validation_score = p.score;
  f.validation_relative_macs = p.mean_cost;
  for (auto e : used) f.validation_exit_shares.push_back(p.exit_shares[e]);
  f.validation_exit_shares.push_back(p.exit_shares.back());
  if (!sets.describe(used, s, with.keep.prefer)) return std::nullopt;
  return s;
}

//! What is left of the limit when the passes before have used up a part of it; refuses when nothing is.
inline search::cascade_goal goal_for(network const& n, network const& first, report::early_exits const& tried,
                                     data::data_set const& judge, confidence_settings const& with,
                                     search::cascade_traces const& traces, std::vector<refusal>& refusals) {
  double used_up = 0;
  if (first.content() != n.content())
    used_up = result::score_of_network(first, judge, tried.form, with.keep.score) -
              search::base_score(traces, with.keep.score);
  search::cascade_goal goal{with.keep.loss,      with.keep.score, with.most_exits,
                            with.search_seconds, with.seed,       {}};
  if (goal.limit) goal.limit->loss = goal.limit->loss - used_up;
  if (goal.limit && goal.limit->loss < 0)
    refusals.push_back({"confidence exits",
                        "the passes before lost " + std::to_string(used_up) +
                            " of score already, which is more than the limit",
                        n.name()});
  return goal;
}

} // namespace detail

PEAX_INLINE solutions<multi_exit> cascade_front(network const& n, network const& first,
                                                report::early_exits const& tried, data::data_set const& judge,
                                                hardware::platform const* on, confidence_settings const& with,
                                                progress const& to) {
  if (with.decision.has_memory())
    throw usage_error(fmt::format("confidence exits: the decision {} compares samples with those before "
                                  "them; give one that scores each sample alone",
                                  with.decision.kind()));
  solutions<multi_exit> out;
  out.refusals = tried.refusals;
  auto const exits = detail::chosen_exits(tried);
  if (exits.empty()) {
    if (out.refusals.empty())
      out.refusals.push_back({"confidence exits", "the network has no place for an early exit", n.name()});
    return out;
  }
  auto const original_macs = static_cast<double>(cost_of(*first).macs.value);
  search::cascade_traces const traces =
      detail::traces_of(tried, judge, with.decision, original_macs, with.keep.sample_units);
  search::cascade_goal goal = detail::goal_for(n, first, tried, judge, with, traces, out.refusals);
  if (goal.limit && goal.limit->loss < 0) return out;

  exit_sets sets(n, exits, on, with.data_type, with.keep.latency_s);
  goal.allowed = sets.filter();
  if (on != nullptr && !detail::any_passes(goal.allowed, exits.size(), with.most_exits)) {
    out.refusals.insert(out.refusals.end(), sets.rejected().begin(), sets.rejected().end());
    out.refusals.push_back(
        {"confidence exits", "no set of exits can be mapped on platform " + on->name, n.name()});
    return out;
  }
  search::cascade_choice const found = search::search_cascade(traces, goal, to);
  out.refusals.insert(out.refusals.end(), sets.rejected().begin(), sets.rejected().end());
  auto const points = detail::points_of(found, traces);
  if (goal.limit && !points.chosen) out.refusals.push_back(found.reason);

  std::vector<double> costs;
  for (auto const& p : points.all) costs.push_back(p.mean_cost);
  std::vector<bool> keeps;
  for (std::size_t i : thinned(costs, with.most_solutions, points.chosen)) {
    auto s = detail::cascade_model(points.all[i], sets, tried, judge, with);
    if (!s) continue;
    bool const is_chosen = points.chosen == i;
    if (is_chosen) {
      s->note = found.note;
      add_remarks(s->note, traces.truth(), first, with.keep.loss);
    }
    bool const may_be_wished = points.chosen && asks_beyond_macs(with.keep) && !is_chosen;
    keeps.push_back(may_be_wished ? search::keeps_margin(traces, points.all[i], goal)
                                  : keeps_loss(goal.limit, points.all[i].loss, is_chosen));
    out.front.push_back(*std::move(s));
  }
  choose_in(out, keeps, with.keep, search::units_in_words(traces));
  return out;
}

} // namespace peax::rewrite
