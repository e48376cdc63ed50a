#pragma once
//! @file
//! Kernels of the generated code of pooling, means and Softmax.

#include <peax/deploy/c/detail/kernel.hpp>

namespace peax::deploy::c::detail {

// clang-format off
inline constexpr kernel pooling_kernels[] = {
  {"layer_max_pool", {"layer_window"}, R"c(static void layer_max_pool(const float* x, float* y, const layer_window* s) {
  const int32_t c = s->in_c;
  int32_t oy, ox, k, r, q;
  for (oy = 0; oy < s->out_h; ++oy)
    for (ox = 0; ox < s->out_w; ++ox, y += c) {
      for (k = 0; k < c; ++k) y[k] = -HUGE_VALF;
      for (r = 0; r < s->kernel_h; ++r) {
        const int32_t iy = oy * s->stride_h - s->pad_h + r * s->dilation_h;
        if ((uint32_t)iy >= (uint32_t)s->in_h) continue;
        for (q = 0; q < s->kernel_w; ++q) {
          const int32_t ix = ox * s->stride_w - s->pad_w + q * s->dilation_w;
          const float* in = x + (iy * s->in_w + ix) * c;
          if ((uint32_t)ix >= (uint32_t)s->in_w) continue;
          for (k = 0; k < c; ++k)
            if (in[k] > y[k]) y[k] = in[k];
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
  {"layer_mean_over", {"layer_strides"}, R"c(/* Means over any axes: those have the stride 0 in the target. `n` means of `count` elements each. */
static void layer_mean_over(const float* x, float* y, int32_t n, int32_t count, const layer_strides* s) {
  int32_t a, b, c, d, e, f;
  for (a = 0; a < n; ++a) y[a] = 0.0f;
  for (a = 0; a < s->extent[0]; ++a)
    for (b = 0; b < s->extent[1]; ++b)
      for (c = 0; c < s->extent[2]; ++c)
        for (d = 0; d < s->extent[3]; ++d)
          for (e = 0; e < s->extent[4]; ++e) {
            int32_t from = a * s->from[0] + b * s->from[1] + c * s->from[2] + d * s->from[3] + e * s->from[4];
            int32_t to = a * s->to[0] + b * s->to[1] + c * s->to[2] + d * s->to[3] + e * s->to[4];
            if (s->to[5] == 0) {
              float sum = 0.0f;
              for (f = 0; f < s->extent[5]; ++f, from += s->from[5]) sum += x[from];
              y[to] += sum;
            } else
              for (f = 0; f < s->extent[5]; ++f, from += s->from[5], to += s->to[5]) y[to] += x[from];
          }
  for (a = 0; a < n; ++a) y[a] /= (float)count;
}
)c"},
  {"layer_extreme_over", {"layer_strides"}, R"c(/* The largest (sign 1) or smallest (sign -1) over any axes: those have the stride 0 in the target. `n` of them. */
static void layer_extreme_over(const float* x, float* y, int32_t n, float sign, const layer_strides* s) {
  int32_t a, b, c, d, e, f;
  for (a = 0; a < n; ++a) y[a] = -sign * HUGE_VALF;
  for (a = 0; a < s->extent[0]; ++a)
    for (b = 0; b < s->extent[1]; ++b)
      for (c = 0; c < s->extent[2]; ++c)
        for (d = 0; d < s->extent[3]; ++d)
          for (e = 0; e < s->extent[4]; ++e) {
            int32_t from = a * s->from[0] + b * s->from[1] + c * s->from[2] + d * s->from[3] + e * s->from[4];
            int32_t to = a * s->to[0] + b * s->to[1] + c * s->to[2] + d * s->to[3] + e * s->to[4];
            for (f = 0; f < s->extent[5]; ++f, from += s->from[5], to += s->to[5])
              if (sign * x[from] > sign * y[to]) y[to] = x[from];
          }
}
)c"},
  {"layer_fold", {"layer_strides"}, R"c(/* Folds over any axes, which have the stride 0 in the target: `value` of what is there (u) and what comes (v). `n` results. */
#define LAYER_FOLD(name, first, value)                                                                                     \
  static void name(const float* x, float* y, int32_t n, const layer_strides* s) {                                          \
    int32_t a, b, c, d, e, f;                                                                                              \
    for (a = 0; a < n; ++a) y[a] = first;                                                                                  \
    for (a = 0; a < s->extent[0]; ++a)                                                                                     \
      for (b = 0; b < s->extent[1]; ++b)                                                                                   \
        for (c = 0; c < s->extent[2]; ++c)                                                                                 \
          for (d = 0; d < s->extent[3]; ++d)                                                                               \
            for (e = 0; e < s->extent[4]; ++e) {                                                                           \
              int32_t from = a * s->from[0] + b * s->from[1] + c * s->from[2] + d * s->from[3] + e * s->from[4];           \
              int32_t to = a * s->to[0] + b * s->to[1] + c * s->to[2] + d * s->to[3] + e * s->to[4];                       \
              for (f = 0; f < s->extent[5]; ++f, from += s->from[5], to += s->to[5]) {                                     \
                const float u = y[to], v = x[from];                                                                        \
                y[to] = value;                                                                                             \
              }                                                                                                            \
            }                                                                                                              \
  }
)c"},
  {"layer_absolute_sum_over", {"layer_fold", "layer_strides"}, "LAYER_FOLD(layer_absolute_sum_over, 0.0f, u + fabsf(v))\n"},
  {"layer_square_sum_over", {"layer_fold", "layer_strides"}, "LAYER_FOLD(layer_square_sum_over, 0.0f, u + v * v)\n"},
  {"layer_product_over", {"layer_fold", "layer_strides"}, "LAYER_FOLD(layer_product_over, 1.0f, u * v)\n"},
  {"layer_log_of_sum", {}, R"c(/* Logarithm of exp(u) + exp(v). */
static float layer_log_of_sum(float u, float v) {
  const float most = u > v ? u : v, least = u > v ? v : u;
  return isinf(most) ? most : most + log1pf(expf(least - most));
}
)c"},
  {"layer_log_sum_exp_over", {"layer_fold", "layer_log_of_sum"}, "LAYER_FOLD(layer_log_sum_exp_over, -HUGE_VALF, layer_log_of_sum(u, v))\n"},
  {"layer_row", {"layer_strides"}, R"c(/* Where row i begins in the source and in the target. */
static void layer_row(const layer_strides* s, int32_t i, int32_t* from, int32_t* to) {
  int32_t axis;
  *from = *to = 0;
  for (axis = 5; axis >= 0; --axis) {
    int32_t at = i % s->extent[axis];
    i /= s->extent[axis];
    *from += at * s->from[axis];
    *to += at * s->to[axis];
  }
}
static int32_t layer_rows(const layer_strides* s) {
  return s->extent[0] * s->extent[1] * s->extent[2] * s->extent[3] * s->extent[4] * s->extent[5];
}
)c"},
  {"layer_cumulate", {"layer_row", "layer_strides"}, R"c(/* Running sums of `n` values along every row; neighbours lie `inner` apart in the source and `outer` in the target. */
static void layer_cumulate(const float* x, float* y, int32_t n, int32_t inner, int32_t outer, int32_t exclusive, int32_t reverse,
                           const layer_strides* s) {
  int32_t row, i, rows = layer_rows(s);
  for (row = 0; row < rows; ++row) {
    int32_t from, to;
    float sum = 0.0f;
    layer_row(s, row, &from, &to);
    for (i = 0; i < n; ++i) {
      const int32_t at = reverse ? n - 1 - i : i;
      const float now = x[from + at * inner];
      y[to + at * outer] = exclusive ? sum : sum + now;
      sum += now;
    }
  }
}
)c"},
  {"layer_hardmax", {"layer_row", "layer_strides"}, R"c(/* 1 at the first largest of `n` values of every row, else 0. */
static void layer_hardmax(const float* x, float* y, int32_t n, int32_t inner, int32_t outer, const layer_strides* s) {
  int32_t row, i, rows = layer_rows(s);
  for (row = 0; row < rows; ++row) {
    int32_t from, to, best = 0;
    layer_row(s, row, &from, &to);
    for (i = 0; i < n; ++i) {
      if (x[from + i * inner] > x[from + best * inner]) best = i;
      y[to + i * outer] = 0.0f;
    }
    y[to + best * outer] = 1.0f;
  }
}
)c"},
  {"layer_place_of_extreme", {"layer_row", "layer_strides"}, R"c(/* The place of the largest (sign 1) or smallest (sign -1) of `n` values that lie `inner` apart, for every row; of equal ones the
   first, or the last. */
static void layer_place_of_extreme(const float* x, float* y, int32_t n, int32_t inner, float sign, int32_t last, const layer_strides* s) {
  int32_t row, i, rows = layer_rows(s);
  for (row = 0; row < rows; ++row) {
    int32_t from, to, place = 0;
    layer_row(s, row, &from, &to);
    for (i = 1; i < n; ++i) {
      float more = sign * (x[from + i * inner] - x[from + place * inner]);
      if (more > 0.0f || (last && x[from + i * inner] == x[from + place * inner])) place = i;
    }
    y[to] = (float)place;
  }
}
)c"},
  {"layer_top_k", {"layer_row", "layer_strides"}, R"c(/* The k largest (sign 1) or smallest (sign -1) of `n` values that lie `inner` apart, for every row, and their places. */
static void layer_top_k(const float* x, float* y, float* places, int32_t n, int32_t inner, int32_t k, int32_t outer, float sign,
                        const layer_strides* s) {
  int32_t row, i, j, rows = layer_rows(s);
  for (row = 0; row < rows; ++row) {
    int32_t from, to, before = -1;
    layer_row(s, row, &from, &to);
    for (j = 0; j < k; ++j) {
      int32_t best = -1;
      for (i = 0; i < n; ++i) {
        float v = sign * x[from + i * inner];
        if (before >= 0) { /* Behind the one that was taken: smaller, or equal and later. */
          float taken = sign * x[from + before * inner];
          if (v > taken || (v == taken && i <= before)) continue;
        }
        if (best < 0 || v > sign * x[from + best * inner]) best = i;
      }
      if (best < 0) best = before;
      y[to + j * outer] = x[from + best * inner];
      places[to + j * outer] = (float)best;
      before = best;
    }
  }
}
)c"},
};
// clang-format on

} // namespace peax::deploy::c::detail
