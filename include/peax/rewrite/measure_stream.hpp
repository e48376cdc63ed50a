#pragma once
//! @file
//! Solutions along a stream: where samples end, what is answered, how soon changes are seen, and what running the whole network
//! on every k-th sample would give instead.

#include <peax/analysis/component.hpp>
#include <peax/core/error.hpp>
#include <peax/core/split.hpp>
#include <peax/data/interval.hpp>
#include <peax/data/stream.hpp>
#include <peax/engine/run.hpp>
#include <peax/graph/cost.hpp>
#include <peax/report/stream.hpp>
#include <peax/rewrite/answers.hpp>
#include <peax/rewrite/measure.hpp>
#include <peax/rewrite/solution.hpp>
#include <peax/search/score.hpp>
#include <peax/search/temporal_replay.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::rewrite {

//! Whether a decision compares samples with what came before them.
[[nodiscard]] inline bool is_temporal(decision_record const& d) {
  return d.kind == "difference_detection" || d.kind == "temporal_patience" || d.kind == "signature_change";
}

//! The rule of a temporal decision record. Throws bad_input for another.
[[nodiscard]] inline decision::temporal_rule temporal_rule_of(decision_record const& d) {
  if (d.kind == "difference_detection") return decision::temporal_rule::difference_detection;
  if (d.kind == "temporal_patience") return decision::temporal_rule::temporal_patience;
  if (d.kind != "signature_change")
    throw bad_input("decision '" + d.kind + "' is no temporal rule; difference_detection, temporal_patience and signature_change are");
  if (d.reference == "scene") return decision::temporal_rule::signature_scene;
  if (d.reference == "previous") return decision::temporal_rule::signature_previous;
  throw bad_input("decision signature_change: the reference '" + d.reference + "' is not known; scene and previous are");
}

//! Of every sample of a stream.
struct stream_replay {
  std::vector<std::size_t> exit; //!< where it ends; the last is the whole network
  std::vector<std::size_t> from; //!< whose outputs are the answer: its own, or those of the sample that opened the scene
};

//! Plays a solution's decision along recordings. `outputs`: of all exits in running order, [N, ...], the last the network's own.
//! Decisions that are not temporal (confidence, none) look at every sample alone. Throws bad_input for outputs that do not fit.
[[nodiscard]] stream_replay replay_stream(decision_record const& d, std::span<tensor const* const> outputs, std::span<std::size_t const> lengths);

//! The whole network on every k-th sample of a recording, the answer repeated in between.
struct periodic_control {
  std::size_t every = 1;
  double relative_macs = 1; //!< of the network that runs
  std::optional<double> accuracy;
  double score = 0;
};

//! A solution along a stream. Accuracies and what hangs on classes are absent for networks that are no classifiers; their score is
//! the share of the variance of the network's own outputs that the repeated ones keep.
struct stream_evaluation {
  std::size_t samples = 0, recordings = 0;
  bool labelled = false; //!< else the network's own answers are the truth
  std::optional<double> accuracy, macro_f1;
  std::optional<std::pair<double, double>> accuracy_interval; //!< 95 %: over groups, or recordings if there are at least 5, else samples
  double score = 0;
  std::vector<double> exit_shares;
  double termination_rate = 0; //!< share of the samples that end before the whole network ran
  double mean_macs = 0;
  std::optional<stream_figures> changes; //!< absent without a change of label
  std::optional<double> network_accuracy; //!< of the whole network on every sample
  double network_score = 0;
  std::optional<stream_figures> network_changes;
  std::vector<periodic_control> control; //!< k = 2, 3, 4, 6, 8
};

//! Evaluates outputs that are there already.
[[nodiscard]] stream_evaluation evaluate_stream(solution<multi_exit> const& s, std::span<tensor const* const> outputs, data::stream const& on, search::score const& by);

//! Runs the solution's model on every sample and evaluates it. Needs no report.
[[nodiscard]] stream_evaluation evaluate_stream(solution<multi_exit> const& s, data::stream const& on, search::score const& by);

//! Measures the solutions of temporal rules on the test stream.
struct on_test_stream {
  solutions<multi_exit> measure(solutions<multi_exit> const& found, original const& first, report::stream<test> const& on) const;
};

} // namespace peax::rewrite
