#pragma once
//! @file
//! The C++ spelling of difference_detection.h, temporal_patience.h and signature_change.h: which rule,
//! whether a sample ends at an exit, and what is remembered. constexpr and freestanding; firmware in C
//! includes those headers themselves.

#include <peax/decision/difference_detection.h>
#include <peax/decision/scene.h>
#include <peax/decision/signature_change.h>
#include <peax/decision/temporal_patience.h>

namespace peax::decision {

//! Rules that compare a sample with what came before it in its recording.
enum class temporal_rule {
  difference_detection, //!< the exit's logits against those at the scene's start
  temporal_patience,    //!< and the exit's label against the scene's
  signature_scene,      //!< a pooled feature map against that at the scene's start
  signature_previous    //!< a pooled feature map against that of the sample before
};

//! What a sample is compared with: the sample with which its scene began, or the one before it.
enum class reference { scene, previous };

[[nodiscard]] constexpr reference reference_of(temporal_rule rule) {
  return rule == temporal_rule::signature_previous ? reference::previous : reference::scene;
}

//! What a rule remembers of one exit; the reference vector lies in the caller's buffer.
using scene = peax_decision_scene;

//! Threshold of an exit where no sample ends.
inline constexpr float never_near = PEAX_DECISION_NEVER_NEAR;

//! A memory of `width` values in `buffer`, before the first sample.
[[nodiscard]] constexpr scene closed_scene(float* buffer, int width) { return {buffer, width, 0, 0, 0}; }

//! Whether the inference ends at this exit; then `at.label` is the answer. `own`: the exit's label, of
//! temporal patience only.
[[nodiscard]] constexpr bool stops(temporal_rule rule, scene const& at, float const* values, int own,
                                   float threshold) {
  switch (rule) {
  case temporal_rule::difference_detection:
    return peax_decision_difference_detection_stops(&at, values, threshold) != 0;
  case temporal_rule::temporal_patience:
    return peax_decision_temporal_patience_stops(&at, values, own, threshold) != 0;
  case temporal_rule::signature_scene:
  case temporal_rule::signature_previous: break;
  }
  return peax_decision_signature_change_stops(&at, values, threshold) != 0;
}

//! The whole network ran and answered `label`: a scene begins.
constexpr void ran(temporal_rule rule, scene& at, float const* values, int own, int label) {
  switch (rule) {
  case temporal_rule::difference_detection:
    peax_decision_difference_detection_ran(&at, values, label);
    return;
  case temporal_rule::temporal_patience: peax_decision_temporal_patience_ran(&at, values, own, label); return;
  case temporal_rule::signature_scene:
  case temporal_rule::signature_previous: break;
  }
  peax_decision_signature_change_ran(&at, values, label);
}

//! The inference ended at this exit.
constexpr void passed(temporal_rule rule, scene& at, float const* values) {
  if (rule == temporal_rule::signature_previous) peax_decision_signature_change_passed(&at, values);
}

//! A recording begins.
constexpr void forget(scene& at) { peax_decision_forget(&at); }

//! The label of an exit's logits.
[[nodiscard]] constexpr int label_of_logits(float const* logits, int count) {
  return peax_decision_label_of_logits(logits, count);
}

} // namespace peax::decision
