#pragma once
//! @file
//! Drives the depthwise kernels; see depthwise.hpp.

#include <peax/engine/kernel/depthwise.hpp>
#include <peax/engine/kernel/detail/regions.hpp>

namespace peax::engine::kernel {

namespace detail {

//! Whether the kernels for planes serve the convolution.
[[nodiscard]] inline bool is_plane(conv_geometry const& g) noexcept {
  bool const taps = g.kernel_h == 3 && g.kernel_w == 3 && g.dilation_h == 1 && g.dilation_w == 1;
  bool const stride = g.stride_h == g.stride_w && (g.stride_h == 1 || g.stride_h == 2);
  return taps && stride && g.pad_top <= 1 && g.pad_left <= 1 && g.pad_bottom <= 1 && g.pad_right <= 1;
}

[[nodiscard]] inline plane_args plane_of(conv_geometry const& g) noexcept {
  plane_args a{};
  a.x_row = g.in_w * g.in_c;
  a.in_h = g.in_h, a.in_w = g.in_w, a.out_w = g.out_w();
  a.pad_top = g.pad_top, a.pad_left = g.pad_left;
  a.channels = g.in_c;
  a.stride = g.stride_h;
  a.w_row = 3 * g.in_c, a.w_col = g.in_c;
  a.last_row = g.out_h();
  return a;
}

//! The gradient of the data of stride 1 is the same with the taps turned around.
[[nodiscard]] inline plane_args plane_back(conv_geometry const& g, float const* packed) noexcept {
  plane_args a = plane_of(g);
  a.x_row = g.out_w() * g.in_c;
  a.in_h = g.out_h(), a.in_w = g.out_w(), a.out_w = g.in_w;
  a.pad_top = 2 - g.pad_top, a.pad_left = 2 - g.pad_left;
  a.w = packed + 8 * g.in_c;
  a.w_row = -a.w_row, a.w_col = -a.w_col;
  a.last_row = g.in_h;
  return a;
}

} // namespace detail

inline depthwise_convolution::depthwise_convolution(conv_geometry const& geometry, instruction_set set)
    : geometry_(geometry), table_(&detail::table_for(set, geometry.in_c)) {}

inline index depthwise_convolution::packed_size() const noexcept { return geometry_.weight_size(); }

inline void depthwise_convolution::pack(float const* weights, float* packed) const {
  table_->transpose(weights, geometry_.in_c, geometry_.kernel_h * geometry_.kernel_w, packed);
}

inline void depthwise_convolution::forward(float const* x, index samples, float const* packed,
                                           float const* bias, bounds limits, float* y, row_range rows) const {
  auto const& g = geometry_;
  if (detail::is_plane(g)) {
    auto plane = detail::plane_of(g);
    plane.w = packed;
    plane.bias = bias;
    plane.limits = limits;
    plane.first_row = rows.begin;
    if (rows.end >= 0) plane.last_row = rows.end;
    for (index i = 0; i < samples; ++i) {
      plane.x = x + i * g.in_size();
      plane.y = y + i * g.out_size();
      table_->depthwise_plane(plane);
    }
    return;
  }
  index const out_w = g.out_w();
  auto const axis_h = g.axis_h();
  auto const axis_w = g.axis_w();
  detail::region_args args{};
  args.channels = g.in_c;
  args.w = packed;
  args.bias = bias;
  args.limits = limits;
  for (index i = 0; i < samples; ++i, x += g.in_size(), y += g.out_size()) {
    args.x = x;
    args.y = y;
    detail::forward_segments(axis_h, rows.begin, rows.end < 0 ? axis_h.out : rows.end, [&](auto const& h) {
      detail::forward_segments(axis_w, 0, out_w, [&](auto const& w) {
        auto region = detail::place(args, h, w, g.in_w, out_w, g.kernel_w);
        if (w.count < 3 && axis_h.out > w.count)
          detail::turn(region); // rims: whatever the rows, the same order of sums
        table_->depthwise(region);
      });
    });
  }
}

inline void depthwise_convolution::backward_data(float const* dy, index samples, float const* packed,
                                                 float* dx, store mode) const {
  auto const& g = geometry_;
  bool const one_around = g.pad_top == 1 && g.pad_left == 1 && g.pad_bottom == 1 && g.pad_right == 1;
  if (detail::is_plane(g) && g.stride_h == 1 && one_around) {
    auto plane = detail::plane_back(g, packed);
    plane.add = mode == store::add;
    for (index i = 0; i < samples; ++i) {
      plane.x = dy + i * g.out_size();
      plane.y = dx + i * g.in_size();
      table_->depthwise_plane(plane);
    }
    return;
  }
  index const out_w = g.out_w();
  auto const axis_h = g.axis_h();
  auto const axis_w = g.axis_w();
  detail::region_args args{};
  args.channels = g.in_c;
  args.w = packed;
  args.add = mode == store::add;
  for (index i = 0; i < samples; ++i, dy += g.out_size(), dx += g.in_size()) {
    args.x = dy;
    args.y = dx;
    detail::backward_segments(axis_h, [&](auto const& h) {
      detail::backward_segments(axis_w, [&](auto const& w) {
        auto region = detail::place(args, h, w, out_w, g.in_w, g.kernel_w);
        if (w.count < 3 && h.count > w.count) detail::turn(region);
        table_->depthwise(region);
      });
    });
  }
}

inline index depthwise_convolution::partial_size() const noexcept { return packed_size() + geometry_.in_c; }

inline void depthwise_convolution::weight_gradient(float const* x, float const* dy, index samples,
                                                   float* partial, bool with_bias) const {
  auto const& g = geometry_;
  index const out_w = g.out_w();
  auto const axis_h = g.axis_h();
  auto const axis_w = g.axis_w();
  if (with_bias) table_->add_row_sums(dy, samples * g.out_h() * out_w, g.in_c, partial + packed_size());
  if (detail::is_plane(g)) {
    auto plane = detail::plane_of(g);
    plane.y = partial;
    for (index i = 0; i < samples; ++i) {
      plane.x = x + i * g.in_size();
      plane.dy = dy + i * g.out_size();
      table_->depthwise_plane_gradient(plane);
    }
    return;
  }
  detail::region_args args{};
  args.channels = g.in_c;
  for (index i = 0; i < samples; ++i, x += g.in_size(), dy += g.out_size()) {
    args.x = x;
    args.dy = dy;
    detail::forward_segments(axis_h, 0, axis_h.out, [&](auto const& h) {
      detail::forward_segments(axis_w, 0, out_w, [&](auto const& w) {
        if (h.taps == 0 || w.taps == 0) return;
        auto region = detail::place(args, h, w, g.in_w, out_w, g.kernel_w);
        region.y = partial + (h.tap * g.kernel_w + w.tap) * g.in_c;
        table_->depthwise_gradient(region);
      });
    });
  }
}

inline void depthwise_convolution::reduce_gradient(float const* partials, index count, float* dweights,
                                                   float* dbias, store mode) const {
  auto const& g = geometry_;
  index const taps = g.kernel_h * g.kernel_w;
  index const size = partial_size();
  for (index c = 0; c < g.in_c; ++c) {
    for (index tap = 0; tap <= taps; ++tap) { // the bias is behind the last tap
      if (tap == taps && !dbias) break;
      float sum = 0;
      for (index p = 0; p < count; ++p) sum += partials[p * size + tap * g.in_c + c];
      float& to = tap < taps ? dweights[c * taps + tap] : dbias[c];
      to = mode == store::add ? to + sum : sum;
    }
  }
}

} // namespace peax::engine::kernel
