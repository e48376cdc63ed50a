#pragma once
//! @file
//! Kernels of the generated code that work element by element.

#include <peax/deploy/c/detail/kernel.hpp>

namespace peax::deploy::c::detail {

// clang-format off
inline constexpr kernel element_kernels[] = {
  {"layer_scale_shift", {"layer_cut"}, R"c(static void layer_scale_shift(const float* x, const float* scale, const float* shift, float* y, int32_t pixels, int32_t channels,
                              float low, float high) {
  int32_t i, k;
  for (i = 0; i < pixels; ++i, x += channels, y += channels)
    for (k = 0; k < channels; ++k) y[k] = layer_cut(x[k] * scale[k] + shift[k], low, high);
}
)c"},
  {"layer_limits", {"layer_cut"}, R"c(static void layer_limits(const float* x, float* y, int32_t n, float low, float high) {
  int32_t i;
  for (i = 0; i < n; ++i) y[i] = layer_cut(x[i], low, high);
}
)c"},
  {"layer_leaky_relu", {}, R"c(static void layer_leaky_relu(const float* x, float* y, int32_t n, float slope) {
  int32_t i;
  for (i = 0; i < n; ++i) y[i] = x[i] < 0.0f ? slope * x[i] : x[i];
}
)c"},
  {"layer_sigmoid", {}, R"c(static void layer_sigmoid(const float* x, float* y, int32_t n) {
  int32_t i;
  for (i = 0; i < n; ++i) y[i] = 1.0f / (1.0f + expf(-x[i]));
}
)c"},
  {"layer_tanh", {}, R"c(static void layer_tanh(const float* x, float* y, int32_t n) {
  int32_t i;
  for (i = 0; i < n; ++i) y[i] = tanhf(x[i]);
}
)c"},
  {"layer_hard_sigmoid", {"layer_cut"}, R"c(static void layer_hard_sigmoid(const float* x, float* y, int32_t n, float slope, float base) {
  int32_t i;
  for (i = 0; i < n; ++i) y[i] = layer_cut(slope * x[i] + base, 0.0f, 1.0f);
}
)c"},
  {"layer_hard_swish", {"layer_cut"}, R"c(static void layer_hard_swish(const float* x, float* y, int32_t n) {
  int32_t i;
  for (i = 0; i < n; ++i) y[i] = x[i] * layer_cut(x[i] / 6.0f + 0.5f, 0.0f, 1.0f);
}
)c"},
  {"layer_normalize", {"layer_cut"}, R"c(/* Batch normalization whose statistics are computed. */
static void layer_normalize(const float* x, const float* scale, const float* shift, const float* mean, const float* variance, float* y,
                            int32_t pixels, int32_t channels, float epsilon, float low, float high) {
  int32_t i, k;
  for (k = 0; k < channels; ++k) {
    const float factor = scale[k] / sqrtf(variance[k] + epsilon), add = shift[k] - mean[k] * factor;
    for (i = 0; i < pixels; ++i) y[i * channels + k] = layer_cut(x[i * channels + k] * factor + add, low, high);
  }
}
)c"},
  {"layer_truncate", {}, R"c(/* Whole numbers toward zero, as a cast to integers has them. */
static void layer_truncate(const float* x, float* y, int32_t n) {
  int32_t i;
  for (i = 0; i < n; ++i) y[i] = truncf(x[i]);
}
)c"},
  {"layer_truth", {}, R"c(static void layer_truth(const float* x, float* y, int32_t n) {
  int32_t i;
  for (i = 0; i < n; ++i) y[i] = x[i] != 0.0f ? 1.0f : 0.0f;
}
)c"},
  {"layer_subtract", {}, R"c(static void layer_subtract(const float* a, const float* b, float* y, int32_t n) {
  int32_t i;
  for (i = 0; i < n; ++i) y[i] = a[i] - b[i];
}
)c"},
  {"layer_multiply", {}, R"c(static void layer_multiply(const float* a, const float* b, float* y, int32_t n) {
  int32_t i;
  for (i = 0; i < n; ++i) y[i] = a[i] * b[i];
}
)c"},
  {"layer_divide", {}, R"c(static void layer_divide(const float* a, const float* b, float* y, int32_t n) {
  int32_t i;
  for (i = 0; i < n; ++i) y[i] = a[i] / b[i];
}
)c"},
  {"layer_equal", {}, R"c(static void layer_equal(const float* a, const float* b, float* y, int32_t n) {
  int32_t i;
  for (i = 0; i < n; ++i) y[i] = a[i] == b[i] ? 1.0f : 0.0f;
}
)c"},
  {"layer_less", {}, R"c(static void layer_less(const float* a, const float* b, float* y, int32_t n) {
  int32_t i;
  for (i = 0; i < n; ++i) y[i] = a[i] < b[i] ? 1.0f : 0.0f;
}
)c"},
  {"layer_less_or_equal", {}, R"c(static void layer_less_or_equal(const float* a, const float* b, float* y, int32_t n) {
  int32_t i;
  for (i = 0; i < n; ++i) y[i] = a[i] <= b[i] ? 1.0f : 0.0f;
}
)c"},
  {"layer_and", {}, R"c(static void layer_and(const float* a, const float* b, float* y, int32_t n) {
  int32_t i;
  for (i = 0; i < n; ++i) y[i] = a[i] != 0.0f && b[i] != 0.0f ? 1.0f : 0.0f;
}
)c"},
  {"layer_or", {}, R"c(static void layer_or(const float* a, const float* b, float* y, int32_t n) {
  int32_t i;
  for (i = 0; i < n; ++i) y[i] = a[i] != 0.0f || b[i] != 0.0f ? 1.0f : 0.0f;
}
)c"},
  {"layer_xor", {}, R"c(static void layer_xor(const float* a, const float* b, float* y, int32_t n) {
  int32_t i;
  for (i = 0; i < n; ++i) y[i] = (a[i] != 0.0f) != (b[i] != 0.0f) ? 1.0f : 0.0f;
}
)c"},
  {"layer_where", {}, R"c(static void layer_where(const float* condition, const float* a, const float* b, float* y, int32_t n) {
  int32_t i;
  for (i = 0; i < n; ++i) y[i] = condition[i] != 0.0f ? a[i] : b[i];
}
)c"},
  {"layer_minimum", {}, R"c(static void layer_minimum(const float* a, const float* b, float* y, int32_t n) {
  int32_t i;
  for (i = 0; i < n; ++i) y[i] = a[i] < b[i] ? a[i] : b[i];
}
)c"},
  {"layer_maximum_of_two", {}, R"c(static void layer_maximum_of_two(const float* a, const float* b, float* y, int32_t n) {
  int32_t i;
  for (i = 0; i < n; ++i) y[i] = a[i] > b[i] ? a[i] : b[i];
}
)c"},
  {"layer_powered", {}, R"c(static float layer_powered(float base, float exponent) {
  return exponent == 2.0f ? base * base : exponent == 3.0f ? base * base * base : powf(base, exponent);
}
)c"},
  {"layer_power", {"layer_powered"}, R"c(static void layer_power(const float* a, const float* b, float* y, int32_t n) {
  int32_t i;
  for (i = 0; i < n; ++i) y[i] = layer_powered(a[i], b[i]);
}
)c"},
  {"layer_prelu", {}, R"c(static void layer_prelu(const float* a, const float* b, float* y, int32_t n) {
  int32_t i;
  for (i = 0; i < n; ++i) y[i] = a[i] < 0.0f ? a[i] * b[i] : a[i];
}
)c"},
  {"layer_add", {"layer_cut"}, R"c(static void layer_add(const float* a, const float* b, float* y, int32_t n, float low, float high) {
  int32_t i;
  for (i = 0; i < n; ++i) y[i] = layer_cut(a[i] + b[i], low, high);
}
)c"},
  {"layer_pair", {}, R"c(/* Two values, one of them or both broadcast: extents of 6 axes of the result, which lies one behind the other; strides of the two. */
typedef struct {
  int32_t extent[6], left[6], right[6];
  float low, high;
} layer_pair;
#define LAYER_SPREAD(name, value)                                                                                             \
  static void name(const float* a, const float* b, float* y, const layer_pair* s) {                                           \
    int32_t i, j, k, l, m, n;                                                                                                 \
    for (i = 0; i < s->extent[0]; ++i)                                                                                        \
      for (j = 0; j < s->extent[1]; ++j)                                                                                      \
        for (k = 0; k < s->extent[2]; ++k)                                                                                    \
          for (l = 0; l < s->extent[3]; ++l)                                                                                  \
            for (m = 0; m < s->extent[4]; ++m) {                                                                              \
              int32_t p = i * s->left[0] + j * s->left[1] + k * s->left[2] + l * s->left[3] + m * s->left[4];                 \
              int32_t q = i * s->right[0] + j * s->right[1] + k * s->right[2] + l * s->right[3] + m * s->right[4];            \
              for (n = 0; n < s->extent[5]; ++n, p += s->left[5], q += s->right[5]) {                                         \
                const float u = a[p], v = b[q];                                                                               \
                *y++ = value;                                                                                                 \
              }                                                                                                               \
            }                                                                                                                 \
  }
)c"},
  {"layer_add_spread", {"layer_pair", "layer_cut"}, "LAYER_SPREAD(layer_add_spread, layer_cut(u + v, s->low, s->high))\n"},
  {"layer_subtract_spread", {"layer_pair"}, "LAYER_SPREAD(layer_subtract_spread, u - v)\n"},
  {"layer_multiply_spread", {"layer_pair"}, "LAYER_SPREAD(layer_multiply_spread, u * v)\n"},
  {"layer_divide_spread", {"layer_pair"}, "LAYER_SPREAD(layer_divide_spread, u / v)\n"},
  {"layer_minimum_spread", {"layer_pair"}, "LAYER_SPREAD(layer_minimum_spread, u < v ? u : v)\n"},
  {"layer_maximum_of_two_spread", {"layer_pair"}, "LAYER_SPREAD(layer_maximum_of_two_spread, u > v ? u : v)\n"},
  {"layer_equal_spread", {"layer_pair"}, "LAYER_SPREAD(layer_equal_spread, u == v ? 1.0f : 0.0f)\n"},
  {"layer_less_spread", {"layer_pair"}, "LAYER_SPREAD(layer_less_spread, u < v ? 1.0f : 0.0f)\n"},
  {"layer_less_or_equal_spread", {"layer_pair"}, "LAYER_SPREAD(layer_less_or_equal_spread, u <= v ? 1.0f : 0.0f)\n"},
  {"layer_and_spread", {"layer_pair"}, "LAYER_SPREAD(layer_and_spread, u != 0.0f && v != 0.0f ? 1.0f : 0.0f)\n"},
  {"layer_or_spread", {"layer_pair"}, "LAYER_SPREAD(layer_or_spread, u != 0.0f || v != 0.0f ? 1.0f : 0.0f)\n"},
  {"layer_xor_spread", {"layer_pair"}, "LAYER_SPREAD(layer_xor_spread, (u != 0.0f) != (v != 0.0f) ? 1.0f : 0.0f)\n"},
  {"layer_power_spread", {"layer_pair", "layer_powered"}, "LAYER_SPREAD(layer_power_spread, layer_powered(u, v))\n"},
  {"layer_prelu_spread", {"layer_pair"}, "LAYER_SPREAD(layer_prelu_spread, u < 0.0f ? u * v : u)\n"},
};
// clang-format on

} // namespace peax::deploy::c::detail
