#pragma once
//! @file
//! The bodies of measure.hpp.

#include <peax/data/interval.hpp>
#include <peax/data/metrics.hpp>
#include <peax/engine/run.hpp>
#include <peax/graph/cost.hpp>
#include <peax/graph/extract.hpp>
#include <peax/solution/measure.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <utility>
#include <vector>

namespace peax::result {

PEAX_INLINE decision::confidence_rule rule_of(decision_record const& d) {
  if (d.rule == "margin") return decision::confidence_rule::margin;
  if (d.rule == "entropy") return decision::confidence_rule::entropy;
  if (d.rule == "max_probability") return decision::confidence_rule::max_probability;
  throw bad_input("decision rule '" + d.rule + "' is not known; max_probability, margin and entropy are");
}

PEAX_INLINE report::answer_form form_of(decision_record const& d, tensor const& outputs) {
  if (d.on == "logits") return report::answer_form::logits;
  return outputs.size() == static_cast<std::size_t>(outputs.dims()[0]) ? report::answer_form::sigmoid
                                                                       : report::answer_form::softmax;
}

PEAX_INLINE replayed replay(decision_record const& d, std::span<tensor const* const> outputs) {
  std::vector<exit_answers> exits;
  for (auto const* t : outputs) exits.push_back(answers_of(*t, form_of(d, *t), rule_of(d)));
  replayed out;
  for (std::size_t i = 0; i < exits.front().prediction.size(); ++i) {
    std::size_t e = 0;
    while (e + 1 < exits.size() && !decision::leaves(exits[e].confidence[i], d.thresholds[e])) ++e;
    out.exit.push_back(e);
    out.answer.push_back(exits[e].prediction[i]);
  }
  return out;
}

PEAX_INLINE std::pair<double, double> interval_of(std::span<std::int32_t const> answers,
                                                  data::data_set const& samples) {
  data::data_set const labelled = samples.with_labels();
  auto const right = data::correctness(labelled.labels(), answers);
  auto const i =
      samples.has_groups()
          ? data::group_interval(right, samples.groups())
          : data::wilson(static_cast<std::size_t>(std::count(right.begin(), right.end(), 1.0)), right.size());
  return {i.low, i.high};
}

PEAX_INLINE void add_test_figures(record& s, replayed const& r, data::data_set const& samples,
                                  search::score const& by, double original_macs) {
  figures& f = s.measured;
  f.test_accuracy = score_of_answers(r.answer, samples, {});
  f.test_score = score_of_answers(r.answer, samples, by);
  f.test_accuracy_interval = interval_of(r.answer, samples);
  f.exit_shares.assign(s.exits.size(), 0);
  for (auto e : r.exit) f.exit_shares[e] += 1;
  for (double& share : f.exit_shares) share /= static_cast<double>(r.exit.size());
  double macs = 0, seconds = 0, joules = 0;
  for (std::size_t e = 0; e < s.exits.size(); ++e) {
    macs += f.exit_shares[e] * static_cast<double>(s.exits[e].macs);
    if (!s.leaving_seconds.empty()) seconds += f.exit_shares[e] * s.leaving_seconds[e];
    if (!s.leaving_joules.empty()) joules += f.exit_shares[e] * s.leaving_joules[e];
  }
  f.mean_macs = macs;
  f.relative_macs = macs / original_macs;
  if (!s.leaving_seconds.empty()) f.mean_latency_s = seconds;
  if (!s.leaving_joules.empty()) f.mean_energy_j = joules;
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
    add_test_figures(*into, replay(into->decision, outputs), samples, search::parse_score(into->judged_by),
                     original_macs);
  }
}

} // namespace peax::result
