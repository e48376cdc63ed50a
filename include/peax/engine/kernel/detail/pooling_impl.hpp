#pragma once
//! @file
//! Drives the pooling kernels; see pooling.hpp.

#include <peax/engine/kernel/detail/regions.hpp>
#include <peax/engine/kernel/pooling.hpp>

#include <algorithm>

namespace peax::engine::kernel {

namespace detail {

inline void zero_unless_adding(float* to, index size, store mode) {
  if (mode == store::overwrite) std::fill(to, to + size, 0.0F);
}

//! Calls the kernel for every rectangle of the output.
template <class Kernel>
void for_pool_regions(pool_geometry const& g, region_args const& args, Kernel kernel) {
  forward_segments(g.h, 0, g.h.out, [&](axis_segment const& h) {
    forward_segments(g.w, 0, g.w.out, [&](axis_segment const& w) {
      auto region = place(args, h, w, g.w.in, g.w.out, g.w.kernel);
      kernel(region);
    });
  });
}

//! Taps of the window at `out` that count when padding counts: all but those beyond the padding.
[[nodiscard]] inline index padded_taps(window_axis const& axis, index out) {
  index const room = axis.in + axis.pad_end - (out * axis.stride - axis.pad_begin);
  return std::min(axis.kernel, (room + axis.dilation - 1) / axis.dilation);
}

//! As above with the factor of the average; rims are cut into single positions where padding counts.
template <class Kernel>
void for_average_regions(pool_geometry const& g, region_args const& args, Kernel kernel) {
  auto const cut = [&](window_axis const& axis, auto&& body) {
    forward_segments(axis, 0, axis.out, [&](axis_segment const& s) {
      if (!g.count_include_pad) return body(s, s.taps);
      if (s.taps == axis.kernel) return body(s, axis.kernel);
      for (index j = 0; j < s.count; ++j) {
        axis_segment one = s;
        one.at += j;
        one.from += j * s.from_step;
        one.count = 1;
        body(one, padded_taps(axis, one.at));
      }
    });
  };
  cut(g.h, [&](axis_segment const& h, index rows) {
    cut(g.w, [&](axis_segment const& w, index cols) {
      auto region = place(args, h, w, g.w.in, g.w.out, g.w.kernel);
      region.factor = rows * cols > 0 ? 1.0F / static_cast<float>(rows * cols) : 0.0F;
      kernel(region);
    });
  });
}

//! One window over a line of pixels.
[[nodiscard]] inline pool_geometry global_window(index pixels, index channels) {
  pool_geometry g;
  g.channels = channels;
  g.w.in = g.w.kernel = pixels;
  return g;
}

//! A gradient's kernel writes to where x lies: y moves with x.
[[nodiscard]] inline region_args with_gradient(region_args region, float const* x_base, float* dx) {
  region.y = dx + (region.x - x_base);
  return region;
}

} // namespace detail

inline void max_pool(pool_geometry const& g, float const* x, float* y) {
  detail::region_args args{};
  args.channels = g.channels;
  args.x = x;
  args.y = y;
  detail::for_pool_regions(g, args, detail::table_for(current_instruction_set(), g.channels).max_pool);
}

inline void max_pool_gradient(pool_geometry const& g, float const* x, float const* y, float const* dy,
                              float* dx, store mode) {
  detail::zero_unless_adding(dx, g.in_size(), mode);
  detail::region_args args{};
  args.channels = g.channels;
  args.x = x;
  args.out = y;
  args.dy = dy;
  auto const kernel = detail::table_for(current_instruction_set(), g.channels).max_pool_gradient;
  detail::for_pool_regions(g, args,
                           [&](auto const& region) { kernel(detail::with_gradient(region, x, dx)); });
}

inline void average_pool(pool_geometry const& g, float const* x, float* y) {
  detail::region_args args{};
  args.channels = g.channels;
  args.x = x;
  args.y = y;
  detail::for_average_regions(g, args, detail::table_for(current_instruction_set(), g.channels).average_pool);
}

inline void average_pool_gradient(pool_geometry const& g, float const* dy, float* dx, store mode) {
  detail::zero_unless_adding(dx, g.in_size(), mode);
  detail::region_args args{};
  args.channels = g.channels;
  args.x = dx;
  args.dy = dy;
  auto const kernel = detail::table_for(current_instruction_set(), g.channels).average_pool_gradient;
  detail::for_average_regions(g, args,
                              [&](auto const& region) { kernel(detail::with_gradient(region, dx, dx)); });
}

inline void global_average_pool(float const* x, index pixels, index channels, float* y) {
  std::fill(y, y + channels, 0.0F);
  detail::table_for(current_instruction_set(), channels).add_row_sums(x, pixels, channels, y);
  for (index c = 0; c < channels; ++c) y[c] /= static_cast<float>(pixels);
}

inline void global_average_pool_gradient(float const* dy, index pixels, index channels, float* dx,
                                         store mode) {
  average_pool_gradient(detail::global_window(pixels, channels), dy, dx, mode);
}

inline void global_max_pool(float const* x, index pixels, index channels, float* y) {
  max_pool(detail::global_window(pixels, channels), x, y);
}

inline void global_max_pool_gradient(float const* x, float const* y, float const* dy, index pixels,
                                     index channels, float* dx, store mode) {
  max_pool_gradient(detail::global_window(pixels, channels), x, y, dy, dx, mode);
}

} // namespace peax::engine::kernel
