/* The temporal rules in C99, warnings as errors, without a hosted library: a firmware's loop. */
#include "temporal_compiled.h"
#include <peax/decision/difference_detection.h>
#include <peax/decision/signature_change.h>
#include <peax/decision/temporal_patience.h>

void play_in_c99(int rule, recording const* of, float* buffer, int* ended, int* answer) {
  peax_decision_scene scene = {buffer, of->width, 0, 0, 0};
  int i = 0;
  peax_decision_forget(&scene);
  for (; i < of->count; ++i) {
    float const* const values = of->values + i * of->width;
    int const own = peax_decision_label_of_logits(values, of->width);
    if (rule == 0)
      ended[i] = peax_decision_difference_detection_stops(&scene, values, of->threshold);
    else if (rule == 1)
      ended[i] = peax_decision_temporal_patience_stops(&scene, values, own, of->threshold);
    else
      ended[i] = peax_decision_signature_change_stops(&scene, values, of->threshold);
    if (ended[i]) {
      if (rule == 3) peax_decision_signature_change_passed(&scene, values);
    } else if (rule == 0) {
      peax_decision_difference_detection_ran(&scene, values, of->whole[i]);
    } else if (rule == 1) {
      peax_decision_temporal_patience_ran(&scene, values, own, of->whole[i]);
    } else {
      peax_decision_signature_change_ran(&scene, values, of->whole[i]);
    }
    answer[i] = scene.label;
  }
}
