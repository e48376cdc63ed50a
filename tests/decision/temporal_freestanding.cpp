// temporal_rule.hpp as freestanding C++ without exceptions and RTTI.
#include "temporal_compiled.h"
#include <peax/decision/temporal_rule.hpp>

void play_freestanding(int rule, recording const* of, float* buffer, int* ended, int* answer) {
  namespace decision = peax::decision;
  auto const which = static_cast<decision::temporal_rule>(rule);
  decision::scene scene = decision::closed_scene(buffer, of->width);
  for (int i = 0; i < of->count; ++i) {
    float const* const values = of->values + i * of->width;
    int const own = decision::label_of_logits(values, of->width);
    ended[i] = decision::stops(which, scene, values, own, of->threshold) ? 1 : 0;
    if (ended[i] != 0)
      decision::passed(which, scene, values);
    else
      decision::ran(which, scene, values, own, of->whole[i]);
    answer[i] = scene.label;
  }
}
