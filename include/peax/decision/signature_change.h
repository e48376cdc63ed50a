#ifndef PEAX_DECISION_SIGNATURE_CHANGE_H
#define PEAX_DECISION_SIGNATURE_CHANGE_H
/* Termination by a pooled feature map: while its signature stays near to the reference, the last answer of
   the whole network is repeated. The reference is the signature of the last sample that ran through (scene),
   or of the sample before (previous); with the latter a slow drift never ends a scene, a jump does.

   Per sample: run up to the feature map and pool it; if `..._stops`, repeat the answer and, for the previous
   sample as reference, call `..._passed`; else run on and call `..._ran`. Before the first sample of a
   recording: `peax_decision_forget`. */

#include <peax/decision/scene.h>

/* Whether the inference ends here. `signature`: `scene->width` pooled values. */
PEAX_DECISION int peax_decision_signature_change_stops(peax_decision_scene const* scene,
                                                       float const* signature, float threshold) {
  return peax_decision_is_same_scene(scene, signature, threshold);
}

/* The whole network ran and answered `label`. */
PEAX_DECISION void peax_decision_signature_change_ran(peax_decision_scene* scene, float const* signature,
                                                      int label) {
  peax_decision_open(scene, signature, label, 1);
}

/* The inference ended early and the next sample is compared with this one; the label stays. */
PEAX_DECISION void peax_decision_signature_change_passed(peax_decision_scene* scene, float const* signature) {
  int i = 0;
  for (; i < scene->width; ++i) scene->reference[i] = signature[i];
}

#endif
