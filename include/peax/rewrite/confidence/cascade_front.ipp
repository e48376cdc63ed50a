#pragma once
//! @file
//! The bodies of cascade_front.hpp.

#include <peax/graph/cost.hpp>
#include <peax/graph/memory.hpp>
#include <peax/rewrite/confidence/cascade_front.hpp>
#include <peax/rewrite/confidence/multi_exit.hpp>
#include <peax/rewrite/front/thinned.hpp>
#include <peax/search/cascade/cascade_search.hpp>
#include <peax/solution/answers.hpp>
#include <peax/solution/mapping.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::rewrite {

namespace detail {

//! The exits that were chosen per place, in running order.
inline std::vector<report::early_exits::candidate const*> chosen_exits(report::early_exits const& e) {
  std::vector<report::early_exits::candidate const*> out;
  for (auto i : e.chosen) out.push_back(&e.tried[i]);
  return out;
}

//! Answers, confidences and relative costs of all chosen exits and the final classifier on the validation samples.
inline search::cascade_traces traces_of(report::early_exits const& e, data::data_set const& samples,
                                        decision::confidence_rule rule, double original_macs) {
  auto const exits = chosen_exits(e);
  data::data_set const labelled = samples.with_labels();
  auto const labels = labelled.labels();
  std::vector<std::int32_t> prediction;
  std::vector<float> confidence;
  search::exit_costs costs;
  auto const add = [&](tensor const& outputs) {
    result::exit_answers const a = result::answers_of(outputs, e.form, rule);
    prediction.insert(prediction.end(), a.prediction.begin(), a.prediction.end());
    confidence.insert(confidence.end(), a.confidence.begin(), a.confidence.end());
  };
  for (auto const* c : exits) {
    add(c->outputs);
    costs.prefix.push_back(static_cast<double>(c->prefix_macs) / original_macs);
    costs.branch.push_back(static_cast<double>(c->branch_macs) / original_macs);
  }
  add(e.final_outputs);
  costs.prefix.push_back(static_cast<double>(e.network_macs) / original_macs);
  costs.branch.push_back(0);
  std::vector<std::int64_t> const groups(samples.groups().begin(), samples.groups().end());
  return {std::vector<std::int32_t>(labels.begin(), labels.end()), std::move(prediction),
          std::move(confidence), std::move(costs), groups};
}

//! The early exits that a threshold vector uses.
inline std::vector<std::size_t> used_exits(std::span<float const> thresholds) {
  std::vector<std::size_t> out;
  for (std::size_t e = 0; e < thresholds.size(); ++e)
    if (thresholds[e] < decision::never) out.push_back(e);
  return out;
}

//! A set of exits as a network, with its segments and mappings: made once for all its thresholds.
struct exit_set {
  multi_exit_network joined;
  std::int64_t parameters = 0, live_elements = 0;
  std::vector<result::mapping> possible;
};

inline exit_set prepare(network const& n, std::vector<report::early_exits::candidate const*> const& exits,
                        std::vector<std::size_t> const& used, hardware::platform const* on,
                        hardware::storage_type type, result::constraints const& keep,
                        std::vector<refusal>& rejected) {
  std::vector<report::early_exits::candidate const*> chosen;
  for (auto e : used) chosen.push_back(exits[e]);
  exit_set out{with_exits(n, chosen), 0, 0, {}};
  graph const& g = *out.joined.whole;
  auto const segments = result::segments_of(g, out.joined.at);
  for (auto const& s : segments) out.live_elements = std::max(out.live_elements, s.live_elements);
  out.parameters = cost_of(g).parameters;
  if (on != nullptr) {
    result::mappings found = result::map_segments(*on, g, segments, type, keep.latency_s);
    std::string names;
    for (auto const* c : chosen) names += (names.empty() ? "" : ", ") + c->after_block;
    for (auto& r : found.rejected) {
      r.what = names.empty() ? "mapping without an early exit" : "mapping with exits behind " + names;
      rejected.push_back(std::move(r));
    }
    out.possible = std::move(found.possible);
  }
  return out;
}

//! The mapping that the preference picks: energy where powers are known (or asked for), else time.
inline std::optional<std::size_t> pick_mapping(std::vector<result::mapping> const& possible,
                                               std::span<double const> shares, result::preference prefer) {
  bool const has_energy = std::any_of(possible.begin(), possible.end(),
                                      [](result::mapping const& m) { return m.joules.back() > 0; });
  bool const by_energy =
      prefer == result::preference::energy || (prefer != result::preference::latency && has_energy);
  return result::cheapest(possible, shares, by_energy ? &result::mapping::joules : &result::mapping::seconds);
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

} // namespace detail

PEAX_INLINE solutions<multi_exit> cascade_front(network const& n, network const& first,
                                                report::early_exits const& tried, data::data_set const& judge,
                                                hardware::platform const* on, confidence_settings const& with,
                                                progress const& to) {
  solutions<multi_exit> out;
  out.refusals = tried.refusals;
  auto const exits = detail::chosen_exits(tried);
  if (exits.empty()) {
    if (out.refusals.empty())
      out.refusals.push_back({"confidence exits", "the network has no place for an early exit", n.name()});
    return out;
  }
  auto const original_macs = static_cast<double>(cost_of(*first).macs.value);
  search::cascade_traces const traces = detail::traces_of(tried, judge, with.rule, original_macs);

  // In a flow the passes before have used up a part of the limit.
  double used_up = 0;
  if (first.content() != n.content())
    used_up = result::score_of_network(first, judge, tried.form, with.keep.score) -
              search::base_score(traces, with.keep.score);
  search::cascade_goal goal{with.keep.loss,      with.keep.score, with.most_exits,
                            with.search_seconds, with.seed,       {}};
  if (goal.limit) goal.limit->loss = goal.limit->loss - used_up;
  if (goal.limit && goal.limit->loss < 0) {
    out.refusals.push_back({"confidence exits",
                            "the passes before lost " + std::to_string(used_up) +
                                " of score already, which is more than the limit",
                            n.name()});
    return out;
  }

  hardware::storage_type const type{with.data_type, hardware::bits_of_storage(with.data_type)};
  std::map<std::vector<std::size_t>, detail::exit_set> sets;
  std::vector<refusal> unmapped;
  auto const set_of = [&](std::vector<std::size_t> const& used) -> detail::exit_set const& {
    auto const at = sets.find(used);
    if (at != sets.end()) return at->second;
    return sets.emplace(used, detail::prepare(n, exits, used, on, type, with.keep, unmapped)).first->second;
  };
  if (on != nullptr)
    goal.allowed = [&](std::span<std::size_t const> used) {
      return !set_of({used.begin(), used.end()}).possible.empty();
    };

  if (on != nullptr && !detail::any_passes(goal.allowed, exits.size(), with.most_exits)) {
    out.refusals.insert(out.refusals.end(), unmapped.begin(), unmapped.end());
    out.refusals.push_back(
        {"confidence exits", "no set of exits can be mapped on platform " + on->name, n.name()});
    return out;
  }
  search::cascade_choice const found = search::search_cascade(traces, goal, to);
  out.refusals.insert(out.refusals.end(), unmapped.begin(), unmapped.end());
  std::vector<search::cascade_point> points = found.front;
  std::optional<std::size_t> chosen = found.index;
  if (found.chosen && !chosen) {
    points.push_back(*found.chosen);
    std::sort(points.begin(), points.end(),
              [](auto const& a, auto const& b) { return a.mean_cost < b.mean_cost; });
    for (std::size_t i = 0; i < points.size(); ++i)
      if (points[i].thresholds == found.chosen->thresholds) chosen = i;
  }
  if (goal.limit && !chosen) out.refusals.push_back(found.reason);

  std::vector<char> keeps_loss;
  for (std::size_t i : detail::thinned(points, with.most_solutions, chosen)) {
    search::cascade_point const& p = points[i];
    auto const used = detail::used_exits(p.thresholds);
    detail::exit_set const& set = set_of(used);
    solution<multi_exit> s;
    s.judged_by = search::to_text(with.keep.score);
    s.network = model<multi_exit>(set.joined.whole);
    s.exits = set.joined.exits;
    s.decision = {"confidence",
                  std::string(name_of(with.rule)),
                  tried.form == report::answer_form::logits ? "logits" : "probabilities",
                  {}};
    for (auto e : used) s.decision.thresholds.push_back(p.thresholds[e]);
    result::figures& f = s.measured;
    f.validation_accuracy = p.accuracy;
    f.validation_score = p.score;
    f.validation_relative_macs = p.mean_cost;
    for (auto e : used) f.validation_exit_shares.push_back(p.exit_shares[e]);
    f.validation_exit_shares.push_back(p.exit_shares.back());
    f.peak_memory_bytes = storage_of(set.live_elements, type.bits).value;
    f.storage_bytes = storage_of(set.parameters, type.bits).value;
    if (on != nullptr) {
      auto const best = detail::pick_mapping(set.possible, f.validation_exit_shares, with.keep.prefer);
      if (!best) continue;
      result::mapping const& m = set.possible[*best];
      s.mapping = result::records_of(*on, m);
      s.leaving_seconds = m.seconds;
      s.leaving_joules = m.joules;
      f.worst_latency_s = m.worst_latency();
    }
    bool const is_chosen = chosen && *chosen == i;
    if (is_chosen) s.note = found.note;
    bool const plain = goal.limit && goal.limit->strength == search::limit_strength::plain;
    keeps_loss.push_back(!goal.limit || is_chosen || (plain && p.loss <= goal.limit->loss + 1e-12) ? 1 : 0);
    out.front.push_back(std::move(s));
  }
  for (std::size_t i = 0; i < out.front.size(); ++i) {
    if (!keeps_loss[i]) continue;
    if (auto const why = result::broken(with.keep, out.front[i].measured)) {
      if (out.front[i].decision.thresholds.empty()) continue;
      out.refusals.push_back({"solution " + std::to_string(i), *why, ""});
      continue;
    }
    if (!out.choice || detail::rank_of(out.front[i], with.keep.prefer) <
                           detail::rank_of(out.front[*out.choice], with.keep.prefer))
      out.choice = i;
  }
  return out;
}

} // namespace peax::rewrite
