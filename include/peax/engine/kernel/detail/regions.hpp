#pragma once
//! @file
//! Rectangles of pixels that see the same taps, from the segments of both axes.

#include <peax/engine/kernel/detail/axis.hpp>
#include <peax/engine/kernel/detail/table.hpp>

#include <utility>

namespace peax::engine::kernel::detail {

//! Places `args` (whose x, w, y, dy are bases of whole samples) on the rectangle h x w. x has rows of
//! `x_width` pixels, y and dy of `y_width`; w has rows of `kernel_w` taps; all pixels have `channels` floats.
[[nodiscard]] inline region_args place(region_args args, axis_segment const& h, axis_segment const& w,
                                       index x_width, index y_width, index kernel_w) {
  index const c = args.channels;
  args.rows = h.count;
  args.cols = w.count;
  args.x += (h.from * x_width + w.from) * c;
  args.x_row = h.from_step * x_width * c;
  args.x_pixel = w.from_step * c;
  args.tap_rows = h.taps;
  args.tap_cols = w.taps;
  args.tap_row = h.tap_from * x_width * c;
  args.tap_col = w.tap_from * c;
  if (args.w) args.w += (h.tap * kernel_w + w.tap) * c;
  args.w_row = h.tap_step * kernel_w * c;
  args.w_col = w.tap_step * c;
  index const at = (h.at * y_width + w.at) * c;
  if (args.y) args.y += at;
  args.y_row = h.step * y_width * c;
  args.y_pixel = w.step * c;
  if (args.dy) args.dy += at;
  if (args.out) args.out += at;
  args.dy_row = args.y_row;
  args.dy_pixel = args.y_pixel;
  return args;
}

//! Swaps the two directions, so that tiles run along columns.
inline void turn(region_args& a) {
  std::swap(a.rows, a.cols);
  std::swap(a.x_row, a.x_pixel);
  std::swap(a.tap_rows, a.tap_cols);
  std::swap(a.tap_row, a.tap_col);
  std::swap(a.w_row, a.w_col);
  std::swap(a.y_row, a.y_pixel);
  std::swap(a.dy_row, a.dy_pixel);
}

} // namespace peax::engine::kernel::detail
