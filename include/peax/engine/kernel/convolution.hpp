#pragma once
//! @file
//! Convolution of NHWC samples: forward, gradient of the data, gradient of the weights. Groups of any size.
//!
//! Weights come in graph order [out_c][in_c / groups][kernel_h][kernel_w] and are packed once per change.
//! Nothing allocates: every buffer is the caller's, with the size that the object tells. Every thread needs a
//! workspace of its own. Buffers need no alignment; 64 bytes is fastest.
//!
//! Determinism: a sample's result depends on nothing but the sample. The gradient of the weights is a sum
//! over samples: give each fixed chunk of samples (a number that does not depend on the threads, for example
//! 8) its own partial buffer, call `weight_gradient` for the chunk's samples in order, then `reduce_gradient`
//! over all partials in order. The bytes are then the same for every number of threads.

#include <peax/engine/kernel/detail/tiles.hpp>
#include <peax/engine/kernel/geometry.hpp>
#include <peax/engine/kernel/instruction_set.hpp>

namespace peax::engine::kernel {

//! The kernels of one convolution: sizes, choice of tiles and instruction set. A small value; make it once
//! per layer.
class convolution {
 public:
  explicit convolution(conv_geometry const& geometry, instruction_set set = current_instruction_set());

  [[nodiscard]] conv_geometry const& geometry() const noexcept { return geometry_; }

  //! @name Forward
  //! @{
  [[nodiscard]] index packed_size() const noexcept;
  void pack(float const* weights, float* packed) const;
  //! Floats of workspace for `forward`; the same for any number of samples.
  [[nodiscard]] index forward_workspace() const noexcept;
  //! y = bounds(conv(x) + bias) for consecutive samples; `bias` may be null. `rows` restricts the output rows
  //! of each.
  void forward(float const* x, index samples, float const* packed, float const* bias, bounds limits, float* y,
               float* workspace, row_range rows = {}) const;
  //! @}

  //! @name Gradient of the data
  //! @{
  [[nodiscard]] index packed_transposed_size() const noexcept;
  void pack_transposed(float const* weights, float* packed) const;
  [[nodiscard]] index backward_workspace() const noexcept;
  //! dx = (or +=) the transposed convolution of dy, for consecutive samples. Every element of dx is written.
  void backward_data(float const* dy, index samples, float const* packed_transposed, float* dx,
                     float* workspace, store mode = store::overwrite) const;
  //! @}

  //! @name Gradient of the weights and of the bias
  //! @{
  //! Floats of one partial gradient (weights and bias together, in the kernel's own order).
  [[nodiscard]] index partial_size() const noexcept;
  [[nodiscard]] index gradient_workspace() const noexcept;
  //! Adds the gradient of consecutive samples to `partial`; the caller sets it to zero before the first.
  //! Without bias its part of the partial is left alone.
  void weight_gradient(float const* x, float const* dy, index samples, float* partial, float* workspace,
                       bool with_bias = true) const;
  //! Sums `count` partials (one behind the other) in order into the first, and that into graph order. `dbias` may be null.
  void reduce_gradient(float* partials, index count, float* dweights, float* dbias,
                       store mode = store::overwrite) const;
  //! @}

 private:
  conv_geometry geometry_;
  detail::conv_choice choice_;
};

} // namespace peax::engine::kernel

#include <peax/engine/kernel/detail/convolution_impl.hpp>
