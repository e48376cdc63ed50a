#pragma once
//! @file
//! Drives Winograd's transforms and the products between them; see winograd.hpp.

#include <peax/engine/kernel/winograd.hpp>

#include <algorithm>

namespace peax::engine::kernel {

namespace detail {
inline constexpr index winograd_points = 36;
inline constexpr index winograd_tile = 4;

//! Step from plane to plane of points: an odd number of cache lines, so that the planes of a tile do not meet in one cache set.
[[nodiscard]] constexpr index winograd_plane(index floats) noexcept {
  index const lines = (floats + 15) / 16;
  return (lines | 1) * 16;
}
} // namespace detail

// Vector operations of the nearest cache for each way; a multiplication with its addition is half of one.
inline bool winograd_convolution::suits(conv_geometry const& g) noexcept {
  if (g.kernel_h != 3 || g.kernel_w != 3 || g.stride_h != 1 || g.stride_w != 1 || g.dilation_h != 1 ||
      g.dilation_w != 1 || g.groups != 1 || g.in_c < 12 || g.out_c < 12 || g.pad_top > 2 || g.pad_left > 2 ||
      g.pad_bottom > 2 || g.pad_right > 2)
    return false;
  double const ins = static_cast<double>(g.in_c), outs = static_cast<double>(g.out_c);
  auto const tiles = [](index h, index w) {
    index const down = (h + 3) / 4, across = (w + 3) / 4;
    return static_cast<double>(down * across);
  };
  double const direct = static_cast<double>(g.out_h() * g.out_w()) * 9 * ins * outs;
  double const products = tiles(g.out_h(), g.out_w()) * 36 * ins * outs;
  double const transforms = tiles(g.out_h(), g.out_w()) * 450 * (ins + outs);
  return products + transforms < 0.85 * direct;
}

inline winograd_convolution::direction winograd_convolution::direction_of(index from_h, index from_w,
                                                                          index to_h, index to_w, index top,
                                                                          index left, index padded) {
  direction d{};
  d.from_h = from_h, d.from_w = from_w, d.to_h = to_h, d.to_w = to_w;
  d.tiles_h = (to_h + detail::winograd_tile - 1) / detail::winograd_tile;
  d.tiles_w = (to_w + detail::winograd_tile - 1) / detail::winograd_tile;
  d.window = {-top, -left, d.tiles_h * detail::winograd_tile + 2, d.tiles_w * detail::winograd_tile + 2};
  constexpr index cached = 96 * 1024; // floats of all points of a group on both sides
  d.group = std::clamp<index>(cached / (detail::winograd_points * padded), 4, 64);
  return d;
}

inline winograd_convolution::winograd_convolution(conv_geometry const& g, instruction_set set)
    : direct_(g, set) {
  auto const side_of = [&](index channels) {
    auto const& t = detail::table_for(set, channels);
    return side{&t, detail::choose_blocks(t.lanes, t.pixel_limit, channels, 16)};
  };
  in_ = side_of(g.in_c);
  out_ = side_of(g.out_c);
  gradient_ = detail::choose_blocks(out_.table->lanes, out_.table->column_limit, g.out_c, g.in_c);
  gradient_.channels = gradient_.padded(); // points are written as whole vectors
  index const padded = in_.padded() + out_.padded();
  forward_ = direction_of(g.in_h, g.in_w, g.out_h(), g.out_w(), g.pad_top, g.pad_left, padded);
  backward_ = direction_of(g.out_h(), g.out_w(), g.in_h, g.in_w, 2 - g.pad_top, 2 - g.pad_left, padded);
}

// Behind the points lie the taps with the channels inside, where they are turned before they are transformed.
inline index winograd_convolution::packed_size(side const& to) const noexcept {
  index const rows = other(to).channels();
  return detail::winograd_points * detail::winograd_plane(rows * to.padded()) + 9 * rows * to.channels() +
         to.padded();
}

inline void winograd_convolution::pack_rows(side const& to, float const* taps, index tap, index step,
                                            float* packed) const {
  auto const& blocks = to.blocks;
  index const rows = other(to).channels();
  detail::winograd_args args{};
  args.row = tap;
  args.plane = detail::winograd_plane(rows * to.padded());
  for (index row = 0; row < rows; ++row) {
    for (index b = 0; b < blocks.blocks; ++b) {
      index const first = blocks.begin(b) * blocks.lanes;
      args.channels = blocks.begin(b + 1) * blocks.lanes - first;
      args.from = taps + row * step + first;
      args.to = packed + first * rows + row * args.channels;
      to.table->winograd_weights(args);
    }
  }
}

// [out][in][9] as [in][9][out].
inline void winograd_convolution::pack(float const* weights, float* packed) const {
  index const ins = in_.channels(), outs = out_.channels();
  float* const taps = packed + detail::winograd_points * detail::winograd_plane(ins * out_.padded());
  out_.table->transpose(weights, outs, ins * 9, taps);
  pack_rows(out_, taps, outs, 9 * outs, packed);
}

// [out][in][9] as [out][9][in], the taps turned around.
inline void winograd_convolution::pack_transposed(float const* weights, float* packed) const {
  index const ins = in_.channels(), outs = out_.channels();
  float* const taps = packed + detail::winograd_points * detail::winograd_plane(outs * in_.padded());
  for (index k = 0; k < outs; ++k) in_.table->transpose(weights + k * ins * 9, ins, 9, taps + k * ins * 9);
  pack_rows(in_, taps + 8 * ins, -ins, 9 * ins, packed);
}

inline index winograd_convolution::workspace(direction const& d, side const& to) const noexcept {
  side const& from = other(to);
  return detail::winograd_plane(d.window.to_h * d.window.to_w * from.channels()) +
         detail::winograd_points * (detail::winograd_plane(d.group * from.padded()) +
                                    detail::winograd_plane(d.group * to.padded()));
}

inline void winograd_convolution::transform_input(direction const& d, side const& from, float const* x,
                                                  index first, index count, float* frame,
                                                  float* points) const {
  index const channels = from.channels();
  detail::winograd_args args{};
  args.row = d.window.to_w * channels;
  args.pixel = channels;
  args.channels = channels;
  args.plane = detail::winograd_plane(d.group * from.padded());
  for (index t = first; t < first + count; ++t) {
    index const sample = t / d.tiles(), tile = t % d.tiles();
    if (tile == 0)
      detail::copy_frame(x + sample * d.from_h * d.from_w * channels, d.from_h, d.from_w, channels, d.window,
                         frame);
    args.from = frame + (tile / d.tiles_w) * detail::winograd_tile * args.row +
                (tile % d.tiles_w) * detail::winograd_tile * channels;
    args.to = points + (t - first) * from.padded();
    from.table->winograd_input(args);
  }
}

inline void winograd_convolution::run(direction const& d, side const& to, float const* x, index samples,
                                      float const* packed, float const* bias, bounds limits, store mode,
                                      float* y, float* workspace) const {
  side const& from = other(to);
  index const ins = from.channels(), outs = to.channels();
  index const in_plane = detail::winograd_plane(d.group * from.padded()),
              out_plane = detail::winograd_plane(d.group * to.padded());
  float* const frame = workspace;
  float* const points = frame + detail::winograd_plane(d.window.to_h * d.window.to_w * ins);
  float* const products = points + detail::winograd_points * in_plane;
  auto whole = to.blocks; // the products are written as whole vectors
  whole.channels = to.padded();
  detail::conv_args product{};
  product.x_pixel = from.padded();
  product.tap_rows = product.tap_cols = product.rows = 1;
  product.run = ins;
  product.y_pixel = to.padded();
  detail::winograd_args output{};
  output.row = d.to_w * outs;
  output.pixel = outs;
  output.plane = out_plane;
  output.channels = outs;
  output.bias = bias;
  output.limits = limits;
  output.add = mode == store::add;
  for (index first = 0, all = samples * d.tiles(); first < all; first += d.group) {
    index const count = std::min(d.group, all - first);
    transform_input(d, from, x, first, count, frame, points);
    for (index p = 0; p < detail::winograd_points; ++p) {
      product.x = points + p * in_plane;
      product.w = packed + p * detail::winograd_plane(ins * to.padded());
      product.y = products + p * out_plane;
      detail::run_tiles(*to.table, whole, product, count);
    }
    for (index t = first; t < first + count; ++t) {
      index const sample = t / d.tiles(), tile = t % d.tiles();
      index const row = (tile / d.tiles_w) * detail::winograd_tile,
                  col = (tile % d.tiles_w) * detail::winograd_tile;
      output.from = products + (t - first) * to.padded();
      output.to = y + ((sample * d.to_h + row) * d.to_w + col) * outs;
      output.rows = std::min(detail::winograd_tile, d.to_h - row);
      output.cols = std::min(detail::winograd_tile, d.to_w - col);
      to.table->winograd_output(output);
    }
  }
}

inline void winograd_convolution::forward(float const* x, index samples, float const* packed,
                                          float const* bias, bounds limits, float* y,
                                          float* workspace) const {
  run(forward_, out_, x, samples, packed, bias, limits, store::overwrite, y, workspace);
}

inline void winograd_convolution::backward_data(float const* dy, index samples,
                                                float const* packed_transposed, float* dx, float* workspace,
                                                store mode) const {
  run(backward_, in_, dy, samples, packed_transposed, nullptr, bounds::none(), mode, dx, workspace);
}

// Frames of x and dy, their points, and the gradient of the points.
inline index winograd_convolution::gradient_workspace() const noexcept {
  auto const& d = forward_;
  index const tile = detail::winograd_tile;
  return detail::winograd_plane(d.window.to_h * d.window.to_w * in_.channels()) +
         detail::winograd_plane(d.tiles() * tile * tile * out_.channels()) +
         detail::winograd_points * (detail::winograd_plane(d.group * in_.padded()) +
                                    detail::winograd_plane(d.group * out_.padded()) +
                                    detail::winograd_plane(in_.channels() * out_.padded()));
}

inline void winograd_convolution::weight_gradient(float const* x, float const* dy, index samples,
                                                  float* partial, float* workspace, bool with_bias) const {
  auto const& d = forward_;
  index const ins = in_.channels(), outs = out_.channels(), size = ins * out_.padded(),
              plane_of_sums = detail::winograd_plane(size);
  index const pixels = d.to_h * d.to_w;
  if (with_bias) out_.table->add_row_sums(dy, samples * pixels, outs, partial + partial_size() - outs);
  index const in_plane = detail::winograd_plane(d.group * in_.padded()),
              out_plane = detail::winograd_plane(d.group * out_.padded());
  detail::frame const outputs{0, 0, d.tiles_h * detail::winograd_tile, d.tiles_w * detail::winograd_tile};
  bool const copies = outputs.to_h != d.to_h || outputs.to_w != d.to_w;
  float* const frame = workspace;
  float* const out_frame = frame + detail::winograd_plane(d.window.to_h * d.window.to_w * ins);
  float* const points = out_frame + detail::winograd_plane(outputs.to_h * outputs.to_w * outs);
  float* const out_points = points + detail::winograd_points * in_plane;
  float* const sums = out_points + detail::winograd_points * out_plane;
  detail::winograd_args output{};
  output.row = outputs.to_w * outs;
  output.pixel = outs;
  output.plane = out_plane;
  output.channels = outs;
  detail::gradient_args product{};
  product.x_pixel = in_.padded();
  product.dy_pixel = out_.padded();
  product.rows = 1;
  product.dw_step = out_.padded();
  for (index first = 0, all = samples * d.tiles(); first < all; first += d.group) {
    index const count = std::min(d.group, all - first);
    transform_input(d, in_, x, first, count, frame, points);
    for (index t = first; t < first + count; ++t) {
      index const sample = t / d.tiles(), tile = t % d.tiles();
      float const* plane = dy + sample * pixels * outs;
      if (copies) {
        if (tile == 0) detail::copy_frame(plane, d.to_h, d.to_w, outs, outputs, out_frame);
        plane = out_frame;
      }
      output.from = plane + (tile / d.tiles_w) * detail::winograd_tile * output.row +
                    (tile % d.tiles_w) * detail::winograd_tile * outs;
      output.to = out_points + (t - first) * out_.padded();
      out_.table->winograd_gradient_input(output);
    }
    product.cols = count;
    product.overwrite = first == 0;
    for (index p = 0; p < detail::winograd_points; ++p) {
      product.x = points + p * in_plane;
      product.dy = out_points + p * out_plane;
      product.dw = sums + p * plane_of_sums;
      detail::run_gradient(*out_.table, gradient_, product, ins);
    }
  }
  detail::winograd_args taps{};
  taps.from = sums;
  taps.plane = plane_of_sums;
  taps.to = partial;
  taps.row = size;
  taps.channels = size;
  out_.table->winograd_gradient(taps);
}

} // namespace peax::engine::kernel
