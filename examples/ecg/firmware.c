/* The loop of a firmware that classifies heart beats: 180 values of lead MLII come in a second, in mV, and beside each whether the detector of
   the board saw an R peak in it (0 or 1). Half a second behind a peak its beat is classified. Here both come from standard input, one line
   each, and answers are printed. On a board `next` reads the sensor and asks the detector; the rest stays. */
#include "beat.h"

#include <math.h>
#include <stdio.h>

enum { before = 160, after = 96, window = before + after, remembered = 8 };

static char const* const names[] = {"normal", "supraventricular", "ventricular", "fusion"};

static beat_state state;        /* the arena, and what a temporal rule remembers */
static float last[window];      /* a ring of the last values */
static float input[2 * window]; /* channel by channel, as the network reads it */
static long intervals[remembered + 1];

static int next(float* v, int* peak) { return scanf("%f %d", v, peak) == 2; }

/* How late the newest beat is beside the eight before it, -2 to 2; 0 while fewer than two intervals are known. */
static float lateness(int known) {
  float mean = 0, late;
  int k;
  if (known < 2) return 0;
  for (k = 1; k < known; ++k) mean += (float)intervals[k] / (float)(known - 1);
  late = 2 * ((float)intervals[0] / mean - 1);
  return late < -2 ? -2.0f : late > 2 ? 2.0f : late;
}

/* The window that ends with the value before number `count`, less its mean and divided by its deviation. */
static void fill(long count, float late) {
  float mean = 0, square = 0;
  int k;
  for (k = 0; k < window; ++k) mean += last[k] / window;
  for (k = 0; k < window; ++k) square += (last[k] - mean) * (last[k] - mean) / window;
  for (k = 0; k < window; ++k) {
    input[k] = (last[(count + k) % window] - mean) / (sqrtf(square) + 1e-3f);
    input[window + k] = late;
  }
}

//! [loop]
int main(void) {
  /* Beats that wait for what follows them: at most a window full of peaks. */
  static long due[window];
  static float late[window];
  long count = 0, peaks = 0, answered = 0, newest = 0;
  float v;
  int peak, k;
  beat_reset(&state); /* a recording begins */
  while (next(&v, &peak)) {
    if (count == 0)
      for (k = 0; k < window; ++k) last[k] = v; /* before the first value its like is taken */
    last[count % window] = v;
    if (peak) {
      if (peaks > 0) {
        for (k = remembered; k > 0; --k) intervals[k] = intervals[k - 1];
        intervals[0] = count - newest;
      }
      newest = count;
      due[peaks % window] = count + after;
      late[peaks % window] = lateness(peaks > remembered ? remembered + 1 : (int)peaks);
      ++peaks;
    }
    ++count;
    if (answered < peaks && due[answered % window] == count) {
      beat_result answer;
      fill(count, late[answered % window]);
      if (beat_run(&state, input, &answer) != 0) return 1;
      printf("%9.2f s  %-16s  exit %d\n", (double)(count - after) / 180, names[answer.label], answer.exit);
      ++answered;
    }
  }
  return 0;
}
//! [loop]
