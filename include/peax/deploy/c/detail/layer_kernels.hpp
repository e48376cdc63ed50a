#pragma once
//! @file
//! Kernels of the generated code with weights, and the window that they share with pooling.

#include <peax/deploy/c/detail/convolution_text.hpp>
#include <peax/deploy/c/detail/kernel.hpp>

namespace peax::deploy::c::detail {

// clang-format off
inline constexpr kernel layer_kernels[] = {
  {"layer_window", {}, R"c(/* A window that slides over a plane [h][w][c]: convolution and pooling. Values outside [low, high] are cut. */
typedef struct {
  int32_t in_h, in_w, in_c, out_h, out_w, out_c;
  int32_t kernel_h, kernel_w, stride_h, stride_w, pad_h, pad_w, dilation_h, dilation_w, groups;
  float low, high;
} layer_window;
)c"},
  {"layer_cut", {}, R"c(static float layer_cut(float v, float low, float high) { return v < low ? low : v > high ? high : v; }
)c"},
  {"layer_convolution", {"layer_window", "layer_cut"}, convolution_text},
  {"layer_depthwise_3x3", {"layer_window", "layer_cut"}, R"c(/* 3 x 3, one channel at a time: the window slides along a line in registers. Weights [channel][9]; what lies outside counts 0. */
#define LAYER_NEXT(a)                                          \
  if ((uint32_t)ix < (uint32_t)s->in_w) {                      \
    a##0 = *r0, a##1 = *r1, a##2 = *r2;                        \
    r0 += c, r1 += c, r2 += c;                                 \
  } else                                                       \
    a##0 = a##1 = a##2 = 0.0f;                                 \
  ++ix
#define LAYER_OUT(a, b, d)                                     \
  sum = base + a##0 * w0;                                      \
  sum += a##1 * w3, sum += a##2 * w6, sum += b##0 * w1;        \
  sum += b##1 * w4, sum += b##2 * w7, sum += d##0 * w2;        \
  sum += d##1 * w5, sum += d##2 * w8;                          \
  *out = layer_cut(sum, s->low, s->high);                      \
  out += c
#define LAYER_LOAD(a) a##0 = *r0, a##1 = *r1, a##2 = *r2, r0 += c, r1 += c, r2 += c
static void layer_depthwise_3x3(const float* x, const float* weights, const float* bias, float* y, const layer_window* s) {
  const int32_t c = s->in_c, line = s->in_w * c;
  int32_t oy, ox, k, skip;
  for (oy = 0; oy < s->out_h; ++oy) {
    const int32_t iy = oy * s->stride_h - s->pad_h;
    const int has0 = (uint32_t)iy < (uint32_t)s->in_h, has1 = (uint32_t)(iy + 1) < (uint32_t)s->in_h,
              has2 = (uint32_t)(iy + 2) < (uint32_t)s->in_h;
    for (k = 0; k < c; ++k) {
      const float* f = weights + k * 9;
      const float base = bias[k]; /* a line outside: any line, times 0 */
      const float w0 = has0 ? f[0] : 0.0f, w1 = has0 ? f[1] : 0.0f, w2 = has0 ? f[2] : 0.0f;
      const float w3 = has1 ? f[3] : 0.0f, w4 = has1 ? f[4] : 0.0f, w5 = has1 ? f[5] : 0.0f;
      const float w6 = has2 ? f[6] : 0.0f, w7 = has2 ? f[7] : 0.0f, w8 = has2 ? f[8] : 0.0f;
      const float* r0 = x + (has0 ? iy * line : 0) + k;
      const float* r1 = x + (has1 ? (iy + 1) * line : 0) + k;
      const float* r2 = x + (has2 ? (iy + 2) * line : 0) + k;
      float* out = y + oy * s->out_w * c + k;
      float p0, p1, p2, q0, q1, q2, v0, v1, v2, sum;
      int32_t ix = -s->pad_w, inside;
      LAYER_NEXT(p);
      LAYER_NEXT(q);
      ox = 0;
      if (s->stride_w == 1) {
        inside = s->in_w - ix < s->out_w ? s->in_w - ix : s->out_w;
        if (ix >= 0)
          for (; ox + 3 <= inside; ox += 3, ix += 3) { /* three outputs a turn: nothing moves between registers */
            LAYER_LOAD(v);
            LAYER_OUT(p, q, v);
            LAYER_LOAD(p);
            LAYER_OUT(q, v, p);
            LAYER_LOAD(q);
            LAYER_OUT(v, p, q);
          }
      }
      for (; ox < s->out_w; ++ox) {
        LAYER_NEXT(v);
        LAYER_OUT(p, q, v);
        for (skip = 0; skip < s->stride_w; ++skip) {
          if (skip > 0) {
            LAYER_NEXT(v);
          }
          p0 = q0, p1 = q1, p2 = q2, q0 = v0, q1 = v1, q2 = v2;
        }
      }
    }
  }
}
#undef LAYER_NEXT
#undef LAYER_OUT
#undef LAYER_LOAD
)c"},
  {"layer_depthwise", {"layer_window", "layer_cut"}, R"c(/* Any window, each channel by itself. Weights [taps][channel]. */
static void layer_depthwise(const float* x, const float* weights, const float* bias, float* y, const layer_window* s) {
  const int32_t c = s->in_c;
  int32_t oy, ox, k, r, q;
  for (oy = 0; oy < s->out_h; ++oy)
    for (ox = 0; ox < s->out_w; ++ox, y += c)
      for (k = 0; k < c; ++k) {
        float sum = bias[k];
        for (r = 0; r < s->kernel_h; ++r) {
          const int32_t iy = oy * s->stride_h - s->pad_h + r * s->dilation_h;
          if ((uint32_t)iy >= (uint32_t)s->in_h) continue;
          for (q = 0; q < s->kernel_w; ++q) {
            const int32_t ix = ox * s->stride_w - s->pad_w + q * s->dilation_w;
            if ((uint32_t)ix < (uint32_t)s->in_w) sum += x[(iy * s->in_w + ix) * c + k] * weights[(r * s->kernel_w + q) * c + k];
          }
        }
        y[k] = layer_cut(sum, s->low, s->high);
      }
}
)c"},
  {"layer_dense", {"layer_cut"}, R"c(/* 4 outputs at a time. Weights [outputs / 4][inputs][4]. */
static void layer_dense(const float* x, const float* weights, const float* bias, float* y, int32_t rows, int32_t inputs,
                        int32_t outputs, float low, float high) {
  int32_t row, k, i, j;
  for (row = 0; row < rows; ++row, x += inputs, y += outputs) {
    const float* w = weights;
    for (k = 0; k < outputs; k += 4) {
      float sums[4];
      float a0 = bias[k], a1 = bias[k + 1], a2 = bias[k + 2], a3 = bias[k + 3];
      for (i = 0; i < inputs; ++i, w += 4) {
        const float v = x[i];
        a0 += v * w[0], a1 += v * w[1], a2 += v * w[2], a3 += v * w[3];
      }
      sums[0] = a0, sums[1] = a1, sums[2] = a2, sums[3] = a3;
      for (j = 0; j < 4 && k + j < outputs; ++j) y[k + j] = layer_cut(sums[j], low, high);
    }
  }
}
)c"},
  {"layer_convolution_plain", {"layer_window", "layer_cut"}, R"c(/* Weights as the file has them: [filter][channels of a group][taps]. For weights that are computed. */
static void layer_convolution_plain(const float* x, const float* weights, const float* bias, float* y, const layer_window* s) {
  const int32_t c = s->in_c / s->groups, each = s->out_c / s->groups, taps = s->kernel_h * s->kernel_w;
  int32_t oy, ox, k, r, q, i;
  for (oy = 0; oy < s->out_h; ++oy)
    for (ox = 0; ox < s->out_w; ++ox, y += s->out_c)
      for (k = 0; k < s->out_c; ++k) {
        float sum = bias[k];
        for (r = 0; r < s->kernel_h; ++r) {
          const int32_t iy = oy * s->stride_h - s->pad_h + r * s->dilation_h;
          if ((uint32_t)iy >= (uint32_t)s->in_h) continue;
          for (q = 0; q < s->kernel_w; ++q) {
            const int32_t ix = ox * s->stride_w - s->pad_w + q * s->dilation_w;
            const float* w = weights + k * c * taps + r * s->kernel_w + q;
            const float* in;
            if ((uint32_t)ix >= (uint32_t)s->in_w) continue;
            in = x + (iy * s->in_w + ix) * s->in_c + k / each * c;
            for (i = 0; i < c; ++i) sum += in[i] * w[i * taps];
          }
        }
        y[k] = layer_cut(sum, s->low, s->high);
      }
}
)c"},
  {"layer_product", {"layer_cut"}, R"c(/* Products of matrices as they lie: 6 axes that are looped over with the strides of y, a and b, then the two of each matrix. */
typedef struct {
  int32_t extent[6], to[6], left[6], right[6];
  int32_t rows, columns, inner, y_row, y_column, a_row, a_inner, b_inner, b_column;
  float factor, low, high;
} layer_matrices;
static void layer_matrix(const float* a, const float* b, float* y, const layer_matrices* s) {
  int32_t r, k, i;
  for (r = 0; r < s->rows; ++r)
    for (k = 0; k < s->columns; ++k) {
      const int32_t left = r * s->a_row, right = k * s->b_column;
      float sum = 0.0f;
      for (i = 0; i < s->inner; ++i) sum += a[left + i * s->a_inner] * b[right + i * s->b_inner];
      y[r * s->y_row + k * s->y_column] = layer_cut(s->factor * sum, s->low, s->high);
    }
}
static void layer_product(const float* a, const float* b, float* y, const layer_matrices* s) {
  int32_t i[6];
  for (i[0] = 0; i[0] < s->extent[0]; ++i[0])
    for (i[1] = 0; i[1] < s->extent[1]; ++i[1])
      for (i[2] = 0; i[2] < s->extent[2]; ++i[2])
        for (i[3] = 0; i[3] < s->extent[3]; ++i[3])
          for (i[4] = 0; i[4] < s->extent[4]; ++i[4])
            for (i[5] = 0; i[5] < s->extent[5]; ++i[5]) {
              int32_t left = 0, right = 0, to = 0, k;
              for (k = 0; k < 6; ++k) left += i[k] * s->left[k], right += i[k] * s->right[k], to += i[k] * s->to[k];
              layer_matrix(a + left, b + right, y + to, s);
            }
}
)c"},
};
// clang-format on

} // namespace peax::deploy::c::detail
