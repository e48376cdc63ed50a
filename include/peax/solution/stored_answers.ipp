#pragma once
//! @file
//! The body of stored_answers.hpp.

#include <peax/data/metrics.hpp>
#include <peax/engine/run.hpp>
#include <peax/report/temporal_behaviour.hpp>
#include <peax/solution/answers.hpp>
#include <peax/solution/measure.hpp>
#include <peax/solution/stored_answers.hpp>
#include <peax/solution/temporal_evaluation.hpp>

#include <cstddef>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace peax::result {

PEAX_INLINE std::vector<exit_answers> answers_on(any_solution const& s, data::data_set const& samples) {
  std::vector<exit_answers> out;
  if (s.thresholds.empty() || s.decision.has_memory()) return out;
  detail::check_thresholds(s, s.exits.size());
  data::data_set const labelled = samples.with_labels();
  std::map<digest, tensor> known;
  std::vector<digest> const pieces = detail::outputs_by_content(*s.network, samples, known);
  for (std::size_t e = 0; e < pieces.size(); ++e) {
    tensor const& outputs = known.at(pieces[e]);
    exit_answers each;
    if (e < s.thresholds.size()) each.scores = scores_of(s.decision, outputs, s.outputs_are);
    auto const answered = report::labels_of(outputs, detail::answered_by(s.outputs_are));
    for (double const right : data::correctness(labelled.labels(), answered))
      each.right.push_back(right == 1 ? 1 : 0);
    out.push_back(std::move(each));
  }
  return out;
}

PEAX_INLINE std::optional<recorded_answers> answers_along(any_solution const& s,
                                                          data::stream const& recordings) {
  if (s.thresholds.empty() || !s.decision.has_memory() || !s.decision.repeats()) return std::nullopt;
  auto const form = form_of_exit(*s.network, s, s.exits.size() - 1);
  if (!form) return std::nullopt;
  graph const& g = *s.network;
  data::stream const fitting = recordings.fit_to(g[g.inputs()[0]].dims);
  auto outputs = engine::run(s.network, fitting.samples().inputs().floats());
  recorded_answers out;
  out.lengths = fitting.lengths();
  out.final = report::labels_of(outputs.back(), *form);
  out.truth = out.final;
  if (fitting.has_classes()) {
    data::stream const labelled = fitting.with_labels();
    out.truth.assign(labelled.samples().labels().begin(), labelled.samples().labels().end());
  }
  std::vector<tensor const*> all;
  for (auto const& t : outputs) all.push_back(&t);
  auto replay = replay_stream(s, all, out.lengths, form);
  out.exit = std::move(replay.exit), out.from = std::move(replay.from);
  out.control = evaluate_stream(s.network, s, all, fitting, scoring::parse_score(s.judged_by), true).control;
  outputs.pop_back();
  out.outputs = std::move(outputs);
  return out;
}

} // namespace peax::result
