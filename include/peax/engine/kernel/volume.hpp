#pragma once
//! @file
//! Convolution of samples [depth][height][width][channels]: the lines of the window that lie behind each other in depth become channels
//! of a plane, and the kernels of planes do the rest.

#include <peax/engine/kernel/convolution.hpp>
#include <peax/engine/kernel/geometry.hpp>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace peax::engine::kernel {

//! A convolution over three axes.
struct volume_geometry {
  conv_geometry plane; //!< of one position in depth; `in_c` is that of the volume
  window_axis depth;

  index out_c = 1;
  [[nodiscard]] index in_size() const noexcept { return depth.in * plane.in_size(); }
  [[nodiscard]] index out_size() const noexcept { return depth.out * plane.out_size(); }
  [[nodiscard]] index weight_size() const noexcept { return plane.weight_size() * depth.kernel; }
};

//! The interface of `convolution`; weights in graph order [out_c][in_c / groups][depth][height][width].
class volume_convolution {
 public:
  explicit volume_convolution(volume_geometry const& geometry)
      : geometry_(geometry), plane_(merged(geometry)),
        scratch_(static_cast<std::size_t>(geometry.weight_size())) {}

  [[nodiscard]] volume_geometry const& geometry() const noexcept { return geometry_; }

  [[nodiscard]] index packed_size() const noexcept { return plane_.packed_size(); }
  void pack(float const* weights, float* packed) {
    each_weight([&](index from, index to) { scratch_[static_cast<std::size_t>(to)] = weights[from]; });
    plane_.pack(scratch_.data(), packed);
  }
  [[nodiscard]] index packed_transposed_size() const noexcept { return plane_.packed_transposed_size(); }
  void pack_transposed(float const* weights, float* packed) {
    each_weight([&](index from, index to) { scratch_[static_cast<std::size_t>(to)] = weights[from]; });
    plane_.pack_transposed(scratch_.data(), packed);
  }

  [[nodiscard]] index forward_workspace() const noexcept { return frame() + plane_.forward_workspace(); }
  [[nodiscard]] index backward_workspace() const noexcept { return frame() + plane_.backward_workspace(); }
  [[nodiscard]] index gradient_workspace() const noexcept { return frame() + plane_.gradient_workspace(); }

  void forward(float const* x, index samples, float const* packed, float const* bias, bounds limits, float* y,
               float* workspace) const {
    index const out = geometry_.plane.out_size();
    for (index i = 0; i < samples; ++i, x += geometry_.in_size())
      for (index d = 0; d < geometry_.depth.out; ++d, y += out) {
        gather(x, d, workspace);
        plane_.forward(workspace, 1, packed, bias, limits, y, workspace + frame());
      }
  }

  void backward_data(float const* dy, index samples, float const* packed, float* dx, float* workspace,
                     store mode = store::overwrite) const {
    index const out = geometry_.plane.out_size();
    for (index i = 0; i < samples; ++i, dx += geometry_.in_size()) {
      if (mode == store::overwrite) std::fill_n(dx, geometry_.in_size(), 0.0F);
      for (index d = 0; d < geometry_.depth.out; ++d, dy += out) {
        plane_.backward_data(dy, 1, packed, workspace, workspace + frame());
        scatter(workspace, d, dx);
      }
    }
  }

  [[nodiscard]] index partial_size() const noexcept { return plane_.partial_size(); }
  void weight_gradient(float const* x, float const* dy, index samples, float* partial, float* workspace,
                       bool with_bias = true) const {
    index const out = geometry_.plane.out_size();
    for (index i = 0; i < samples; ++i, x += geometry_.in_size())
      for (index d = 0; d < geometry_.depth.out; ++d, dy += out) {
        gather(x, d, workspace);
        plane_.weight_gradient(workspace, dy, 1, partial, workspace + frame(), with_bias);
      }
  }
  void reduce_gradient(float* partials, index count, float* dweights, float* dbias,
                       store mode = store::overwrite) {
    bool const adds = mode == store::add;
    plane_.reduce_gradient(partials, count, scratch_.data(), nullptr);
    each_weight([&](index to, index from) {
      dweights[to] = (adds ? dweights[to] : 0.0F) + scratch_[static_cast<std::size_t>(from)];
    });
    if (dbias == nullptr) return;
    index const outs = geometry_.out_c;
    float const* const sums = partials + partial_size() - outs;
    for (index k = 0; k < outs; ++k) dbias[k] = (adds ? dbias[k] : 0.0F) + sums[k];
  }

 private:
  [[nodiscard]] static conv_geometry merged(volume_geometry const& g) {
    conv_geometry out = g.plane;
    out.in_c *= g.depth.kernel;
    return out;
  }
  //! Floats of the plane that a position in depth is computed from.
  [[nodiscard]] index frame() const noexcept { return geometry_.plane.in_size() * geometry_.depth.kernel; }

  //! Calls f(place in graph order, place in the order of the merged plane) for every weight.
  template <class F> void each_weight(F f) const {
    auto const& g = geometry_;
    index const in = g.plane.in_c / g.plane.groups, taps = g.plane.kernel_h * g.plane.kernel_w,
                deep = g.depth.kernel;
    for (index k = 0; k < g.plane.out_c; ++k)
      for (index c = 0; c < in; ++c)
        for (index d = 0; d < deep; ++d)
          for (index t = 0; t < taps; ++t)
            f(((k * in + c) * deep + d) * taps + t, ((k * deep + d) * in + c) * taps + t);
  }

  //! [pixel][group][depth][channels of the group]; zeros where the window lies outside.
  void gather(float const* x, index position, float* to) const {
    each_run(position, [&](index from, index at, index count) {
      if (from < 0)
        std::fill_n(to + at, count, 0.0F);
      else
        std::copy_n(x + from, count, to + at);
    });
  }
  void scatter(float const* from, index position, float* dx) const {
    each_run(position, [&](index to, index at, index count) {
      if (to >= 0)
        for (index i = 0; i < count; ++i) dx[to + i] += from[at + i];
    });
  }
  template <class F> void each_run(index position, F f) const {
    auto const& g = geometry_;
    index const in = g.plane.in_c / g.plane.groups, pixels = g.plane.in_h * g.plane.in_w;
    for (index d = 0; d < g.depth.kernel; ++d) {
      index const z = position * g.depth.stride - g.depth.pad_begin + d * g.depth.dilation;
      bool const inside = z >= 0 && z < g.depth.in;
      for (index p = 0; p < pixels; ++p)
        for (index k = 0; k < g.plane.groups; ++k)
          f(inside ? (z * pixels + p) * g.plane.in_c + k * in : -1,
            ((p * g.plane.groups + k) * g.depth.kernel + d) * in, in);
    }
  }

  volume_geometry geometry_;
  convolution plane_;
  std::vector<float> scratch_; //!< of joins and packing, which one thread does
};

} // namespace peax::engine::kernel
