#ifndef PEAX_TESTS_DECISION_COMPILED_H
#define PEAX_TESTS_DECISION_COMPILED_H
/* The decision lines as other compilations of them answer.
   kind: 0 maximum probability, 1 margin, 2 negated entropy. */

#ifdef __cplusplus
extern "C" {
#endif
float confidence_in_c99(int kind, int logits, float const* scores, int count);
int leaves_in_c99(float confidence, float threshold);
float confidence_freestanding(int kind, int logits, float const* scores, int count);
#ifdef __cplusplus
}
#endif

#endif
