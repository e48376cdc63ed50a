#pragma once
//! @file
//! The table of decision_text.hpp, made from decision/*.h.

#include <peax/deploy/c/decision_text.hpp>

#include <span>

namespace peax::deploy::c {

namespace detail {
// clang-format off
inline constexpr decision_header all_decision_headers[] = {
  {"scene.h", R"c(#ifndef PEAX_DECISION_SCENE_H
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
)c"},
  {"confidence.h", R"c(#ifndef PEAX_DECISION_CONFIDENCE_H
#define PEAX_DECISION_CONFIDENCE_H
/* How sure an exit is, and whether a sample leaves there. The common subset of C99 and C++20: the search, the
   evaluator and the firmware compile these same lines. No heap, no libm, no headers. Larger is always surer.

   `scores` are `count` (at least 1) finite outputs of an exit: probabilities, or logits if the name says so.
   One output alone stands for two classes: a probability p for {1 - p, p}, a logit z for the logits {0, z}.
   In C++ everything is constexpr. `confidence.hpp` gives the C++ spelling in namespace peax::decision. */

#ifdef __cplusplus
#define PEAX_DECISION constexpr
#else
#define PEAX_DECISION static inline
#endif

/* Threshold of an exit at which no sample leaves: confidences made of probabilities are at most 1. */
#define PEAX_DECISION_NEVER 2.0f

/* A sample leaves at the first exit for which this is 1. False for a NaN. */
PEAX_DECISION int peax_decision_leaves(float confidence, float threshold) {
  return confidence >= threshold ? 1 : 0;
}

/* e^x for x <= 0: argument reduction by ln 2 in two parts, then a polynomial of degree 7. Relative error
   below 4e-7; 0 below -87. */
PEAX_DECISION float peax_decision_exp(float x) {
  float fraction = 0.0f, power = 0.0f, scale = 1.0f;
  int halvings = 0;
  if (!(x > -87.0f)) return 0.0f;
  if (x >= 0.0f) return 1.0f;
  halvings = (int)(0.5f - x * 1.44269504f);
  fraction = (x + (float)halvings * 0.693359375f) - (float)halvings * 2.12194440e-4f;
  power = 1.0f +
          fraction *
              (1.0f +
               fraction *
                   (0.5f + fraction * (0.166666667f +
                                       fraction * (0.0416666667f +
                                                   fraction * (0.00833333333f +
                                                               fraction * (0.00138888889f +
                                                                           fraction * 0.000198412698f))))));
  for (; halvings >= 8; halvings -= 8) scale *= 0.00390625f;
  for (; halvings > 0; --halvings) scale *= 0.5f;
  return power * scale;
}

/* Natural logarithm for normal x in (0, 1]: x = m 2^e with m in [sqrt(1/2), sqrt(2)), then
   2 artanh((m-1)/(m+1)) to the ninth power. Absolute error below 3e-7 * max(1, |ln x|). */
PEAX_DECISION float peax_decision_log(float x) {
  float exponent = 0.0f, ratio = 0.0f, square = 0.0f, series = 0.0f;
  while (x < 0.00276213586f) {
    x *= 256.0f;
    exponent -= 8.0f;
  }
  while (x < 0.707106781f) {
    x *= 2.0f;
    exponent -= 1.0f;
  }
  ratio = (x - 1.0f) / (x + 1.0f);
  square = ratio * ratio;
  series =
      2.0f * ratio *
      (1.0f + square * (0.333333333f + square * (0.2f + square * (0.142857143f + square * 0.111111111f))));
  return exponent * 0.693359375f + (series - exponent * 2.12194440e-4f);
}

/* The largest of `count` numbers. */
PEAX_DECISION float peax_decision_largest(float const* numbers, int count) {
  float largest = numbers[0];
  int i = 1;
  for (; i < count; ++i)
    if (numbers[i] > largest) largest = numbers[i];
  return largest;
}

/* The largest minus the second largest of `count` (at least 2) numbers. */
PEAX_DECISION float peax_decision_lead(float const* numbers, int count) {
  float first = numbers[0], second = numbers[1];
  int i = 2;
  if (second > first) {
    first = numbers[1];
    second = numbers[0];
  }
  for (; i < count; ++i) {
    if (numbers[i] > first) {
      second = first;
      first = numbers[i];
    } else if (numbers[i] > second) {
      second = numbers[i];
    }
  }
  return first - second;
}

/* The label of probabilities: the first of the largest; with one probability, whether it is above 1/2. Of
   logits: `peax_decision_label_of_logits` in temporal_patience.h. */
PEAX_DECISION int peax_decision_label_of_probabilities(float const* probabilities, int count) {
  int best = 0, i = 1;
  if (count == 1) return probabilities[0] > 0.5f ? 1 : 0;
  for (; i < count; ++i)
    if (probabilities[i] > probabilities[best]) best = i;
  return best;
}

/* The maximum probability, in (0, 1]. */
PEAX_DECISION float peax_decision_max_probability(float const* probabilities, int count) {
  float both[2] = {0.0f, 0.0f};
  if (count > 1) return peax_decision_largest(probabilities, count);
  both[0] = 1.0f - probabilities[0];
  both[1] = probabilities[0];
  return peax_decision_largest(both, 2);
}

/* Largest minus second largest probability, in [0, 1]. */
PEAX_DECISION float peax_decision_margin(float const* probabilities, int count) {
  float both[2] = {0.0f, 0.0f};
  if (count > 1) return peax_decision_lead(probabilities, count);
  both[0] = 1.0f - probabilities[0];
  both[1] = probabilities[0];
  return peax_decision_lead(both, 2);
}

/* Entropy of probabilities, negated: sum of p ln p, in [-ln count, 0] ([-ln 2, 0] of one) up to rounding. */
PEAX_DECISION float peax_decision_negative_entropy(float const* probabilities, int count) {
  float both[2] = {0.0f, 0.0f};
  float sum = 0.0f;
  int i = 0;
  if (count == 1) {
    both[0] = 1.0f - probabilities[0];
    both[1] = probabilities[0];
    probabilities = both;
    count = 2;
  }
  for (; i < count; ++i)
    if (probabilities[i] > 1.0e-37f) sum += probabilities[i] * peax_decision_log(probabilities[i]);
  return sum;
}

/* Maximum probability after softmax of `logits`. */
PEAX_DECISION float peax_decision_max_probability_of_logits(float const* logits, int count) {
  float both[2] = {0.0f, 0.0f};
  float largest = 0.0f, sum = 0.0f;
  int i = 0;
  if (count == 1) {
    both[1] = logits[0];
    logits = both;
    count = 2;
  }
  largest = peax_decision_largest(logits, count);
  for (; i < count; ++i) sum += peax_decision_exp(logits[i] - largest);
  return 1.0f / sum;
}

/* Difference of the two largest probabilities after softmax of `logits`. */
PEAX_DECISION float peax_decision_margin_of_logits(float const* logits, int count) {
  float both[2] = {0.0f, 0.0f};
  float const top = peax_decision_max_probability_of_logits(logits, count);
  if (count > 1) return top * (1.0f - peax_decision_exp(-peax_decision_lead(logits, count)));
  both[1] = logits[0];
  return top * (1.0f - peax_decision_exp(-peax_decision_lead(both, 2)));
}

/* Negated entropy after softmax of `logits`: sum of p_i (z_i - max z), minus ln of the sum of
   e^(z_i - max z). */
PEAX_DECISION float peax_decision_negative_entropy_of_logits(float const* logits, int count) {
  float both[2] = {0.0f, 0.0f};
  float largest = 0.0f, sum = 0.0f, weighted = 0.0f;
  int i = 0;
  if (count == 1) {
    both[1] = logits[0];
    logits = both;
    count = 2;
  }
  largest = peax_decision_largest(logits, count);
  for (; i < count; ++i) {
    float const below = logits[i] - largest;
    float const power = peax_decision_exp(below);
    sum += power;
    weighted += power * below;
  }
  return weighted / sum + peax_decision_log(1.0f / sum);
}

#endif
)c"},
  {"difference_detection.h", R"c(#ifndef PEAX_DECISION_DIFFERENCE_DETECTION_H
#define PEAX_DECISION_DIFFERENCE_DETECTION_H
/* Difference Detection (Sponner et al., arXiv 2403.07958): while the logits of an exit stay near to those
   with which the scene began, the scene's label is repeated; far away the whole network runs and a new scene
   begins.

   Per sample: run up to the exit; if `..._stops`, answer `scene->label`, else run on and call `..._ran`.
   Before the first sample of a recording: `peax_decision_forget`. */

#include "scene.h"

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
)c"},
  {"temporal_patience.h", R"c(#ifndef PEAX_DECISION_TEMPORAL_PATIENCE_H
#define PEAX_DECISION_TEMPORAL_PATIENCE_H
/* Temporal Patience (Sponner et al., arXiv 2403.07958): as difference detection, and the exit's own label
   must be that of the scene. An exit that did not agree with the network when the scene began cannot end an
   inference in that scene.

   Per sample: run up to the exit; if `..._stops`, answer `scene->label`, else run on and call `..._ran`.
   Before the first sample of a recording: `peax_decision_forget`. */

#include "scene.h"

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
)c"},
  {"signature_change.h", R"c(#ifndef PEAX_DECISION_SIGNATURE_CHANGE_H
#define PEAX_DECISION_SIGNATURE_CHANGE_H
/* Termination by a pooled feature map: while its signature stays near to the reference, the last answer of
   the whole network is repeated. The reference is the signature of the last sample that ran through (scene),
   or of the sample before (previous); with the latter a slow drift never ends a scene, a jump does.

   Per sample: run up to the feature map and pool it; if `..._stops`, repeat the answer and, for the previous
   sample as reference, call `..._passed`; else run on and call `..._ran`. Before the first sample of a
   recording: `peax_decision_forget`. */

#include "scene.h"

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
)c"},
};
// clang-format on
} // namespace detail

PEAX_INLINE std::span<decision_header const> decision_headers() { return detail::all_decision_headers; }

} // namespace peax::deploy::c
