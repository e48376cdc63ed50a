#ifndef PEAX_DECISION_CONFIDENCE_H
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
