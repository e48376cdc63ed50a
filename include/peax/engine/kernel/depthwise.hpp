#pragma once
//! @file
//! Depthwise convolution (groups == channels, one filter each) of NHWC samples; any kernel, stride, dilation,
//! padding.
//!
//! No copies and no workspace. Three by three taps with stride 1 or 2 go row by row over the plane; others by rectangles of outputs
//! that see the same taps. Chunks of samples and partial gradients as in `convolution.hpp`.

#include <peax/engine/kernel/detail/table.hpp>
#include <peax/engine/kernel/geometry.hpp>
#include <peax/engine/kernel/instruction_set.hpp>

namespace peax::engine::kernel {

//! The kernels of one depthwise convolution. `geometry.is_depthwise()` must hold (or in_c == out_c == groups
//! == 1).
class depthwise_convolution {
 public:
  explicit depthwise_convolution(conv_geometry const& geometry,
                                 instruction_set set = current_instruction_set());

  [[nodiscard]] conv_geometry const& geometry() const noexcept { return geometry_; }

  //! Packed weights serve both directions: [kernel_h][kernel_w][channels].
  [[nodiscard]] index packed_size() const noexcept;
  void pack(float const* weights, float* packed) const;

  //! y = bounds(conv(x) + bias) for consecutive samples; `bias` may be null.
  void forward(float const* x, index samples, float const* packed, float const* bias, bounds limits, float* y,
               row_range rows = {}) const;
  //! dx = (or +=) the transposed convolution of dy. Every element of dx is written.
  void backward_data(float const* dy, index samples, float const* packed, float* dx,
                     store mode = store::overwrite) const;

  //! Floats of one partial gradient (weights and bias).
  [[nodiscard]] index partial_size() const noexcept;
  //! Adds the gradient of consecutive samples to `partial`; the caller sets it to zero before the first.
  //! Without bias its part of the partial is left alone.
  void weight_gradient(float const* x, float const* dy, index samples, float* partial,
                       bool with_bias = true) const;
  //! Sums `count` partials in order into graph order [channels][1][kernel_h][kernel_w]. `dbias` may be null.
  void reduce_gradient(float const* partials, index count, float* dweights, float* dbias,
                       store mode = store::overwrite) const;

 private:
  conv_geometry geometry_;
  detail::table const* table_;
};

} // namespace peax::engine::kernel

#include <peax/engine/kernel/detail/depthwise_impl.hpp>
