#ifndef PEAX_DECISION_SCENE_H
#define PEAX_DECISION_SCENE_H
/* What temporal rules remember: the vector with which a scene began and the label that the whole network gave
   it. The common subset of C99 and C++20: the search, the evaluator and the firmware compile these same
   lines. No heap, no libm, no headers. In C++ everything is constexpr.

   The reference lies in a buffer of the caller: `float buffer[WIDTH]; peax_decision_scene scene = {buffer,
   WIDTH, 0, 0, 0};` */

#ifdef __cplusplus
#define PEAX_DECISION constexpr
#else
#define PEAX_DECISION static inline
#endif

/* Threshold at which no sample ends early: no distance is below it. */
#define PEAX_DECISION_NEVER_NEAR 0.0f

/* Of one exit. `open` is 0 until the first sample of a recording has run through. */
typedef struct peax_decision_scene {
  float* reference; /* `width` values */
  int width;
  int label;  /* of the whole network at the last full inference: the answer that is repeated */
  int agreed; /* whether the exit's own label was the same then; temporal patience only */
  int open;
} peax_decision_scene;

/* Squared Euclidean distance of two vectors. */
PEAX_DECISION float peax_decision_squared_distance(float const* a, float const* b, int count) {
  float sum = 0.0f;
  int i = 0;
  for (; i < count; ++i) {
    float const difference = a[i] - b[i];
    sum += difference * difference;
  }
  return sum;
}

/* Whether a distance is below a threshold, both squared. False for a NaN. */
PEAX_DECISION int peax_decision_is_near(float squared_distance, float squared_threshold) {
  return squared_distance < squared_threshold ? 1 : 0;
}

/* A recording begins: its first sample runs through the whole network. */
PEAX_DECISION void peax_decision_forget(peax_decision_scene* scene) { scene->open = 0; }

/* A full inference opens a scene: the exit's vector and the network's label are kept. */
PEAX_DECISION void peax_decision_open(peax_decision_scene* scene, float const* values, int label,
                                      int agreed) {
  int i = 0;
  for (; i < scene->width; ++i) scene->reference[i] = values[i];
  scene->label = label;
  scene->agreed = agreed;
  scene->open = 1;
}

/* Whether the vector lies nearer than `threshold` to the reference of an open scene. */
PEAX_DECISION int peax_decision_is_same_scene(peax_decision_scene const* scene, float const* values,
                                              float threshold) {
  if (!scene->open) return 0;
  return peax_decision_is_near(peax_decision_squared_distance(values, scene->reference, scene->width),
                               threshold * threshold);
}

#endif
