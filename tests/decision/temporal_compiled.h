#ifndef PEAX_TESTS_DECISION_TEMPORAL_COMPILED_H
#define PEAX_TESTS_DECISION_TEMPORAL_COMPILED_H
/* The temporal rules as other compilations of them answer: one recording of `count` samples of `width`
   values. rule: 0 difference detection, 1 temporal patience, 2 signature against the scene, 3 against the
   sample before. `ended` [count]: 1 where the inference ended early; `answer` [count]: the label. `buffer`:
   `width` values. */

#ifdef __cplusplus
extern "C" {
#endif
typedef struct recording {
  float const* values;
  int const* whole; /* label of the whole network on every sample */
  int count, width;
  float threshold;
} recording;

void play_in_c99(int rule, recording const* of, float* buffer, int* ended, int* answer);
void play_freestanding(int rule, recording const* of, float* buffer, int* ended, int* answer);
#ifdef __cplusplus
}
#endif

#endif
