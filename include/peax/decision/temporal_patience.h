#ifndef PEAX_DECISION_TEMPORAL_PATIENCE_H
#define PEAX_DECISION_TEMPORAL_PATIENCE_H
/* Temporal Patience (Sponner et al., arXiv 2403.07958): as difference detection, and the exit's own label
   must be that of the scene. An exit that did not agree with the network when the scene began cannot end an
   inference in that scene.

   Per sample: run up to the exit; if `..._stops`, answer `scene->label`, else run on and call `..._ran`.
   Before the first sample of a recording: `peax_decision_forget`. */

#include <peax/decision/scene.h>

/* The label of an exit's logits: the first of the largest; with one logit, whether it is above 0. */
PEAX_DECISION int peax_decision_label_of_logits(float const* logits, int count) {
  int best = 0, i = 1;
  if (count == 1) return logits[0] > 0.0f ? 1 : 0;
  for (; i < count; ++i)
    if (logits[i] > logits[best]) best = i;
  return best;
}

/* Whether the inference ends at this exit. `logits`: `scene->width` outputs of the exit; `own`: their label.
   */
PEAX_DECISION int peax_decision_temporal_patience_stops(peax_decision_scene const* scene, float const* logits,
                                                        int own, float threshold) {
  if (!scene->agreed || own != scene->label) return 0;
  return peax_decision_is_same_scene(scene, logits, threshold);
}

/* The whole network ran and answered `label`, the exit itself `own`. */
PEAX_DECISION void peax_decision_temporal_patience_ran(peax_decision_scene* scene, float const* logits,
                                                       int own, int label) {
  peax_decision_open(scene, logits, label, own == label ? 1 : 0);
}

#endif
