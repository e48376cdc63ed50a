#pragma once
//! @file
//! Kernels of the generated code that normalize by the sample itself, and of Resize.

#include <peax/deploy/c/detail/kernel.hpp>

namespace peax::deploy::c::detail {

// clang-format off
inline constexpr kernel sample_kernels[] = {
  {"layer_moments", {}, R"c(/* Mean of `n` values that lie `inner` apart, and 1 / sqrt(variance + epsilon). */
static void layer_moments(const float* x, int32_t n, int32_t inner, float epsilon, float* mean, float* inverse) {
  float sum = 0.0f, squares = 0.0f;
  int32_t i;
  for (i = 0; i < n; ++i) sum += x[i * inner];
  sum /= (float)n;
  for (i = 0; i < n; ++i) squares += (x[i * inner] - sum) * (x[i * inner] - sum);
  *mean = sum;
  *inverse = 1.0f / sqrtf(squares / (float)n + epsilon);
}
)c"},
  {"layer_row_normalization", {"layer_moments"}, R"c(/* Rows [outer][n][inner] over n: scale and shift have one number for each of n. */
static void layer_row_normalization(const float* x, const float* scale, const float* shift, float* y, int32_t outer, int32_t n,
                                    int32_t inner, float epsilon) {
  int32_t o, i, k;
  for (o = 0; o < outer; ++o, x += n * inner, y += n * inner)
    for (k = 0; k < inner; ++k) {
      float mean, inverse;
      layer_moments(x + k, n, inner, epsilon, &mean, &inverse);
      for (i = 0; i < n; ++i) y[i * inner + k] = (x[i * inner + k] - mean) * inverse * scale[i] + shift[i];
    }
}
)c"},
  {"layer_row_statistics", {"layer_moments"}, R"c(/* The same, and what it normalized by; either of that may be left out. Not in place. */
static void layer_row_statistics(const float* x, const float* scale, const float* shift, float* y, float* means, float* inverses,
                                 int32_t outer, int32_t n, int32_t inner, float epsilon) {
  int32_t o, i, k;
  for (o = 0; o < outer; ++o, x += n * inner, y += n * inner)
    for (k = 0; k < inner; ++k) {
      float mean, inverse;
      layer_moments(x + k, n, inner, epsilon, &mean, &inverse);
      if (means) means[o * inner + k] = mean;
      if (inverses) inverses[o * inner + k] = inverse;
      for (i = 0; i < n; ++i) y[i * inner + k] = (x[i * inner + k] - mean) * inverse * scale[i] + shift[i];
    }
}
)c"},
  {"layer_instance_normalization", {"layer_moments"}, R"c(/* Each channel over its pixels. */
static void layer_instance_normalization(const float* x, const float* scale, const float* shift, float* y, int32_t pixels,
                                         int32_t channels, float epsilon) {
  int32_t i, k;
  for (k = 0; k < channels; ++k) {
    float mean, inverse;
    layer_moments(x + k, pixels, channels, epsilon, &mean, &inverse);
    for (i = k; i < pixels * channels; i += channels) y[i] = (x[i] - mean) * inverse * scale[k] + shift[k];
  }
}
)c"},
  {"layer_neighbour_normalization", {}, R"c(/* Each channel by the squares of `before` channels in front of it and `behind` behind it. */
static void layer_neighbour_normalization(const float* x, float* y, int32_t pixels, int32_t channels, int32_t before, int32_t behind,
                                          float factor, float beta, float base) {
  int32_t i, k, j;
  for (i = 0; i < pixels; ++i, x += channels, y += channels)
    for (k = 0; k < channels; ++k) {
      const int32_t from = k > before ? k - before : 0, to = k + behind < channels ? k + behind + 1 : channels;
      float squares = 0.0f;
      for (j = from; j < to; ++j) squares += x[j] * x[j];
      y[k] = x[k] * powf(base + factor * squares, -beta);
    }
}
)c"},
  {"layer_length_normalization", {}, R"c(/* Rows [outer][n][inner] by their length over n: the sum of magnitudes (p 1) or the root of the squares' (p 2). */
static void layer_length_normalization(const float* x, float* y, int32_t outer, int32_t n, int32_t inner, int32_t p) {
  int32_t o, i, k;
  for (o = 0; o < outer; ++o, x += n * inner, y += n * inner)
    for (k = 0; k < inner; ++k) {
      float length = 0.0f;
      for (i = 0; i < n; ++i) length += p == 1 ? fabsf(x[i * inner + k]) : x[i * inner + k] * x[i * inner + k];
      if (p == 2) length = sqrtf(length);
      for (i = 0; i < n; ++i) y[i * inner + k] = length == 0.0f ? 0.0f : x[i * inner + k] / length;
    }
}
)c"},
  {"layer_resize", {}, R"c(/* A volume in another resolution. Each axis has a table: pairs of a place and its weight for each position. */
typedef struct {
  int32_t in_h, in_w, out_d, out_h, out_w, taps_d, taps_h, taps_w, channels;
} layer_scaling;
static void layer_resize(const float* x, const float* deep, const float* down, const float* across, float* y, const layer_scaling* s) {
  const int32_t c = s->channels;
  int32_t z, v, h, d, r, q, k;
  for (z = 0; z < s->out_d; ++z)
    for (v = 0; v < s->out_h; ++v)
      for (h = 0; h < s->out_w; ++h, y += c) {
        for (k = 0; k < c; ++k) y[k] = 0.0f;
        for (d = z * s->taps_d; d < (z + 1) * s->taps_d; ++d)
          for (r = v * s->taps_h; r < (v + 1) * s->taps_h; ++r)
            for (q = h * s->taps_w; q < (h + 1) * s->taps_w; ++q) {
              const float w = deep[2 * d + 1] * down[2 * r + 1] * across[2 * q + 1];
              const int32_t line = (int32_t)deep[2 * d] * s->in_h + (int32_t)down[2 * r];
              const float* in = x + (line * s->in_w + (int32_t)across[2 * q]) * c;
              if (w == 0.0f) continue;
              for (k = 0; k < c; ++k) y[k] += w * in[k];
            }
      }
}
)c"},
};
// clang-format on

} // namespace peax::deploy::c::detail
