#pragma once
//! @file
//! The C of the convolution: tiles of 4 pixels by 4 filters in registers.

#include <string_view>

namespace peax::deploy::c::detail {

// clang-format off
inline constexpr std::string_view convolution_text = R"c(#define LAYER_ABOVE(v) ((v) < low ? low : (v))
#define LAYER_FOUR(a) to[0] = LAYER_ABOVE(a##0), to[1] = LAYER_ABOVE(a##1), to[2] = LAYER_ABOVE(a##2), to[3] = LAYER_ABOVE(a##3), to += out_c
#define LAYER_PIXEL(p, a) v = *p++, a##0 += v * w0, a##1 += v * w1, a##2 += v * w2, a##3 += v * w3
#define LAYER_STEP                                        \
  const float w0 = f[0], w1 = f[1], w2 = f[2], w3 = f[3]; \
  float v;                                                \
  LAYER_PIXEL(p0, a0);                                    \
  LAYER_PIXEL(p1, a1);                                    \
  LAYER_PIXEL(p2, a2);                                    \
  LAYER_PIXEL(p3, a3);                                    \
  f += 4;
/* 4 pixels, `step` floats apart, by filters in fours; the window has `rows` rows of `piece` floats, `pitch` floats apart. */
static void layer_tiles(const float* x, int32_t step, int32_t rows, int32_t piece, int32_t pitch, const float* f, int32_t skipped,
                        const float* b, float* out, int32_t filters, int32_t out_c, float low) {
  const float* const last = b + filters;
  for (; b != last; b += 4, f += skipped, out += 4) {
    const float* p0 = x;
    float* to = out;
    float a00 = b[0], a01 = b[1], a02 = b[2], a03 = b[3], a10 = b[0], a11 = b[1], a12 = b[2], a13 = b[3];
    float a20 = b[0], a21 = b[1], a22 = b[2], a23 = b[3], a30 = b[0], a31 = b[1], a32 = b[2], a33 = b[3];
    int32_t r = rows;
    for (; r > 0; --r, p0 += pitch - piece) {
      const float *p1 = p0 + step, *p2 = p1 + step, *p3 = p2 + step, *end = p0 + piece;
      do {
        LAYER_STEP
      } while (p0 != end);
    }
    LAYER_FOUR(a0);
    LAYER_FOUR(a1);
    LAYER_FOUR(a2);
    LAYER_FOUR(a3);
  }
}
/* Tiles of 4 pixels x 4 filters in registers. Weights [group][filters / 4][taps][channels][4]; `zeros` stands for a pixel outside. */
static void layer_convolution(const float* x, const float* weights, const float* bias, const float* zeros, float* y,
                              const layer_window* s) {
  const int32_t c = s->in_c / s->groups, filters = s->out_c / s->groups, row_c = s->in_w * s->in_c, taps = s->kernel_w * c;
  const uint32_t width = (uint32_t)s->in_w;
  const int plain = s->groups == 1 && filters % 4 == 0 && s->dilation_w == 1 && s->high == HUGE_VALF;
  int32_t group, oy, ox, k, r, q, i, j;
  for (oy = 0; oy < s->out_h; ++oy) {
    const int32_t top = oy * s->stride_h - s->pad_h;
    int32_t above = 0, rows = s->kernel_h; /* of the window: outside, and inside of the map */
    while (rows > 0 && top + above * s->dilation_h < 0) ++above, --rows;
    while (rows > 0 && top + (above + rows - 1) * s->dilation_h >= s->in_h) --rows;
    for (ox = 0; ox < s->out_w; ox += 4) {
      const int32_t pixels = s->out_w - ox < 4 ? s->out_w - ox : 4, left = ox * s->stride_w - s->pad_w;
      float* out = y + (oy * s->out_w + ox) * s->out_c;
      const float* f = weights + above * taps * 4;
      const float* b = bias;
      const float* in = x + (top + above * s->dilation_h) * row_c;
      if (plain && left >= 0 && left + 3 * s->stride_w + s->kernel_w <= s->in_w) { /* away from the borders */
        layer_tiles(in + left * c, s->stride_w * c, rows, taps, s->dilation_h * row_c, f, (s->kernel_h - rows) * taps * 4, b, out, filters,
                    s->out_c, s->low);
        continue;
      }
      for (group = 0; group < s->groups; ++group, in += c, out += filters)
        for (k = 0; k < filters; k += 4, b += 4, f += (s->kernel_h - rows) * taps * 4) {
          float a00 = b[0], a01 = b[1], a02 = b[2], a03 = b[3], a10 = b[0], a11 = b[1], a12 = b[2], a13 = b[3];
          float a20 = b[0], a21 = b[1], a22 = b[2], a23 = b[3], a30 = b[0], a31 = b[1], a32 = b[2], a33 = b[3];
          for (r = 0; r < rows; ++r) {
            const float* row = in + r * s->dilation_h * row_c;
            int32_t ix = left;
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
                LAYER_STEP
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
}
#undef LAYER_ABOVE
#undef LAYER_FOUR
#undef LAYER_PIXEL
#undef LAYER_STEP
)c";
// clang-format on

} // namespace peax::deploy::c::detail
