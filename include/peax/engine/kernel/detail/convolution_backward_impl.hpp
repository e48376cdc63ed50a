#pragma once
//! @file
//! Gradients of convolution; see convolution.hpp.

#include <peax/engine/kernel/detail/convolution_impl.hpp>

namespace peax::engine::kernel {

inline index convolution::packed_transposed_size() const noexcept {
  auto const& g = geometry_;
  return g.groups * g.kernel_h * g.kernel_w * (g.out_c / g.groups) * choice_.in.padded();
}

// One sub-kernel for each pair of residues of the strides, one behind the other, each packed like a forward
// kernel from output to input channels.
inline void convolution::pack_transposed(float const* weights, float* packed) const {
  auto const& g = geometry_;
  auto const& blocks = choice_.in;
  index const in = g.in_c / g.groups;
  index const out = g.out_c / g.groups;
  index const taps = g.kernel_h * g.kernel_w;
  for (index group = 0; group < g.groups; ++group) {
    float const* const from = weights + group * out * in * taps;
    float* to = packed + group * taps * out * blocks.padded();
    detail::backward_classes(g.axis_h(), [&](detail::axis_segment const& h) {
      detail::backward_classes(g.axis_w(), [&](detail::axis_segment const& w) {
        for (index b = 0; b < blocks.blocks; ++b) {
          index const first = blocks.begin(b) * blocks.lanes;
          index const width = blocks.begin(b + 1) * blocks.lanes - first;
          for (index r = 0; r < h.taps; ++r) {
            for (index s = 0; s < w.taps; ++s) {
              index const tap = (h.tap + r * h.tap_step) * g.kernel_w + w.tap + s * w.tap_step;
              for (index k = 0; k < out; ++k, to += width) {
                for (index c = 0; c < width; ++c) {
                  to[c] = first + c < in ? from[(k * in + first + c) * taps + tap] : 0.0F;
                }
              }
            }
          }
        }
      });
    });
  }
}

inline index convolution::backward_workspace() const noexcept {
  return choice_.copy_backward ? choice_.backward.to_h * choice_.backward.to_w * geometry_.out_c : 0;
}

namespace detail {

//! 1 x 1 taps: the gradient of a pixel depends on that pixel alone, so that all samples are one line.
inline void pointwise_backward(conv_choice const& choice, conv_geometry const& g, conv_args args,
                               float const* dy, index samples, float const* packed_transposed, float* dx) {
  index const in = g.in_c / g.groups, out = g.out_c / g.groups;
  index const group_weights = out * choice.in.padded();
  args.tap_rows = args.tap_cols = args.rows = 1;
  args.run = out;
  args.y_pixel = g.in_c;
  index const line = samples * g.in_h * g.in_w;
  index const block = pixel_block(g.out_c);
  for (index at = 0; at < line; at += block) {
    for (index group = 0; group < g.groups; ++group) {
      args.x = dy + at * g.out_c + group * out;
      args.y = dx + at * g.in_c + group * in;
      args.w = packed_transposed + group * group_weights;
      run_tiles(*choice.in_table, choice.in, args, std::min(block, line - at));
    }
  }
}

} // namespace detail

inline void convolution::backward_data(float const* dy, index samples, float const* packed_transposed,
                                       float* dx, float* workspace, store mode) const {
  auto const& g = geometry_;
  auto const& blocks = choice_.in;
  index const in = g.in_c / g.groups;
  index const out = g.out_c / g.groups;
  index const group_weights = g.kernel_h * g.kernel_w * out * blocks.padded();
  detail::conv_args args{};
  args.x_pixel = g.out_c;
  args.add = mode == store::add;
  if (g.is_pointwise())
    return detail::pointwise_backward(choice_, g, args, dy, samples, packed_transposed, dx);
  auto const& window = choice_.backward;
  index const width = choice_.copy_backward ? window.to_w : g.out_w();
  args.x_row = width * g.out_c;
  for (index i = 0; i < samples; ++i, dy += g.out_size(), dx += g.in_size()) {
    float const* from = dy + (window.top * g.out_w() + window.left) * g.out_c;
    if (choice_.copy_backward) {
      detail::copy_frame(dy, g.out_h(), g.out_w(), g.out_c, window, workspace);
      from = workspace;
    }
    for (index group = 0; group < g.groups; ++group) {
      float const* weights = packed_transposed + group * group_weights;
      detail::backward_classes(g.axis_h(), [&](detail::axis_segment const& h) {
        detail::backward_classes(g.axis_w(), [&](detail::axis_segment const& w) {
          bool const none = h.taps == 0 || w.taps == 0;
          if (none && args.add) return;
          bool const merged = g.groups == 1 && w.tap_from == 1;
          index const top = none ? 0 : h.from - window.top;
          index const left = none ? 0 : w.from - window.left;
          args.x = from + (top * width + left) * g.out_c + group * out;
          args.tap_rows = none ? 0 : h.taps;
          args.tap_row = h.tap_from * width * g.out_c;
          args.tap_cols = merged ? 1 : w.taps;
          args.tap_col = w.tap_from * g.out_c;
          args.run = merged ? w.taps * out : out;
          args.w = weights;
          args.y = dx + (h.at * g.in_w + w.at) * g.in_c + group * in;
          args.y_row = h.step * g.in_w * g.in_c;
          args.y_pixel = w.step * g.in_c;
          args.rows = h.count;
          detail::run_tiles(*choice_.in_table, blocks, args, w.count);
          weights += h.taps * w.taps * out * blocks.padded();
        });
      });
    }
  }
}

inline index convolution::partial_size() const noexcept {
  auto const& g = geometry_;
  return g.kernel_h * g.kernel_w * g.in_c * choice_.gradient.padded() + g.out_c;
}

namespace detail {

//! Samples of a signal whose weight gradient is summed in one go: loading and storing the sums costs as much as a few pixels.
[[nodiscard]] inline index lines_at_once(conv_geometry const& g, conv_choice const& choice) noexcept {
  if (g.in_h != 1 || g.kernel_h != 1 || g.pad_top != 0 || g.pad_bottom != 0) return 1;
  constexpr index cached = 4096;
  return std::clamp<index>(cached / (choice.forward.to_w * g.in_c), 1, 8);
}

//! 1 x 1 taps: all pixels of all samples are one line.
inline void pointwise_gradient(conv_choice const& choice, conv_geometry const& g, gradient_args args,
                               float const* x, float const* dy, index samples, float* partial) {
  index const in = g.in_c / g.groups, out = g.out_c / g.groups;
  args.rows = 1;
  index const line = samples * g.out_h() * g.out_w();
  index const block = pixel_block(std::max(in, out));
  for (index at = 0; at < line; at += block) {
    args.cols = std::min(block, line - at);
    for (index group = 0; group < g.groups; ++group) {
      args.x = x + at * g.in_c + group * in;
      args.dy = dy + at * g.out_c + group * out;
      args.dw = partial + group * in * args.dw_step;
      run_gradient(*choice.out_table, choice.gradient, args, in);
    }
  }
}

} // namespace detail

inline index convolution::gradient_workspace() const noexcept {
  return choice_.copy_forward ? detail::lines_at_once(geometry_, choice_) * forward_workspace() : 0;
}

inline void convolution::weight_gradient(float const* x, float const* dy, index samples, float* partial,
                                         float* workspace, bool with_bias) const {
  auto const& g = geometry_;
  auto const& t = *choice_.out_table;
  auto const& blocks = choice_.gradient;
  index const in = g.in_c / g.groups;
  index const out = g.out_c / g.groups;
  index const pixels = g.out_h() * g.out_w();
  if (with_bias) t.add_row_sums(dy, samples * pixels, g.out_c, partial + partial_size() - g.out_c);
  detail::gradient_args args{};
  args.dy_pixel = g.out_c;
  args.dw_step = blocks.padded();
  args.x_pixel = g.stride_w * g.in_c;
  if (g.is_pointwise()) return detail::pointwise_gradient(choice_, g, args, x, dy, samples, partial);
  auto const& window = choice_.forward;
  index const width = choice_.copy_forward ? window.to_w : g.in_w;
  bool const merged = g.groups == 1 && g.dilation_w == 1;
  index const cols = merged ? 1 : g.kernel_w;
  index const run = merged ? g.kernel_w * in : in;
  index const lines = detail::lines_at_once(g, choice_);
  index const frame = window.to_h * window.to_w * g.in_c;
  bool const one_line = g.in_h == 1 && g.kernel_h == 1;
  args.x_row = !one_line ? g.stride_h * width * g.in_c : choice_.copy_forward ? frame : g.in_size();
  args.dy_row = g.out_w() * g.out_c; // of a signal: one sample
  args.cols = g.out_w();
  for (index i = 0; i < samples; i += lines) {
    index const count = std::min(lines, samples - i);
    float const* from = x + i * g.in_size() + (window.top * g.in_w + window.left) * g.in_c;
    if (choice_.copy_forward) {
      for (index line = 0; line < count; ++line)
        detail::copy_frame(x + (i + line) * g.in_size(), g.in_h, g.in_w, g.in_c, window,
                           workspace + line * frame);
      from = workspace;
    }
    args.rows = one_line ? count : g.out_h();
    args.dw = partial;
    for (index group = 0; group < g.groups; ++group) {
      args.dy = dy + i * g.out_size() + group * out;
      for (index r = 0; r < g.kernel_h; ++r) {
        for (index s = 0; s < cols; ++s, args.dw += run * args.dw_step) {
          args.x = from + (r * g.dilation_h * width + s * g.dilation_w) * g.in_c + group * in;
          detail::run_gradient(t, blocks, args, run);
        }
      }
    }
  }
}

// Blocks of channels: what is read lies in a row, what is written stays in the nearest cache for all taps.
inline void convolution::reduce_gradient(float* partials, index count, float* dweights, float* dbias,
                                         store mode) const {
  auto const& g = geometry_;
  index const in = g.in_c / g.groups, out = g.out_c / g.groups;
  index const taps = g.kernel_h * g.kernel_w, padded = choice_.gradient.padded();
  index const size = partial_size();
  for (index p = 1; p < count; ++p) choice_.out_table->add_scaled(1.0F, partials + p * size, size, partials);
  constexpr index block = 16;
  auto const put = [mode](float& to, float value) { to = mode == store::add ? to + value : value; };
  for (index group = 0; group < g.groups; ++group)
    for (index k_first = 0; k_first < out; k_first += block)
      for (index c_first = 0; c_first < in; c_first += block)
        for (index tap = 0; tap < taps; ++tap)
          for (index c = c_first; c < std::min(c_first + block, in); ++c) {
            float const* const from = partials + ((group * taps + tap) * in + c) * padded;
            float* const to = dweights + group * out * in * taps + c * taps + tap;
            for (index k = k_first; k < std::min(k_first + block, out); ++k) put(to[k * in * taps], from[k]);
          }
  if (dbias == nullptr) return;
  for (index k = 0; k < g.out_c; ++k) put(dbias[k], partials[size - g.out_c + k]);
}

} // namespace peax::engine::kernel
