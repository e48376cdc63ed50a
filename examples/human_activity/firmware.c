/* The loop of a firmware that tells activities: six values of a sensor come in, 50 times a second, and every 64 of them the last 128 are
   classified. Here they come from standard input, one line each (acceleration x, y, z in g, rotation x, y, z in rad/s), and answers are
   printed. On a board `next` reads the sensor; the rest stays. */
#include "activity.h"

#include <stdio.h>

enum { channels = 6, window = 128, step = 64 };

static char const* const names[] = {"walking", "upstairs", "downstairs", "sitting", "standing", "laying"};
static float const mean[channels] = {0.8f, 0.0f, 0.1f, 0.0f, 0.0f, 0.0f};
static float const spread[channels] = {0.4f, 0.4f, 0.35f, 0.4f, 0.4f, 0.3f};

static activity_state state;           /* the arena, and what a temporal rule remembers */
static float input[channels * window]; /* channel by channel, as the network reads it */

static int next(float* v) { return scanf("%f %f %f %f %f %f", v, v + 1, v + 2, v + 3, v + 4, v + 5) == 6; }

//! [loop]
int main(void) {
  long count = 0;
  float v[channels];
  activity_reset(&state); /* a recording begins */
  while (next(v)) {
    int const at = count < window ? (int)count : window - step + (int)((count - window) % step);
    int c, k;
    if (count >= window && at == window - step) /* the older half makes room */
      for (c = 0; c < channels; ++c)
        for (k = 0; k < window - step; ++k) input[c * window + k] = input[c * window + step + k];
    for (c = 0; c < channels; ++c) input[c * window + at] = (v[c] - mean[c]) / spread[c];
    ++count;
    if (count >= window && (count - window) % step == 0) {
      activity_result answer;
      if (activity_run(&state, input, &answer) != 0) return 1;
      printf("%7.2f s  %-10s  exit %d\n", (double)count / 50, names[answer.label], answer.exit);
    }
  }
  return 0;
}
//! [loop]
