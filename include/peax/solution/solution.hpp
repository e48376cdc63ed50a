#pragma once
//! @file
//! A solution: a rewritten model, its decision rule, its mapping to processors and its measured figures.

#include <peax/analysis/solutions.hpp>
#include <peax/core/config.hpp>
#include <peax/graph/network.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace peax {

namespace rewrite {

//! How soon a stream's changes are seen.
struct stream_figures {
  double change_delay = 0;   //!< mean number of samples until a true change of label is seen
  double changes_missed = 0; //!< share of the true changes that are not seen before the next
};

//! Figures of one sample's inference, as in the command's contract. Fractions 0..1; absent where the data or the platform was
//! not given. Mean figures and shares are of the test set; `validation_...` are what the choice saw.
struct figures {
  std::optional<double> validation_accuracy, test_accuracy;
  std::optional<std::pair<double, double>> test_accuracy_interval; //!< 95 %
  std::optional<double> validation_score, test_score;
  std::optional<double> mean_macs, relative_macs,
      validation_relative_macs; //!< relative to the original model
  std::vector<double> exit_shares,
      validation_exit_shares; //!< of the samples, by exit; the last answers the rest
  std::optional<std::int64_t> peak_memory_bytes,
      storage_bytes; //!< in the data type of deployment, float32 unless told
  std::optional<double> mean_latency_s, worst_latency_s, mean_energy_j;
  std::optional<stream_figures> stream; //!< of temporal rules
};

//! The rule that ends an inference early. Confidence: a sample leaves at the first exit with `confidence >= threshold`.
//! Temporal rules: it leaves at the first exit whose distance to the reference is `< threshold` (and, with temporal patience,
//! whose label is that of the scene); then the label of the scene is repeated.
struct decision_record {
  std::string kind =
      "confidence"; //!< or difference_detection, temporal_patience, signature_change; none: there is one exit
  std::string rule =
      "max_probability"; //!< max_probability, margin or entropy (negated); of a signature global, coarse or fine
  std::string on =
      "probabilities";           //!< what the model's early outputs are: probabilities, logits or signatures
  std::vector<float> thresholds; //!< of the early exits, in running order
  std::string reference = {}; //!< of temporal rules: scene (its first sample) or previous (the sample before)
};

//! One exit of a model, in running order; the last is the final classifier.
struct exit_record {
  std::string name;
  std::string output;      //!< the output of the model
  std::string after_block; //!< empty for the last
  std::string at;          //!< the feature map that the branch reads; empty for the last
  std::int64_t macs = 0;   //!< of a sample that leaves here, branches passed included
};

//! What runs on one processor: the exits it answers at.
struct mapping_record {
  std::string processor;
  std::vector<std::size_t> exits;
};

} // namespace rewrite

//! A rewritten model and all that is needed to run it, to judge it and to save it.
template <class Kind> struct solution {
  model<Kind> network;
  rewrite::decision_record decision;
  std::vector<rewrite::exit_record> exits;
  std::vector<rewrite::mapping_record> mapping;
  rewrite::figures measured;
  std::string judged_by = "accuracy"; //!< the score, as `scoring::parse_score` reads it
  std::string note; //!< what a reader should know: what a certificate rests on, that weights were tuned
  std::vector<double> leaving_seconds,
      leaving_joules; //!< latency and energy of a sample by the exit where it leaves; empty without a platform

  void save(std::ostream& to) const;
  static solution load(std::istream& from);
};

//! A network with one exit is one that leaves early nowhere: what shows and saves solutions need not tell the kinds apart.
[[nodiscard]] inline solution<multi_exit> as_multi_exit(solution<single_exit> const& s) {
  return {model<multi_exit>(s.network),
          s.decision,
          s.exits,
          s.mapping,
          s.measured,
          s.judged_by,
          s.note,
          s.leaving_seconds,
          s.leaving_joules};
}

PEAX_COMPILED_ONCE(void solution<multi_exit>::save(std::ostream&) const);
PEAX_COMPILED_ONCE(solution<multi_exit> solution<multi_exit>::load(std::istream&));
PEAX_COMPILED_ONCE(void put_fields(std::ostream&, solutions<multi_exit> const&));
PEAX_COMPILED_ONCE(solutions<multi_exit> get_fields<solutions<multi_exit>>(std::istream&));
PEAX_COMPILED_ONCE(void solution<single_exit>::save(std::ostream&) const);
PEAX_COMPILED_ONCE(solution<single_exit> solution<single_exit>::load(std::istream&));
PEAX_COMPILED_ONCE(void put_fields(std::ostream&, solutions<single_exit> const&));
PEAX_COMPILED_ONCE(solutions<single_exit> get_fields<solutions<single_exit>>(std::istream&));

} // namespace peax

#ifndef PEAX_COMPILED
#include <peax/solution/solution.ipp>
#endif
