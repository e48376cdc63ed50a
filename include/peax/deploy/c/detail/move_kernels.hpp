#pragma once
//! @file
//! Kernels of the generated code that move elements.

#include <peax/deploy/c/detail/kernel.hpp>

namespace peax::deploy::c::detail {

// clang-format off
inline constexpr kernel move_kernels[] = {
  {"layer_strides", {}, R"c(/* Extents of 6 axes, strides of the source and of the target, where they begin. */
typedef struct {
  int32_t extent[6], from[6], to[6], from_offset, to_offset;
} layer_strides;
)c"},
  {"layer_move", {"layer_strides"}, R"c(static void layer_move(const float* x, float* y, const layer_strides* s) {
  int32_t a, b, c, d, e, f;
  for (a = 0; a < s->extent[0]; ++a)
    for (b = 0; b < s->extent[1]; ++b)
      for (c = 0; c < s->extent[2]; ++c)
        for (d = 0; d < s->extent[3]; ++d)
          for (e = 0; e < s->extent[4]; ++e) {
            int32_t from = s->from_offset + a * s->from[0] + b * s->from[1] + c * s->from[2] + d * s->from[3] + e * s->from[4];
            int32_t to = s->to_offset + a * s->to[0] + b * s->to[1] + c * s->to[2] + d * s->to[3] + e * s->to[4];
            for (f = 0; f < s->extent[5]; ++f, from += s->from[5], to += s->to[5]) y[to] = x[from];
          }
}
)c"},
  {"layer_gather", {}, R"c(/* Of [outer][extent][inner] the entries that `chosen` names along the middle axis; indices from the end are negative. What lies
   outside becomes the nearest entry. */
static void layer_gather(const float* x, const float* chosen, float* y, int32_t outer, int32_t extent, int32_t inner, int32_t n) {
  int32_t o, k, i;
  for (o = 0; o < outer; ++o, x += extent * inner)
    for (k = 0; k < n; ++k, y += inner) {
      float at = chosen[k] < 0.0f ? chosen[k] + (float)extent : chosen[k];
      if (!(at >= 0.0f)) at = 0.0f;
      if (at > (float)(extent - 1)) at = (float)(extent - 1);
      for (i = 0; i < inner; ++i) y[i] = x[(int32_t)at * inner + i];
    }
}
)c"},
  {"layer_pad", {}, R"c(/* 6 axes: extents of the source and of the target, pads in front, strides. Mode 0 fills with the value, 1 reflects, 2 repeats the edge. */
typedef struct {
  int32_t in[6], out[6], begin[6], from[6], to[6], mode;
  float value;
} layer_rim;
/* The place that position i of the target's axis shows; -1 for the value. */
static int32_t layer_source(const layer_rim* s, int32_t axis, int32_t i) {
  const int32_t extent = s->in[axis];
  i -= s->begin[axis];
  if (s->mode == 1) i = i < 0 ? -i : i >= extent ? 2 * (extent - 1) - i : i;
  if (s->mode == 2) i = i < 0 ? 0 : i >= extent ? extent - 1 : i;
  return i < 0 || i >= extent ? -1 : i;
}
static void layer_pad(const float* x, float* y, const layer_rim* s) {
  int32_t i[6];
  for (i[0] = 0; i[0] < s->out[0]; ++i[0])
    for (i[1] = 0; i[1] < s->out[1]; ++i[1])
      for (i[2] = 0; i[2] < s->out[2]; ++i[2])
        for (i[3] = 0; i[3] < s->out[3]; ++i[3])
          for (i[4] = 0; i[4] < s->out[4]; ++i[4]) {
            int32_t from = 0, to = 0, inside = 1, k;
            for (k = 0; k < 5; ++k) {
              const int32_t at = layer_source(s, k, i[k]);
              if (at < 0) inside = 0;
              from += at * s->from[k], to += i[k] * s->to[k];
            }
            for (k = 0; k < s->out[5]; ++k) {
              const int32_t at = layer_source(s, 5, k);
              y[to + k * s->to[5]] = inside && at >= 0 ? x[from + at * s->from[5]] : s->value;
            }
          }
}
)c"},
};
// clang-format on

} // namespace peax::deploy::c::detail
