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
};
// clang-format on

} // namespace peax::deploy::c::detail
