#pragma once
//! @file
//! A solution along a stream: where samples end, what is answered, how soon changes are seen, and what
//! running the whole network on every k-th sample would give instead. Needs no report: saved solutions are
//! evaluated by it.

#include <peax/core/config.hpp>
#include <peax/core/error.hpp>
#include <peax/data/stream.hpp>
#include <peax/score/score.hpp>
#include <peax/solution/measure.hpp>
#include <peax/solution/record.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::result {

//! Of every sample of a stream.
struct stream_replay {
  std::vector<std::size_t> exit; //!< where it ends; the last is the whole network
  std::vector<std::size_t>
      from; //!< whose outputs are the answer: its own, or those of the sample that opened the scene
};

//! How the output of an exit is read for labels: early ones as the record says, the last by the network's own last layer; nothing when
//! that gives no classes.
[[nodiscard]] PEAX_INLINE std::optional<report::answer_form> form_of_exit(graph const& network,
                                                                          record const& s, std::size_t exit);

//! Plays a solution's decision along recordings. `outputs`: of all exits in running order, [N, ...], the last
//! the network's own, which is read as `last` (form_of_exit). Decisions that remember nothing look at every sample alone. Throws
//! bad_input for outputs that do not fit.
[[nodiscard]] PEAX_INLINE stream_replay replay_stream(record const& s, std::span<tensor const* const> outputs,
                                                      std::span<std::size_t const> lengths,
                                                      std::optional<report::answer_form> last);

//! The whole network on every k-th sample of a recording, the answer repeated in between.
struct periodic_control {
  std::size_t every = 1;
  double relative_macs = 1; //!< of the network that runs
  std::optional<double> accuracy;
  double score = 0;
};

//! A solution along a stream. Accuracies and what hangs on classes are absent for networks that are no
//! classifiers; their score is the share of the variance of the network's own outputs that the repeated ones
//! keep.
struct stream_evaluation {
  std::size_t samples = 0, recordings = 0;
  bool labelled = false; //!< else the network's own answers are the truth
  std::optional<double> accuracy, macro_f1;
  std::optional<std::pair<double, double>>
      accuracy_interval; //!< 95 %: over groups, or recordings if there are at least 5, else samples
  double score = 0;
  std::vector<double> exit_shares;
  double termination_rate = 0; //!< share of the samples that end before the whole network ran
  double mean_macs = 0;
  std::optional<stream_figures> changes;  //!< absent without a change of label
  std::optional<double> network_accuracy; //!< of the whole network on every sample
  double network_score = 0;
  std::optional<stream_figures> network_changes;
  std::vector<periodic_control> control; //!< k = 2, 3, 4, 6, 8
};

//! Evaluates outputs that are there already: of all exits in running order, [N, ...]. Without the control
//! what concerns the network alone is left out: it is the same for all solutions of one network.
[[nodiscard]] PEAX_INLINE stream_evaluation evaluate_stream(network const& n, record const& s,
                                                            std::span<tensor const* const> outputs,
                                                            data::stream const& on, scoring::score const& by,
                                                            bool with_control = true);

//! What was answered along a stream, evaluated. `network`: its only output is the whole network's, `outputs` its values for every sample,
//! [N, ...]. `macs`: of a sample that ends at each exit. `said`: the classes that were answered; empty: those of the outputs that `where`
//! names.
[[nodiscard]] PEAX_INLINE stream_evaluation evaluate_replay(graph const& network, tensor const& outputs,
                                                            stream_replay const& where,
                                                            std::span<std::int64_t const> macs,
                                                            std::vector<std::int32_t> said,
                                                            data::stream const& on, scoring::score const& by,
                                                            bool with_control = true);

//! Runs the solution's model on every sample and evaluates it. Needs no report.
[[nodiscard]] PEAX_INLINE stream_evaluation evaluate_stream(network const& n, record const& s,
                                                            data::stream const& on, scoring::score const& by);

} // namespace peax::result

#ifndef PEAX_COMPILED
#include <peax/solution/temporal_evaluation.ipp>
#endif
