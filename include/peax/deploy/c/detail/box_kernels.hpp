#pragma once
//! @file
//! Kernels of the generated code that slide a window over up to three axes.

#include <peax/deploy/c/detail/kernel.hpp>

namespace peax::deploy::c::detail {

// clang-format off
inline constexpr kernel box_kernels[] = {
  {"layer_box", {}, R"c(/* A window that slides over a volume [depth][height][width][channels]; `end` is where the padding behind an axis ends. */
typedef struct {
  int32_t in[3], out[3], kernel[3], stride[3], dilation[3], pad[3], end[3], in_c, out_c, groups;
  float low, high;
} layer_box;
/* Where tap t of the window at an output's position reads along one axis. */
static int32_t layer_box_place(const layer_box* s, int axis, int32_t position, int32_t t) {
  return position * s->stride[axis] - s->pad[axis] + t * s->dilation[axis];
}
)c"},
  {"layer_box_inside", {"layer_box"}, R"c(/* The pixel that a tap reads, or -1 for one outside. */
static int32_t layer_box_inside(const layer_box* s, const int32_t* position, int32_t d, int32_t r, int32_t q) {
  const int32_t z = layer_box_place(s, 0, position[0], d), y = layer_box_place(s, 1, position[1], r),
                x = layer_box_place(s, 2, position[2], q);
  if ((uint32_t)z >= (uint32_t)s->in[0] || (uint32_t)y >= (uint32_t)s->in[1] || (uint32_t)x >= (uint32_t)s->in[2]) return -1;
  return (z * s->in[1] + y) * s->in[2] + x;
}
)c"},
  {"layer_box_convolution", {"layer_box_inside", "layer_cut"}, R"c(/* Weights [filter][taps][channels of a group]. */
static void layer_box_convolution(const float* x, const float* weights, const float* bias, float* y, const layer_box* s) {
  const int32_t c = s->in_c / s->groups, each = s->out_c / s->groups, taps = s->kernel[0] * s->kernel[1] * s->kernel[2];
  int32_t o[3], k, d, r, q, i;
  for (o[0] = 0; o[0] < s->out[0]; ++o[0])
    for (o[1] = 0; o[1] < s->out[1]; ++o[1])
      for (o[2] = 0; o[2] < s->out[2]; ++o[2], y += s->out_c) {
        int32_t tap = 0;
        for (k = 0; k < s->out_c; ++k) y[k] = bias[k];
        for (d = 0; d < s->kernel[0]; ++d)
          for (r = 0; r < s->kernel[1]; ++r)
            for (q = 0; q < s->kernel[2]; ++q, ++tap) {
              const int32_t pixel = layer_box_inside(s, o, d, r, q);
              if (pixel < 0) continue;
              for (k = 0; k < s->out_c; ++k) {
                const float* in = x + pixel * s->in_c + k / each * c;
                const float* w = weights + (k * taps + tap) * c;
                float sum = 0.0f;
                for (i = 0; i < c; ++i) sum += in[i] * w[i];
                y[k] += sum;
              }
            }
        for (k = 0; k < s->out_c; ++k) y[k] = layer_cut(y[k], s->low, s->high);
      }
}
)c"},
  {"layer_box_transposed", {"layer_box"}, R"c(/* Every pixel of x is spread over a window of y. The box is that of the way back, but that `in` and `out` are those of x and y.
   Weights [channel][taps][filters of a group]. */
static void layer_box_transposed(const float* x, const float* weights, const float* bias, float* y, const layer_box* s) {
  const int32_t c = s->in_c / s->groups, each = s->out_c / s->groups, taps = s->kernel[0] * s->kernel[1] * s->kernel[2];
  const int32_t pixels = s->out[0] * s->out[1] * s->out[2];
  int32_t i[3], k, d, r, q, j;
  for (j = 0; j < pixels; ++j)
    for (k = 0; k < s->out_c; ++k) y[j * s->out_c + k] = bias[k];
  for (i[0] = 0; i[0] < s->in[0]; ++i[0])
    for (i[1] = 0; i[1] < s->in[1]; ++i[1])
      for (i[2] = 0; i[2] < s->in[2]; ++i[2], x += s->in_c) {
        int32_t tap = 0;
        for (d = 0; d < s->kernel[0]; ++d)
          for (r = 0; r < s->kernel[1]; ++r)
            for (q = 0; q < s->kernel[2]; ++q, ++tap) {
              const int32_t z = layer_box_place(s, 0, i[0], d), v = layer_box_place(s, 1, i[1], r),
                            h = layer_box_place(s, 2, i[2], q);
              float* out;
              if ((uint32_t)z >= (uint32_t)s->out[0] || (uint32_t)v >= (uint32_t)s->out[1] || (uint32_t)h >= (uint32_t)s->out[2])
                continue;
              out = y + ((z * s->out[1] + v) * s->out[2] + h) * s->out_c;
              for (j = 0; j < s->in_c; ++j) {
                const float* w = weights + (j * taps + tap) * each;
                float* to = out + j / c * each;
                for (k = 0; k < each; ++k) to[k] += x[j] * w[k];
              }
            }
      }
}
)c"},
  {"layer_box_maximum", {"layer_box_inside", "layer_box"}, R"c(static void layer_box_maximum(const float* x, float* y, const layer_box* s) {
  const int32_t c = s->in_c;
  int32_t o[3], k, d, r, q;
  for (o[0] = 0; o[0] < s->out[0]; ++o[0])
    for (o[1] = 0; o[1] < s->out[1]; ++o[1])
      for (o[2] = 0; o[2] < s->out[2]; ++o[2], y += c) {
        for (k = 0; k < c; ++k) y[k] = -HUGE_VALF;
        for (d = 0; d < s->kernel[0]; ++d)
          for (r = 0; r < s->kernel[1]; ++r)
            for (q = 0; q < s->kernel[2]; ++q) {
              const int32_t pixel = layer_box_inside(s, o, d, r, q);
              if (pixel < 0) continue;
              for (k = 0; k < c; ++k)
                if (x[pixel * c + k] > y[k]) y[k] = x[pixel * c + k];
            }
      }
}
)c"},
  {"layer_box_mean", {"layer_box_inside", "layer_box"}, R"c(/* With `counts_padding` what lies outside counts as 0 up to the ends of the padding. */
static void layer_box_mean(const float* x, float* y, int counts_padding, const layer_box* s) {
  const int32_t c = s->in_c;
  int32_t o[3], k, d, r, q;
  for (o[0] = 0; o[0] < s->out[0]; ++o[0])
    for (o[1] = 0; o[1] < s->out[1]; ++o[1])
      for (o[2] = 0; o[2] < s->out[2]; ++o[2], y += c) {
        int32_t counted = 0;
        for (k = 0; k < c; ++k) y[k] = 0.0f;
        for (d = 0; d < s->kernel[0]; ++d)
          for (r = 0; r < s->kernel[1]; ++r)
            for (q = 0; q < s->kernel[2]; ++q) {
              const int32_t pixel = layer_box_inside(s, o, d, r, q);
              if (pixel >= 0) {
                for (k = 0; k < c; ++k) y[k] += x[pixel * c + k];
                ++counted;
              } else if (counts_padding && layer_box_place(s, 0, o[0], d) < s->end[0] &&
                         layer_box_place(s, 1, o[1], r) < s->end[1] && layer_box_place(s, 2, o[2], q) < s->end[2])
                ++counted;
            }
        for (k = 0; k < c; ++k) y[k] /= (float)counted;
      }
}
)c"},
  {"layer_box_power", {"layer_box_inside", "layer_box"}, R"c(/* The root of the sum of the p-th powers of the magnitudes. */
static void layer_box_power(const float* x, float* y, int32_t p, const layer_box* s) {
  const int32_t c = s->in_c;
  int32_t o[3], k, d, r, q, n;
  for (o[0] = 0; o[0] < s->out[0]; ++o[0])
    for (o[1] = 0; o[1] < s->out[1]; ++o[1])
      for (o[2] = 0; o[2] < s->out[2]; ++o[2], y += c) {
        for (k = 0; k < c; ++k) y[k] = 0.0f;
        for (d = 0; d < s->kernel[0]; ++d)
          for (r = 0; r < s->kernel[1]; ++r)
            for (q = 0; q < s->kernel[2]; ++q) {
              const int32_t pixel = layer_box_inside(s, o, d, r, q);
              if (pixel < 0) continue;
              for (k = 0; k < c; ++k) {
                const float v = fabsf(x[pixel * c + k]);
                float power = v;
                for (n = 1; n < p; ++n) power *= v;
                y[k] += power;
              }
            }
        for (k = 0; k < c && p > 1; ++k) y[k] = p == 2 ? sqrtf(y[k]) : powf(y[k], 1.0f / (float)p);
      }
}
)c"},
};
// clang-format on

} // namespace peax::deploy::c::detail
