#pragma once
//! @file
//! Cuts one axis of a sliding window into segments of positions that see the same taps. No allocation: a
//! callback.

#include <peax/engine/kernel/geometry.hpp>

#include <algorithm>
#include <numeric>

namespace peax::engine::kernel::detail {

//! Positions `at + j * step`, j < count, of the axis that is computed; position j reads `from + j * from_step
//! + k * tap_from` of the other axis through tap `tap + k * tap_step`, k < taps. taps may be 0.
struct axis_segment {
  index at, step, count;
  index from, from_step;
  index tap, tap_step, taps;
  index tap_from;
};

[[nodiscard]] constexpr index divide_up(index a, index b) noexcept {
  if (b == 1) return a; // by far the most frequent, and a division is slow
  return a >= 0 ? (a + b - 1) / b : -(-a / b);
}
[[nodiscard]] constexpr index divide_down(index a, index b) noexcept {
  return a >= 0 ? a / b : -((-a + b - 1) / b);
}

//! Forward: output positions [begin, end) by the range of taps that lie inside the input.
template <class Callback>
void forward_segments(window_axis const& axis, index begin, index end, Callback&& callback) {
  auto const range = [&](index out) {
    index const start = out * axis.stride - axis.pad_begin;
    index const low = std::clamp<index>(divide_up(-start, axis.dilation), 0, axis.kernel);
    index const high = std::clamp<index>(divide_up(axis.in - start, axis.dilation), low, axis.kernel);
    return std::pair{low, high};
  };
  for (index out = begin; out < end;) {
    auto const taps = range(out);
    index next = out + 1;
    if (taps == std::pair<index, index>{0, axis.kernel}) { // the inside: its end is known
      index const last =
          divide_down(axis.in - 1 - (axis.kernel - 1) * axis.dilation + axis.pad_begin, axis.stride);
      next = std::clamp<index>(last + 1, out + 1, end);
    } else {
      while (next < end && range(next) == taps) ++next;
    }
    index const start = out * axis.stride - axis.pad_begin;
    callback(axis_segment{out, 1, next - out, start + taps.first * axis.dilation, axis.stride, taps.first, 1,
                          taps.second - taps.first, axis.dilation});
    out = next;
  }
}

//! Backward by residue of the stride, outputs beyond the border included: input positions of one class all
//! see the same taps, and the outputs they read lie in [from, from + count - 1 + (taps - 1) * tap_from],
//! perhaps outside.
template <class Callback> void backward_classes(window_axis const& axis, Callback&& callback) {
  index const common = std::gcd(axis.dilation, axis.stride);
  index const tap_step = axis.stride / common;
  index const out_step = axis.dilation / common;
  index const classes = std::min(axis.stride, axis.in); // of a longer stride the others have no position
  for (index i = 0; i < classes; ++i) {
    index const residue = classes == axis.stride ? i : (i + axis.pad_begin) % axis.stride;
    index const at = ((residue - axis.pad_begin) % axis.stride + axis.stride) % axis.stride;
    if (at >= axis.in) continue;
    index const count = (axis.in - 1 - at) / axis.stride + 1;
    index first = 0;
    while (first < axis.kernel && first < tap_step && (first * axis.dilation) % axis.stride != residue)
      ++first;
    index const taps = first < axis.kernel && first < tap_step ? (axis.kernel - 1 - first) / tap_step + 1 : 0;
    if (taps == 0) {
      callback(axis_segment{at, axis.stride, count, 0, 1, 0, 0, 0, out_step});
      continue;
    }
    index const last = first + (taps - 1) * tap_step;
    index const from = (at + axis.pad_begin - last * axis.dilation) / axis.stride; // exact
    callback(axis_segment{at, axis.stride, count, from, 1, last, -tap_step, taps, out_step});
  }
}

//! Backward by residue and by the range of taps whose outputs exist.
template <class Callback> void backward_segments(window_axis const& axis, Callback&& callback) {
  backward_classes(axis, [&](axis_segment const& whole) {
    auto const range = [&](index j) {
      index const start = whole.from + j;
      index const low = std::clamp<index>(divide_up(-start, whole.tap_from), 0, whole.taps);
      index const high = std::clamp<index>(divide_up(axis.out - start, whole.tap_from), low, whole.taps);
      return std::pair{low, high};
    };
    for (index j = 0; j < whole.count;) {
      auto const taps = range(j);
      index next = j + 1;
      if (taps == std::pair<index, index>{0, whole.taps}) { // the inside: its end is known
        next =
            std::clamp<index>(axis.out - (whole.taps - 1) * whole.tap_from - whole.from, j + 1, whole.count);
      } else {
        while (next < whole.count && range(next) == taps) ++next;
      }
      callback(axis_segment{
          whole.at + j * whole.step, whole.step, next - j, whole.from + j + taps.first * whole.tap_from, 1,
          whole.tap + taps.first * whole.tap_step, whole.tap_step, taps.second - taps.first, whole.tap_from});
      j = next;
    }
  });
}

} // namespace peax::engine::kernel::detail
