#pragma once
//! @file
//! Dense layers: rows of `in` floats to rows of `out` floats with weights [out][in] (ONNX Gemm with transB =
//! 1).
//!
//! A dense layer is a pointwise convolution over rows, so the same register tiles serve it; a single row is a
//! matrix-vector product that streams the packed weights once.

#include <peax/engine/kernel/convolution.hpp>

namespace peax::engine::kernel {

//! The kernels of one dense layer. Buffers and determinism as for `convolution`; no workspace.
class dense {
 public:
  dense(index in, index out, instruction_set set = current_instruction_set());

  [[nodiscard]] index in() const noexcept { return conv_.geometry().in_c; }
  [[nodiscard]] index out() const noexcept { return conv_.geometry().out_c; }

  [[nodiscard]] index packed_size() const noexcept { return conv_.packed_size(); }
  //! `weights` is [out][in].
  void pack(float const* weights, float* packed) const { conv_.pack(weights, packed); }
  //! y[rows][out] = bounds(x[rows][in] * weights^T + bias); `bias` may be null.
  void forward(float const* x, index rows, float const* packed, float const* bias, bounds limits,
               float* y) const {
    conv_.forward(x, rows, packed, bias, limits, y, nullptr);
  }

  [[nodiscard]] index packed_transposed_size() const noexcept { return conv_.packed_transposed_size(); }
  void pack_transposed(float const* weights, float* packed) const { conv_.pack_transposed(weights, packed); }
  //! dx[rows][in] = (or +=) dy[rows][out] * weights.
  void backward_data(float const* dy, index rows, float const* packed_transposed, float* dx,
                     store mode = store::overwrite) const {
    conv_.backward_data(dy, rows, packed_transposed, dx, nullptr, mode);
  }

  [[nodiscard]] index partial_size() const noexcept { return conv_.partial_size(); }
  //! Adds dy^T * x (and the column sums of dy) to `partial`.
  void weight_gradient(float const* x, float const* dy, index rows, float* partial,
                       bool with_bias = true) const {
    conv_.weight_gradient(x, dy, rows, partial, nullptr, with_bias);
  }
  //! Sums partials in order into the first, and that into dweights [out][in] and dbias [out] (may be null).
  void reduce_gradient(float* partials, index count, float* dweights, float* dbias,
                       store mode = store::overwrite) const {
    conv_.reduce_gradient(partials, count, dweights, dbias, mode);
  }

 private:
  convolution conv_;
};

inline dense::dense(index in, index out, instruction_set set)
    : conv_(
          [&] {
            conv_geometry geometry;
            geometry.in_c = in;
            geometry.out_c = out;
            return geometry;
          }(),
          set) {}

} // namespace peax::engine::kernel
