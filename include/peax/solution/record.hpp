#pragma once
//! @file
//! All that a solution has beside its network, whatever the kind of the network.

#include <peax/solution/exits.hpp>
#include <peax/solution/figures.hpp>

#include <string>
#include <vector>

namespace peax::result {

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

//! What is needed to run a rewritten network, to judge it and to save it. `solution<Kind>` adds the network.
struct record {
  decision_record decision;
  std::vector<exit_record> exits; //!< in running order; as many as the network has outputs
  std::vector<mapping_record> mapping;
  figures measured;
  std::string judged_by = "accuracy"; //!< the score, as `search::parse_score` reads it
  std::string note; //!< what a reader should know: what a certificate rests on, that weights were tuned
  std::vector<double> leaving_seconds,
      leaving_joules; //!< latency and energy of a sample by the exit where it leaves; empty without a platform
};

} // namespace peax::result
