#pragma once
//! @file
//! Drives the register tiles of convolution; see convolution.hpp.

#include <peax/engine/kernel/convolution.hpp>
#include <peax/engine/kernel/detail/axis.hpp>
#include <peax/engine/kernel/elementwise.hpp>

namespace peax::engine::kernel {

namespace detail {

//! Pixels of a pointwise convolution that are handled together, so that they stay in the nearest caches.
[[nodiscard]] inline index pixel_block(index channels) noexcept {
  return std::max<index>(96, 16384 / channels);
}

//! The outputs that all positions of an axis read in the gradient of the data: first and extent.
[[nodiscard]] inline std::pair<index, index> backward_extent(window_axis const& axis) {
  index low = 0;
  index high = 1;
  bool first = true;
  backward_classes(axis, [&](axis_segment const& s) {
    if (s.taps == 0) return;
    index const end = s.from + s.count + (s.taps - 1) * s.tap_from;
    low = first ? s.from : std::min(low, s.from);
    high = first ? end : std::max(high, end);
    first = false;
  });
  return {low, high - low};
}

} // namespace detail

inline convolution::convolution(conv_geometry const& geometry, instruction_set set) : geometry_(geometry) {
  auto const& g = geometry_;
  index const in = g.in_c / g.groups;
  index const out = g.out_c / g.groups;
  bool const flat = g.is_pointwise();
  choice_.out_table = &detail::table_for(set, out);
  choice_.in_table = &detail::table_for(set, in);
  auto const& outs = *choice_.out_table;
  auto const& ins = *choice_.in_table;
  choice_.out = detail::choose_blocks(outs.lanes, outs.pixel_limit, out, flat ? g.in_h * g.in_w : g.out_w());
  bool const merged = g.groups == 1 && g.dilation_w == 1;
  choice_.gradient = detail::choose_blocks(outs.lanes, outs.column_limit, out, merged ? in * g.kernel_w : in);
  choice_.in = detail::choose_blocks(ins.lanes, ins.pixel_limit, in,
                                     flat ? g.in_h * g.in_w : (g.in_w + g.stride_w - 1) / g.stride_w);
  if (flat) return;
  choice_.forward = {-g.pad_top, -g.pad_left,
                     (g.out_h() - 1) * g.stride_h + (g.kernel_h - 1) * g.dilation_h + 1,
                     (g.out_w() - 1) * g.stride_w + (g.kernel_w - 1) * g.dilation_w + 1};
  choice_.copy_forward = !choice_.forward.inside(g.in_h, g.in_w);
  auto const [top, height] = detail::backward_extent(g.axis_h());
  auto const [left, width] = detail::backward_extent(g.axis_w());
  choice_.backward = {top, left, height, width};
  choice_.copy_backward = !choice_.backward.inside(g.out_h(), g.out_w());
}

inline index convolution::packed_size() const noexcept {
  auto const& g = geometry_;
  return g.groups * g.kernel_h * g.kernel_w * (g.in_c / g.groups) * choice_.out.padded();
}

inline void convolution::pack(float const* weights, float* packed) const {
  auto const& g = geometry_;
  auto const& blocks = choice_.out;
  index const in = g.in_c / g.groups;
  index const taps = g.kernel_h * g.kernel_w;
  for (index group = 0; group < g.groups; ++group) {
    for (index b = 0; b < blocks.blocks; ++b) {
      index const first = blocks.begin(b) * blocks.lanes;
      index const width = blocks.begin(b + 1) * blocks.lanes - first;
      for (index k = 0; k < width; ++k) {
        float* const to = packed + first * taps * in + k;
        if (first + k >= blocks.channels) {
          for (index i = 0; i < taps * in; ++i) to[i * width] = 0.0F;
          continue;
        }
        float const* from = weights + (group * blocks.channels + first + k) * in * taps;
        for (index c = 0; c < in; ++c) {
          for (index tap = 0; tap < taps; ++tap) to[(tap * in + c) * width] = *from++;
        }
      }
    }
    packed += taps * in * blocks.padded();
  }
}

inline index convolution::forward_workspace() const noexcept {
  return choice_.copy_forward ? choice_.forward.to_h * choice_.forward.to_w * geometry_.in_c : 0;
}

inline void convolution::forward(float const* x, index samples, float const* packed, float const* bias,
                                 bounds limits, float* y, float* workspace, row_range rows) const {
  auto const& g = geometry_;
  index const out_h = g.out_h();
  index const out_w = g.out_w();
  index const in = g.in_c / g.groups;
  index const end = rows.end < 0 ? out_h : rows.end;
  index const group_weights = g.kernel_h * g.kernel_w * in * choice_.out.padded();
  detail::conv_args args{};
  args.y_pixel = g.out_c;
  args.y_row = out_w * g.out_c;
  args.x_pixel = g.stride_w * g.in_c;
  args.limits = limits;
  auto const run = [&](float const* from, float* to, index width) {
    for (index group = 0; group < g.groups; ++group) {
      args.x = from + group * in;
      args.y = to + group * choice_.out.channels;
      args.w = packed + group * group_weights;
      args.bias = bias ? bias + group * choice_.out.channels : nullptr;
      detail::run_tiles(*choice_.out_table, choice_.out, args, width);
    }
  };
  if (g.is_pointwise()) {
    args.tap_rows = args.tap_cols = args.rows = 1;
    args.run = in;
    bool const whole = rows.begin == 0 && end == out_h;
    index const block = detail::pixel_block(g.in_c);
    index const lines = whole ? 1 : samples;
    index const line = whole ? samples * out_h * out_w : (end - rows.begin) * out_w;
    for (index i = 0; i < lines; ++i) {
      index const first = (i * out_h + rows.begin) * out_w;
      for (index at = 0; at < line; at += block) {
        run(x + (first + at) * g.in_c, y + (first + at) * g.out_c, std::min(block, line - at));
      }
    }
    return;
  }
  auto window = choice_.forward;
  window.top += rows.begin * g.stride_h;
  window.to_h -= (out_h - (end - rows.begin)) * g.stride_h;
  index const width = choice_.copy_forward ? window.to_w : g.in_w;
  bool const merged = g.groups == 1 && g.dilation_w == 1;
  args.x_row = g.stride_h * width * g.in_c;
  args.tap_rows = g.kernel_h;
  args.tap_row = g.dilation_h * width * g.in_c;
  args.tap_cols = merged ? 1 : g.kernel_w;
  args.tap_col = g.dilation_w * g.in_c;
  args.run = merged ? g.kernel_w * in : in;
  args.rows = end - rows.begin;
  if (args.rows <= 0) return;
  for (index i = 0; i < samples; ++i, x += g.in_size(), y += g.out_size()) {
    float const* from = x + (window.top * g.in_w + window.left) * g.in_c;
    if (choice_.copy_forward) {
      detail::copy_frame(x, g.in_h, g.in_w, g.in_c, window, workspace);
      from = workspace;
    }
    run(from, y + rows.begin * args.y_row, out_w);
  }
}

} // namespace peax::engine::kernel

#include <peax/engine/kernel/detail/convolution_backward_impl.hpp>
