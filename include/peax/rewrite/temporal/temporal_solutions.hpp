#pragma once
//! @file
//! What temporal exits and feature map termination share: a stream as search traces, and the found rules as
//! solutions.

#include <peax/analysis/component.hpp>
#include <peax/core/error.hpp>
#include <peax/core/progress.hpp>
#include <peax/data/stream.hpp>
#include <peax/decision/temporal_rule.hpp>
#include <peax/graph/cost.hpp>
#include <peax/graph/memory.hpp>
#include <peax/graph/network.hpp>
#include <peax/hardware/segment.hpp>
#include <peax/report/early_exits.hpp>
#include <peax/report/temporal_behaviour.hpp>
#include <peax/rewrite/confidence/cascade_front.hpp>
#include <peax/rewrite/confidence/multi_exit.hpp>
#include <peax/rewrite/front/thinned.hpp>
#include <peax/search/temporal/temporal_search.hpp>
#include <peax/solution/constraints.hpp>
#include <peax/solution/solution.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::rewrite::detail {

//! Exits of a network along a stream, and how what they answer is judged.
struct along_stream {
  std::vector<report::early_exits::candidate const*>
      exits;                               //!< in running order; their outputs are what is compared
  tensor final_outputs;                    //!< [N, ...] of the network
  std::optional<report::answer_form> form; //!< absent: no classifier
  std::vector<std::int32_t> final, truth;  //!< labels
  bool labelled = false;
  double used_up = 0; //!< score that the passes before lost against the original
};

//! Classes, truth and what is used up. Without labels the truth is what `first`, the model of the user,
//! answers.
inline void judge_along(along_stream& a, network const& n, network const& first, data::stream const& judge,
                        search::score const& by) {
  if (!a.form) return;
  a.final = report::labels_of(a.final_outputs, *a.form);
  bool const alone = first.content() == n.content();
  std::vector<std::int32_t> original = a.final;
  if (!alone) original = report::labels_of(report::first_output(first, judge.samples()), *a.form);
  a.labelled = judge.has_classes();
  if (a.labelled) {
    data::stream const labelled = judge.with_labels();
    a.truth.assign(labelled.samples().labels().begin(), labelled.samples().labels().end());
  } else {
    a.truth = original;
  }
  if (alone) return;
  search::cascade_traces const both(a.truth, original, {}, search::exit_costs::whole({1}));
  a.used_up = search::score_of(by, both, original) - search::score_of(by, both, a.final);
}

//! Why a stream gives nothing to choose by; nothing when it does.
inline std::optional<std::string> nothing_to_follow(along_stream const& a, data::stream const& judge) {
  bool pairs = false;
  for (auto const& r : judge.recordings()) pairs = pairs || r.size() > 1;
  if (!pairs)
    return "every recording of the calibration stream has one sample, so that there is none before it to "
           "compare with";
  auto const same_in_recordings = [&](auto const& equal) {
    for (auto const& r : judge.recordings())
      for (std::size_t i = r.first + 1; i < r.last; ++i)
        if (!equal(i, i - 1)) return false;
    return true;
  };
  if (a.form) {
    if (same_in_recordings([&](std::size_t i, std::size_t j) { return a.truth[i] == a.truth[j]; }))
      return std::string("no recording of the calibration stream changes its ") +
             (a.labelled ? "label" : "answer") +
             ": every recording is one scene, so that nothing shows what a rule does at a change; give "
             "recordings with changes";
    return std::nullopt;
  }
  auto const all = a.final_outputs.floats();
  std::size_t const width = all.size() / judge.size();
  if (same_in_recordings([&](std::size_t i, std::size_t j) {
        return std::equal(all.begin() + static_cast<std::ptrdiff_t>(i * width),
                          all.begin() + static_cast<std::ptrdiff_t>((i + 1) * width),
                          all.begin() + static_cast<std::ptrdiff_t>(j * width));
      }))
    return "the network's output never changes along the calibration stream, so that nothing shows what a "
           "rule does at a change";
  return std::nullopt;
}

//! Whether the vectors of an exit are the same all along every recording.
inline bool is_constant(report::early_exits::candidate const& c, data::stream const& judge) {
  auto const all = c.outputs.floats();
  std::size_t const width = all.size() / judge.size();
  for (auto const& r : judge.recordings())
    for (std::size_t k = (r.first + 1) * width; k < r.last * width; ++k)
      if (all[k] != all[k - width]) return false;
  return true;
}

inline search::temporal_traces traces_of(along_stream const& a, data::stream const& judge,
                                         std::int64_t network_macs, double original_macs) {
  search::exit_costs costs;
  std::vector<search::temporal_exit> exits;
  for (auto const* c : a.exits) {
    std::vector<std::int32_t> own;
    if (a.form) own = report::labels_of(c->outputs, report::answer_form::logits);
    exits.push_back({c->outputs.floats(), std::move(own)});
    costs.prefix.push_back(static_cast<double>(c->prefix_macs) / original_macs);
    costs.branch.push_back(static_cast<double>(c->branch_macs) / original_macs);
  }
  costs.prefix.push_back(static_cast<double>(network_macs) / original_macs);
  costs.branch.push_back(0);
  auto const groups = judge.samples().groups();
  search::output_deviation const by{a.form ? std::span<float const>() : a.final_outputs.floats()};
  return {judge.lengths(),
          a.truth,
          a.final,
          std::move(exits),
          std::move(costs),
          {groups.begin(), groups.end()},
          by};
}

//! What makes a record of a found rule.
struct rule_names {
  std::string what;                //!< the rewriter in words, for refusals
  std::string on;                  //!< logits or signatures
  std::vector<std::string> pooled; //!< of each exit; empty for logits
};

inline result::decision_record record_of(search::temporal_choice const& c, rule_names const& names) {
  result::decision_record d{"none", "", names.on, c.thresholds, ""};
  if (c.used.empty()) return d;
  using decision::temporal_rule;
  d.kind = c.rule == temporal_rule::difference_detection ? "difference_detection"
           : c.rule == temporal_rule::temporal_patience  ? "temporal_patience"
                                                         : "signature_change";
  d.reference = c.rule == temporal_rule::signature_previous ? "previous" : "scene";
  if (!names.pooled.empty()) d.rule = names.pooled[c.used.front()];
  return d;
}

//! What is kept of settings that both rewriters have.
struct front_settings {
  result::constraints const& keep;
  std::size_t most_solutions;
  std::string const& data_type;
};

//! The found rules as models with their figures, and the choice among them.
inline void add_solutions(solutions<temporal>& out, network const& n, along_stream const& a,
                          search::temporal_traces const& traces, search::temporal_found const& found,
                          rule_names const& names, front_settings const& with) {
  std::vector<search::temporal_point> points = found.front;
  std::optional<std::size_t> chosen;
  auto const same = [](search::temporal_point const& x, search::temporal_point const& y) {
    return x.what.rule == y.what.rule && x.what.used == y.what.used && x.what.thresholds == y.what.thresholds;
  };
  if (found.chosen) {
    if (std::none_of(points.begin(), points.end(), [&](auto const& p) { return same(p, *found.chosen); }))
      points.push_back(*found.chosen);
    std::stable_sort(points.begin(), points.end(),
                     [](auto const& x, auto const& y) { return x.mean_cost < y.mean_cost; });
    for (std::size_t i = 0; i < points.size(); ++i)
      if (same(points[i], *found.chosen)) chosen = i;
  }
  if (with.keep.loss && !found.chosen) out.refusals.push_back(found.reason);

  hardware::storage_type const type{with.data_type, hardware::bits_of_storage(with.data_type)};
  std::map<std::vector<std::size_t>, exit_set> sets;
  std::vector<search::cascade_point> costs(points.size());
  for (std::size_t i = 0; i < points.size(); ++i) costs[i].mean_cost = points[i].mean_cost;
  double const limit = with.keep.loss ? with.keep.loss->loss - a.used_up : 0;
  std::vector<char> keeps_loss;
  for (auto const i : thinned(costs, with.most_solutions, chosen)) {
    search::temporal_point const& p = points[i];
    auto at = sets.find(p.what.used);
    if (at == sets.end())
      at = sets.emplace(p.what.used, prepare(n, a.exits, p.what.used, nullptr, type, with.keep, out.refusals))
               .first;
    solution<temporal> s;
    s.network = model<temporal>(at->second.joined.whole);
    s.exits = at->second.joined.exits;
    s.decision = record_of(p.what, names);
    s.judged_by = search::to_text(with.keep.score);
    result::figures& f = s.measured;
    if (a.form) f.validation_accuracy = search::replay(traces, p.what, {}).score;
    f.validation_score = p.score;
    f.validation_relative_macs = p.mean_cost;
    f.validation_exit_shares = p.exit_shares;
    std::int64_t remembered = 0;
    for (auto const e : p.what.used) remembered += static_cast<std::int64_t>(traces.width(e));
    f.peak_memory_bytes = storage_of(at->second.live_elements + remembered, type.bits).value;
    f.storage_bytes = storage_of(at->second.parameters, type.bits).value;
    bool const is_chosen = chosen && *chosen == i;
    if (is_chosen) s.note = found.note;
    auto const say = [&](std::string const& text) { s.note += (s.note.empty() ? "" : "; ") + text; };
    if (a.form && !a.labelled)
      say("judged by the answers of the whole network: the calibration stream has no class labels");
    if (!a.form)
      say("judged by the share of the variance of the network's own outputs that repeated ones keep");
    bool const plain = with.keep.loss && with.keep.loss->strength == search::limit_strength::plain;
    keeps_loss.push_back(!with.keep.loss || is_chosen || (plain && p.loss <= limit + 1e-12) ? 1 : 0);
    out.front.push_back(std::move(s));
  }
  for (std::size_t i = 0; i < out.front.size(); ++i) {
    if (!keeps_loss[i]) continue;
    if (auto const why = result::broken(with.keep, out.front[i].measured)) {
      if (!out.front[i].decision.thresholds.empty())
        out.refusals.push_back({"solution " + std::to_string(i), *why, ""});
      continue;
    }
    if (!out.choice ||
        rank_of(out.front[i], with.keep.prefer) < rank_of(out.front[*out.choice], with.keep.prefer))
      out.choice = i;
  }
}

//! The whole way from exits along a stream to a front.
inline solutions<temporal> front_along(network const& n, network const& first, along_stream a,
                                       data::stream const& judge, search::temporal_goal goal,
                                       rule_names names, front_settings const& with,
                                       std::vector<refusal> refusals, progress const& to) {
  solutions<temporal> out;
  out.refusals = std::move(refusals);
  auto const refuse = [&](std::string why) {
    out.refusals.push_back({names.what, std::move(why), n.name()});
    return out;
  };
  judge_along(a, n, first, judge, with.keep.score);
  if (auto why = nothing_to_follow(a, judge)) return refuse(*std::move(why));
  if (!a.form && with.keep.score.kind != search::score_kind::accuracy)
    return refuse("the score " + search::to_text(with.keep.score) +
                  " needs classes; this network is no classifier with one answer a sample");
  std::vector<report::early_exits::candidate const*> moving;
  std::vector<std::string> pooled;
  for (std::size_t e = 0; e < a.exits.size(); ++e) {
    if (is_constant(*a.exits[e], judge)) {
      out.refusals.push_back(
          {names.what,
           "what the rule compares there is the same all along every recording: the signal is constant",
           a.exits[e]->after_block});
      continue;
    }
    moving.push_back(a.exits[e]);
    if (!names.pooled.empty()) pooled.push_back(names.pooled[e]);
  }
  a.exits = std::move(moving);
  names.pooled = std::move(pooled);
  if (a.exits.empty()) return refuse("there is no place left where a rule could follow the stream");
  if (with.keep.loss) {
    goal.limit = with.keep.loss;
    goal.limit->loss = std::min(1.0, goal.limit->loss - a.used_up);
    if (goal.limit->loss < 0)
      return refuse("the passes before lost " + std::to_string(a.used_up) +
                    " of score already, which is more than the limit");
  }
  auto const traces =
      traces_of(a, judge, cost_of(*n).macs.value, static_cast<double>(cost_of(*first).macs.value));
  search::temporal_found const found = search::search_temporal(traces, goal, to);
  add_solutions(out, n, a, traces, found, names, with);
  return out;
}

} // namespace peax::rewrite::detail
