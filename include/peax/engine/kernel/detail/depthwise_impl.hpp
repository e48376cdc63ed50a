#pragma once
//! @file
//! Drives the depthwise kernels; see depthwise.hpp.

#include <peax/engine/kernel/depthwise.hpp>
#include <peax/engine/kernel/detail/regions.hpp>

namespace peax::engine::kernel {

inline depthwise_convolution::depthwise_convolution(conv_geometry const& geometry, instruction_set set)
    : geometry_(geometry), table_(&detail::table_for(set, geometry.in_c)) {}

inline index depthwise_convolution::packed_size() const noexcept { return geometry_.weight_size(); }

inline void depthwise_convolution::pack(float const* weights, float* packed) const {
  table_->transpose(weights, geometry_.in_c, geometry_.kernel_h * geometry_.kernel_w, packed);
}

inline void depthwise_convolution::forward(float const* x, index samples, float const* packed,
                                           float const* bias, bounds limits, float* y, row_range rows) const {
  auto const& g = geometry_;
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
