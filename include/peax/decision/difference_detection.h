#ifndef PEAX_DECISION_DIFFERENCE_DETECTION_H
#define PEAX_DECISION_DIFFERENCE_DETECTION_H
/* Difference Detection (Sponner et al., arXiv 2403.07958): while the logits of an exit stay near to those
   with which the scene began, the scene's label is repeated; far away the whole network runs and a new scene
   begins.

   Per sample: run up to the exit; if `..._stops`, answer `scene->label`, else run on and call `..._ran`.
   Before the first sample of a recording: `peax_decision_forget`. */

#include <peax/decision/scene.h>

/* Whether the inference ends at this exit. `logits`: `scene->width` outputs of the exit. */
PEAX_DECISION int peax_decision_difference_detection_stops(peax_decision_scene const* scene,
                                                           float const* logits, float threshold) {
  return peax_decision_is_same_scene(scene, logits, threshold);
}

/* The whole network ran and answered `label`. */
PEAX_DECISION void peax_decision_difference_detection_ran(peax_decision_scene* scene, float const* logits,
                                                          int label) {
  peax_decision_open(scene, logits, label, 1);
}

#endif
