#pragma once
//! @file
//! Kernels of the generated code for functions of one element.

#include <peax/deploy/c/detail/kernel.hpp>

namespace peax::deploy::c::detail {

// clang-format off
inline constexpr kernel function_kernels[] = {
  {"function_exp", {}, R"c(static void function_exp(const float* x, float* y, int32_t n) {
  int32_t i;
  for (i = 0; i < n; ++i) y[i] = expf(x[i]);
}
)c"},
  {"function_log", {}, R"c(static void function_log(const float* x, float* y, int32_t n) {
  int32_t i;
  for (i = 0; i < n; ++i) y[i] = logf(x[i]);
}
)c"},
  {"function_scale", {}, R"c(static void function_scale(const float* x, float* y, int32_t n, float factor) {
  int32_t i;
  for (i = 0; i < n; ++i) y[i] = factor * x[i];
}
)c"},
  {"function_sqrt", {}, R"c(static void function_sqrt(const float* x, float* y, int32_t n) {
  int32_t i;
  for (i = 0; i < n; ++i) y[i] = sqrtf(x[i]);
}
)c"},
  {"function_reciprocal", {}, R"c(static void function_reciprocal(const float* x, float* y, int32_t n) {
  int32_t i;
  for (i = 0; i < n; ++i) y[i] = 1.0f / x[i];
}
)c"},
  {"function_neg", {}, R"c(static void function_neg(const float* x, float* y, int32_t n) {
  int32_t i;
  for (i = 0; i < n; ++i) y[i] = -x[i];
}
)c"},
  {"function_abs", {}, R"c(static void function_abs(const float* x, float* y, int32_t n) {
  int32_t i;
  for (i = 0; i < n; ++i) y[i] = fabsf(x[i]);
}
)c"},
  {"function_sign", {}, R"c(static void function_sign(const float* x, float* y, int32_t n) {
  int32_t i;
  for (i = 0; i < n; ++i) y[i] = x[i] > 0.0f ? 1.0f : x[i] < 0.0f ? -1.0f : 0.0f;
}
)c"},
  {"function_floor", {}, R"c(static void function_floor(const float* x, float* y, int32_t n) {
  int32_t i;
  for (i = 0; i < n; ++i) y[i] = floorf(x[i]);
}
)c"},
  {"function_ceil", {}, R"c(static void function_ceil(const float* x, float* y, int32_t n) {
  int32_t i;
  for (i = 0; i < n; ++i) y[i] = ceilf(x[i]);
}
)c"},
  {"function_round", {}, R"c(static void function_round(const float* x, float* y, int32_t n) {
  int32_t i;
  for (i = 0; i < n; ++i) y[i] = nearbyintf(x[i]);
}
)c"},
  {"function_sin", {}, R"c(static void function_sin(const float* x, float* y, int32_t n) {
  int32_t i;
  for (i = 0; i < n; ++i) y[i] = sinf(x[i]);
}
)c"},
  {"function_cos", {}, R"c(static void function_cos(const float* x, float* y, int32_t n) {
  int32_t i;
  for (i = 0; i < n; ++i) y[i] = cosf(x[i]);
}
)c"},
  {"function_erf", {}, R"c(static void function_erf(const float* x, float* y, int32_t n) {
  int32_t i;
  for (i = 0; i < n; ++i) y[i] = erff(x[i]);
}
)c"},
  {"function_elu", {}, R"c(static void function_elu(const float* x, float* y, int32_t n, float alpha) {
  int32_t i;
  for (i = 0; i < n; ++i) y[i] = x[i] < 0.0f ? alpha * expm1f(x[i]) : x[i];
}
)c"},
  {"function_selu", {}, R"c(static void function_selu(const float* x, float* y, int32_t n, float alpha, float gamma) {
  int32_t i;
  for (i = 0; i < n; ++i) y[i] = gamma * (x[i] < 0.0f ? alpha * expm1f(x[i]) : x[i]);
}
)c"},
  {"function_celu", {}, R"c(static void function_celu(const float* x, float* y, int32_t n, float alpha) {
  int32_t i;
  for (i = 0; i < n; ++i) y[i] = x[i] < 0.0f ? alpha * expm1f(x[i] / alpha) : x[i];
}
)c"},
  {"function_softplus", {}, R"c(static void function_softplus(const float* x, float* y, int32_t n) {
  int32_t i;
  for (i = 0; i < n; ++i) y[i] = (x[i] > 0.0f ? x[i] : 0.0f) + log1pf(expf(-fabsf(x[i])));
}
)c"},
  {"function_softsign", {}, R"c(static void function_softsign(const float* x, float* y, int32_t n) {
  int32_t i;
  for (i = 0; i < n; ++i) y[i] = x[i] / (1.0f + fabsf(x[i]));
}
)c"},
  {"function_fake_quantize", {}, R"c(/* Codes without their zero point: low and high are the integers' limits less it. */
static void function_fake_quantize(const float* x, float* y, int32_t n, float scale, float low, float high) {
  int32_t i;
  for (i = 0; i < n; ++i) {
    const float code = nearbyintf(x[i] / scale);
    y[i] = scale * (code < low ? low : code > high ? high : code);
  }
}
)c"},
  {"function_thresholded_relu", {}, R"c(static void function_thresholded_relu(const float* x, float* y, int32_t n, float alpha) {
  int32_t i;
  for (i = 0; i < n; ++i) y[i] = x[i] > alpha ? x[i] : 0.0f;
}
)c"},
  {"function_gelu", {}, R"c(static void function_gelu(const float* x, float* y, int32_t n) {
  int32_t i;
  for (i = 0; i < n; ++i) y[i] = 0.5f * x[i] * (1.0f + erff(0.70710678f * x[i]));
}
)c"},
  {"function_gelu_by_tanh", {}, R"c(static void function_gelu_by_tanh(const float* x, float* y, int32_t n) {
  int32_t i;
  for (i = 0; i < n; ++i) y[i] = 0.5f * x[i] * (1.0f + tanhf(0.79788456f * (x[i] + 0.044715f * x[i] * x[i] * x[i])));
}
)c"},
  {"function_not", {}, R"c(static void function_not(const float* x, float* y, int32_t n) {
  int32_t i;
  for (i = 0; i < n; ++i) y[i] = x[i] != 0.0f ? 0.0f : 1.0f;
}
)c"},
};
// clang-format on

} // namespace peax::deploy::c::detail
