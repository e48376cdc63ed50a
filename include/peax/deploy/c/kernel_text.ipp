#pragma once
//! @file
//! The body of kernel_text.hpp: every kernel with what it needs.

#include <peax/deploy/c/kernel_text.hpp>

#include <array>
#include <iterator>
#include <set>
#include <string>
#include <string_view>

namespace peax::deploy::c {

namespace detail {

//! A function or a type of the generated code. `needs` stand in front of it in the table.
struct kernel {
  std::string_view name;
  std::array<std::string_view, 2> needs;
  std::string_view text;
};

// clang-format off
inline constexpr kernel all_kernels[] = {
  {"layer_window", {}, R"c(/* A window that slides over a plane [h][w][c]: convolution and pooling. Values outside [low, high] are cut. */
typedef struct {
  int32_t in_h, in_w, in_c, out_h, out_w, out_c;
  int32_t kernel_h, kernel_w, stride_h, stride_w, pad_h, pad_w, dilation_h, dilation_w, groups;
  float low, high;
} layer_window;
)c"},
  {"layer_cut", {}, R"c(static float layer_cut(float v, float low, float high) { return v < low ? low : v > high ? high : v; }
)c"},
  {"layer_convolution", {"layer_window", "layer_cut"}, R"c(/* Tiles of 4 pixels x 4 filters in registers. Weights [group][filters / 4][taps][channels][4]; `zeros` stands for a pixel outside. */
static void layer_convolution(const float* x, const float* weights, const float* bias, const float* zeros, float* y,
                              const layer_window* s) {
  const int32_t c = s->in_c / s->groups, filters = s->out_c / s->groups;
  const uint32_t width = (uint32_t)s->in_w;
  int32_t group, oy, ox, k, r, q, i, j;
  for (oy = 0; oy < s->out_h; ++oy)
    for (ox = 0; ox < s->out_w; ox += 4) {
      const int32_t pixels = s->out_w - ox < 4 ? s->out_w - ox : 4;
      float* out = y + (oy * s->out_w + ox) * s->out_c;
      const float* f = weights;
      const float* b = bias;
      const float* in = x;
      for (group = 0; group < s->groups; ++group, in += c, out += filters)
        for (k = 0; k < filters; k += 4, b += 4) {
          float a00 = b[0], a01 = b[1], a02 = b[2], a03 = b[3], a10 = b[0], a11 = b[1], a12 = b[2], a13 = b[3];
          float a20 = b[0], a21 = b[1], a22 = b[2], a23 = b[3], a30 = b[0], a31 = b[1], a32 = b[2], a33 = b[3];
          int32_t iy = oy * s->stride_h - s->pad_h;
          for (r = 0; r < s->kernel_h; ++r, iy += s->dilation_h) {
            const float* row = in + iy * s->in_w * s->in_c;
            int32_t ix = ox * s->stride_w - s->pad_w;
            if ((uint32_t)iy >= (uint32_t)s->in_h) {
              f += s->kernel_w * c * 4;
              continue;
            }
            for (q = 0; q < s->kernel_w; ++q, ix += s->dilation_w) {
              int32_t at = ix;
              const float *p0, *p1, *p2, *p3, *end;
              p0 = (uint32_t)at < width ? row + at * s->in_c : zeros;
              at += s->stride_w;
              p1 = (uint32_t)at < width ? row + at * s->in_c : zeros;
              at += s->stride_w;
              p2 = (uint32_t)at < width ? row + at * s->in_c : zeros;
              at += s->stride_w;
              p3 = (uint32_t)at < width ? row + at * s->in_c : zeros;
              end = p0 + c;
              do {
                const float w0 = f[0], w1 = f[1], w2 = f[2], w3 = f[3];
                float v = *p0++;
                a00 += v * w0, a01 += v * w1, a02 += v * w2, a03 += v * w3;
                v = *p1++;
                a10 += v * w0, a11 += v * w1, a12 += v * w2, a13 += v * w3;
                v = *p2++;
                a20 += v * w0, a21 += v * w1, a22 += v * w2, a23 += v * w3;
                v = *p3++;
                a30 += v * w0, a31 += v * w1, a32 += v * w2, a33 += v * w3;
                f += 4;
              } while (p0 != end);
            }
          }
          {
            const float sums[16] = {a00, a01, a02, a03, a10, a11, a12, a13, a20, a21, a22, a23, a30, a31, a32, a33};
            const int32_t used = filters - k < 4 ? filters - k : 4;
            for (i = 0; i < pixels; ++i)
              for (j = 0; j < used; ++j) out[i * s->out_c + k + j] = layer_cut(sums[i * 4 + j], s->low, s->high);
          }
        }
    }
}
)c"},
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
  {"layer_max_pool", {"layer_window"}, R"c(static void layer_max_pool(const float* x, float* y, const layer_window* s) {
  const int32_t c = s->in_c;
  int32_t oy, ox, k, r, q;
  for (oy = 0; oy < s->out_h; ++oy)
    for (ox = 0; ox < s->out_w; ++ox, y += c) {
      int first = 1;
      for (r = 0; r < s->kernel_h; ++r) {
        const int32_t iy = oy * s->stride_h - s->pad_h + r * s->dilation_h;
        if ((uint32_t)iy >= (uint32_t)s->in_h) continue;
        for (q = 0; q < s->kernel_w; ++q) {
          const int32_t ix = ox * s->stride_w - s->pad_w + q * s->dilation_w;
          const float* in = x + (iy * s->in_w + ix) * c;
          if ((uint32_t)ix >= (uint32_t)s->in_w) continue;
          if (first)
            for (k = 0; k < c; ++k) y[k] = in[k];
          else
            for (k = 0; k < c; ++k)
              if (in[k] > y[k]) y[k] = in[k];
          first = 0;
        }
      }
    }
}
)c"},
  {"layer_average_pool", {"layer_window"}, R"c(/* With `counts_padding` what lies outside counts as 0 up to the ends of the padding. */
static void layer_average_pool(const float* x, float* y, int counts_padding, int32_t end_h, int32_t end_w, const layer_window* s) {
  const int32_t c = s->in_c;
  int32_t oy, ox, k, r, q;
  for (oy = 0; oy < s->out_h; ++oy)
    for (ox = 0; ox < s->out_w; ++ox, y += c) {
      int32_t counted = 0;
      for (k = 0; k < c; ++k) y[k] = 0.0f;
      for (r = 0; r < s->kernel_h; ++r)
        for (q = 0; q < s->kernel_w; ++q) {
          const int32_t iy = oy * s->stride_h - s->pad_h + r * s->dilation_h, ix = ox * s->stride_w - s->pad_w + q * s->dilation_w;
          const float* in = x + (iy * s->in_w + ix) * c;
          if ((uint32_t)iy < (uint32_t)s->in_h && (uint32_t)ix < (uint32_t)s->in_w) {
            for (k = 0; k < c; ++k) y[k] += in[k];
            ++counted;
          } else if (counts_padding && iy < end_h && ix < end_w)
            ++counted;
        }
      for (k = 0; k < c; ++k) y[k] /= (float)counted;
    }
}
)c"},
  {"layer_mean", {}, R"c(static void layer_mean(const float* x, float* y, int32_t pixels, int32_t channels) {
  int32_t i, k;
  for (k = 0; k < channels; ++k) y[k] = 0.0f;
  for (i = 0; i < pixels; ++i, x += channels)
    for (k = 0; k < channels; ++k) y[k] += x[k];
  for (k = 0; k < channels; ++k) y[k] /= (float)pixels;
}
)c"},
  {"layer_maximum", {}, R"c(static void layer_maximum(const float* x, float* y, int32_t pixels, int32_t channels) {
  int32_t i, k;
  for (k = 0; k < channels; ++k) y[k] = x[k];
  for (i = 1, x += channels; i < pixels; ++i, x += channels)
    for (k = 0; k < channels; ++k)
      if (x[k] > y[k]) y[k] = x[k];
}
)c"},
  {"layer_softmax", {}, R"c(/* Over `n` values that lie `inner` apart. */
static void layer_softmax(const float* x, float* y, int32_t outer, int32_t n, int32_t inner) {
  int32_t o, i, k;
  for (o = 0; o < outer; ++o, x += n * inner, y += n * inner)
    for (i = 0; i < inner; ++i) {
      float most = x[i], sum = 0.0f;
      for (k = 1; k < n; ++k)
        if (x[k * inner + i] > most) most = x[k * inner + i];
      for (k = 0; k < n; ++k) {
        y[k * inner + i] = expf(x[k * inner + i] - most);
        sum += y[k * inner + i];
      }
      for (k = 0; k < n; ++k) y[k * inner + i] /= sum;
    }
}
)c"},
  {"layer_log_softmax", {}, R"c(/* Logarithms of softmax over `n` values that lie `inner` apart. */
static void layer_log_softmax(const float* x, float* y, int32_t outer, int32_t n, int32_t inner) {
  int32_t o, i, k;
  for (o = 0; o < outer; ++o, x += n * inner, y += n * inner)
    for (i = 0; i < inner; ++i) {
      float most = x[i], sum = 0.0f;
      for (k = 1; k < n; ++k)
        if (x[k * inner + i] > most) most = x[k * inner + i];
      for (k = 0; k < n; ++k) sum += expf(x[k * inner + i] - most);
      sum = logf(sum);
      for (k = 0; k < n; ++k) y[k * inner + i] = x[k * inner + i] - most - sum;
    }
}
)c"},
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
  {"layer_move", {}, R"c(/* Extents of 6 axes, strides of the source and of the target, where they begin. */
typedef struct {
  int32_t extent[6], from[6], to[6], from_offset, to_offset;
} layer_strides;
static void layer_move(const float* x, float* y, const layer_strides* s) {
  int32_t a, b, c, d, e, f;
  x += s->from_offset, y += s->to_offset;
  for (a = 0; a < s->extent[0]; ++a)
    for (b = 0; b < s->extent[1]; ++b)
      for (c = 0; c < s->extent[2]; ++c)
        for (d = 0; d < s->extent[3]; ++d)
          for (e = 0; e < s->extent[4]; ++e) {
            const float* in = x + a * s->from[0] + b * s->from[1] + c * s->from[2] + d * s->from[3] + e * s->from[4];
            float* out = y + a * s->to[0] + b * s->to[1] + c * s->to[2] + d * s->to[3] + e * s->to[4];
            for (f = 0; f < s->extent[5]; ++f, in += s->from[5], out += s->to[5]) *out = *in;
          }
}
)c"},
};
// clang-format on

} // namespace detail

PEAX_INLINE std::string kernels(std::set<std::string> const& names) {
  std::set<std::string_view> wanted(names.begin(), names.end());
  for (auto k = std::rbegin(detail::all_kernels); k != std::rend(detail::all_kernels); ++k)
    if (wanted.contains(k->name)) wanted.insert(k->needs.begin(), k->needs.end());
  std::string out;
  for (auto const& k : detail::all_kernels)
    if (wanted.contains(k.name)) out += (out.empty() ? "" : "\n") + std::string(k.text);
  return out;
}

} // namespace peax::deploy::c
