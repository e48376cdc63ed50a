#pragma once
//! @file
//! The C++ spelling of confidence.h: how sure an exit is, and whether a sample leaves there. constexpr and
//! freestanding; firmware in C includes confidence.h itself.

#include <peax/decision/confidence.h>

namespace peax::decision {

//! The rule by which an exit's outputs become one number; larger is always surer.
enum class confidence_rule { max_probability, margin, entropy };

//! What the outputs are.
enum class exit_output { probabilities, logits };

//! Threshold of an exit that no sample leaves.
inline constexpr float never = PEAX_DECISION_NEVER;

//! Whether a sample of this confidence leaves: `confidence >= threshold`.
[[nodiscard]] constexpr bool leaves(float confidence, float threshold) {
  return peax_decision_leaves(confidence, threshold) != 0;
}

//! Confidence of `count` (>= 1) outputs of an exit. Entropy is negated. See confidence.h for ranges and
//! errors.
[[nodiscard]] constexpr float confidence(confidence_rule rule, exit_output output, float const* scores,
                                         int count) {
  bool const logits = output == exit_output::logits;
  switch (rule) {
  case confidence_rule::margin:
    return logits ? peax_decision_margin_of_logits(scores, count) : peax_decision_margin(scores, count);
  case confidence_rule::entropy:
    return logits ? peax_decision_negative_entropy_of_logits(scores, count)
                  : peax_decision_negative_entropy(scores, count);
  case confidence_rule::max_probability: break;
  }
  return logits ? peax_decision_max_probability_of_logits(scores, count)
                : peax_decision_max_probability(scores, count);
}

} // namespace peax::decision
