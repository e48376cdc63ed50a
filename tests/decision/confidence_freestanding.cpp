// confidence.hpp as freestanding C++ without exceptions and RTTI.
#include "compiled.h"
#include <peax/decision/confidence.hpp>

float confidence_freestanding(int kind, int logits, float const* scores, int count) {
  return peax::decision::confidence(static_cast<peax::decision::confidence_rule>(kind),
                                    logits != 0 ? peax::decision::exit_output::logits
                                                : peax::decision::exit_output::probabilities,
                                    scores, count);
}
