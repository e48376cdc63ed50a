#pragma once
//! @file
//! The bodies of measure.hpp.

#include <peax/data/metrics.hpp>
#include <peax/decision/confidence.hpp>
#include <peax/engine/run.hpp>
#include <peax/graph/cost.hpp>
#include <peax/graph/extract.hpp>
#include <peax/report/temporal_behaviour.hpp>
#include <peax/score/interval.hpp>
#include <peax/solution/measure.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::result {

namespace detail {
PEAX_INLINE void check_thresholds(record const& s, std::size_t exits) {
  if (exits != s.thresholds.size() + 1)
    throw bad_input(fmt::format("decision: {} thresholds for {} exits; every exit but the last has one",
                                s.thresholds.size(), exits));
}

PEAX_INLINE report::answer_form answered_by(output_form are) {
  return are == output_form::logits ? report::answer_form::logits : report::answer_form::softmax;
}
} // namespace detail

PEAX_INLINE replayed replay(record const& s, std::span<tensor const* const> outputs) {
  detail::check_thresholds(s, outputs.size());
  std::vector<std::vector<std::int32_t>> answers;
  std::vector<std::vector<float>> scores;
  for (auto const* t : outputs) answers.push_back(report::labels_of(*t, detail::answered_by(s.outputs_are)));
  for (auto const* t : outputs.first(s.thresholds.size()))
    scores.push_back(scores_of(s.decision, *t, s.outputs_are));
  std::vector<float> limits;
  for (float const t : s.thresholds) limits.push_back(s.decision.limit(t));
  replayed out;
  for (std::size_t i = 0; i < answers.front().size(); ++i) {
    std::size_t e = 0;
    while (e < limits.size() && !decision::leaves(scores[e][i], limits[e])) ++e;
    out.exit.push_back(e);
    out.answer.push_back(answers[e][i]);
  }
  return out;
}

PEAX_INLINE std::pair<double, double> interval_of(std::span<std::int32_t const> answers,
                                                  data::data_set const& samples) {
  data::data_set const labelled = samples.with_labels();
  auto const right = data::correctness(labelled.labels(), answers);
  auto const i = samples.has_groups()
                     ? scoring::group_interval(right, samples.groups())
                     : scoring::wilson(static_cast<std::size_t>(std::count(right.begin(), right.end(), 1.0)),
                                       right.size());
  return {i.low, i.high};
}

PEAX_INLINE void add_mean_costs(record& s) {
  auto const& shares = s.measured.exit_shares;
  auto const mean = [&](std::vector<double> const& of_exit) -> std::optional<double> {
    if (of_exit.size() != shares.size()) return std::nullopt;
    return std::inner_product(shares.begin(), shares.end(), of_exit.begin(), 0.0);
  };
  s.measured.mean_latency_s = mean(s.leaving_seconds);
  s.measured.mean_energy_j = mean(s.leaving_joules);
}

PEAX_INLINE void add_test_figures(record& s, replayed const& r, data::data_set const& samples,
                                  scoring::score const& by, double original_macs) {
  figures& f = s.measured;
  f.test_accuracy = score_of_answers(r.answer, samples, {});
  f.test_score = score_of_answers(r.answer, samples, by);
  f.test_accuracy_interval = interval_of(r.answer, samples);
  f.exit_shares.assign(s.exits.size(), 0);
  for (auto e : r.exit) f.exit_shares[e] += 1;
  for (double& share : f.exit_shares) share /= static_cast<double>(r.exit.size());
  double macs = 0;
  for (std::size_t e = 0; e < s.exits.size(); ++e)
    macs += f.exit_shares[e] * static_cast<double>(s.exits[e].macs);
  f.mean_macs = macs;
  f.relative_macs = macs / original_macs;
  add_mean_costs(s);
}

namespace detail {
PEAX_INLINE std::vector<digest> outputs_by_content(graph const& g, data::data_set const& samples,
                                                   std::map<digest, tensor>& known) {
  std::vector<digest> pieces, unknown;
  engine::plan_options options;
  for (std::size_t e = 0; e < g.outputs().size(); ++e) {
    pieces.push_back(content_hash(extract(g, g.inputs(), g.outputs().subspan(e, 1), "piece")));
    if (known.contains(pieces.back())) continue;
    unknown.push_back(pieces.back());
    options.wanted.push_back(g.outputs()[e]);
  }
  if (unknown.empty()) return pieces;
  data::data_set const fitting = samples.fit_to(g[g.inputs()[0]].dims);
  auto outputs = engine::run(network(g), fitting.inputs().floats(), options);
  for (std::size_t k = 0; k < unknown.size(); ++k) known.emplace(unknown[k], std::move(outputs[k]));
  return pieces;
}
} // namespace detail

PEAX_INLINE void measure_on_test(std::span<to_measure const> all, network const& first,
                                 data::data_set const& samples) {
  if (all.empty()) return;
  samples.with_labels().require_classes(
      std::max<std::int64_t>(2, (*first)[first->outputs()[0]].dims.elements()));
  std::map<digest, tensor> known; // answers by the content of the piece that makes them
  auto const original_macs = static_cast<double>(cost_of(*first).macs.value);
  // Solutions with many exits first: they answer for the others.
  std::vector<to_measure> order(all.begin(), all.end());
  std::stable_sort(order.begin(), order.end(), [](to_measure const& a, to_measure const& b) {
    return a.into->exits.size() > b.into->exits.size();
  });
  for (auto const& [of, into] : order) {
    std::vector<digest> const pieces = detail::outputs_by_content(**of, samples, known);
    std::vector<tensor const*> outputs;
    for (auto const& p : pieces) outputs.push_back(&known.at(p));
    add_test_figures(*into, replay(*into, outputs), samples, scoring::parse_score(into->judged_by),
                     original_macs);
  }
}

} // namespace peax::result
