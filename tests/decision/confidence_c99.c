/* confidence.h in C99, warnings as errors, without a hosted library. */
#include <peax/decision/confidence.h>

#include "compiled.h"

float confidence_in_c99(int kind, int logits, float const* scores, int count) {
  switch (kind) {
  case 0:
    return logits ? peax_decision_max_probability_of_logits(scores, count)
                  : peax_decision_max_probability(scores, count);
  case 1:
    return logits ? peax_decision_margin_of_logits(scores, count) : peax_decision_margin(scores, count);
  default:
    return logits ? peax_decision_negative_entropy_of_logits(scores, count)
                  : peax_decision_negative_entropy(scores, count);
  }
}

int leaves_in_c99(float confidence, float threshold) {
  return peax_decision_leaves(confidence, threshold);
}
