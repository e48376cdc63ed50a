#pragma once
//! @file
//! Convolution with 3 x 3 taps and stride 1 by Winograd's algorithm F(4x4, 3x3): a quarter of the multiplications.
//!
//! Method: Lavin and Gray 2016, "Fast algorithms for convolutional neural networks". Tiles of 6 x 6 pixels become 36 points, every
//! point is a matrix product over channels, 36 points become 4 x 4 outputs. The sums run in another order than those of
//! `convolution`: results differ by a few millionths. The interface, the buffers and determinism are those of `convolution`.

#include <peax/engine/kernel/convolution.hpp>

namespace peax::engine::kernel {

//! The kernels of one such convolution. `suits(geometry)` must hold.
class winograd_convolution {
 public:
  explicit winograd_convolution(conv_geometry const& geometry,
                                instruction_set set = current_instruction_set());

  //! Whether the algorithm can do it and a count of its operations says that it is faster.
  [[nodiscard]] static bool suits(conv_geometry const& geometry) noexcept;

  [[nodiscard]] conv_geometry const& geometry() const noexcept { return direct_.geometry(); }

  [[nodiscard]] index packed_size() const noexcept { return packed_size(out_); }
  void pack(float const* weights, float* packed) const;
  [[nodiscard]] index forward_workspace() const noexcept { return workspace(forward_, out_); }
  //! y = bounds(conv(x) + bias) for consecutive samples; `bias` may be null.
  void forward(float const* x, index samples, float const* packed, float const* bias, bounds limits, float* y,
               float* workspace) const;

  [[nodiscard]] index packed_transposed_size() const noexcept { return packed_size(in_); }
  void pack_transposed(float const* weights, float* packed) const;
  [[nodiscard]] index backward_workspace() const noexcept { return workspace(backward_, in_); }
  //! dx = (or +=) the transposed convolution of dy, for consecutive samples. Every element of dx is written.
  void backward_data(float const* dy, index samples, float const* packed_transposed, float* dx,
                     float* workspace, store mode = store::overwrite) const;

  [[nodiscard]] index partial_size() const noexcept { return direct_.partial_size(); }
  [[nodiscard]] index gradient_workspace() const noexcept;
  //! Adds the gradient of consecutive samples to `partial`, which is laid out as that of `convolution`.
  void weight_gradient(float const* x, float const* dy, index samples, float* partial, float* workspace,
                       bool with_bias = true) const;
  void reduce_gradient(float* partials, index count, float* dweights, float* dbias,
                       store mode = store::overwrite) const {
    direct_.reduce_gradient(partials, count, dweights, dbias, mode);
  }

 private:
  //! One direction: a plane of pixels cut into tiles of outputs, and the channels on both sides.
  struct direction {
    index from_h, from_w, to_h, to_w;
    detail::frame window; //!< of the plane that is read, as large as all tiles together need
    index tiles_h, tiles_w;
    index group; //!< tiles that go through the 36 products together

    [[nodiscard]] index tiles() const noexcept { return tiles_h * tiles_w; }
  };
  //! One side: channels, as whole vectors and as blocks of register tiles.
  struct side {
    detail::table const* table;
    detail::channel_blocks blocks;

    [[nodiscard]] index channels() const noexcept { return blocks.channels; }
    [[nodiscard]] index padded() const noexcept { return blocks.padded(); }
  };

  [[nodiscard]] static direction direction_of(index from_h, index from_w, index to_h, index to_w, index top,
                                              index left, index padded);
  [[nodiscard]] side const& other(side const& s) const noexcept { return &s == &out_ ? in_ : out_; }
  [[nodiscard]] index packed_size(side const& to) const noexcept;
  [[nodiscard]] index workspace(direction const& d, side const& to) const noexcept;
  //! Points of the taps of every row of channels: taps `tap` floats apart, rows `step`.
  void pack_rows(side const& to, float const* taps, index tap, index step, float* packed) const;
  //! Points of the group's tiles [first, first + count), each sample's frame copied once.
  void transform_input(direction const& d, side const& from, float const* x, index first, index count,
                       float* frame, float* points) const;
  void run(direction const& d, side const& to, float const* x, index samples, float const* packed,
           float const* bias, bounds limits, store mode, float* y, float* workspace) const;

  convolution direct_; //!< order and reduction of partial gradients
  side in_, out_;
  detail::channel_blocks gradient_; //!< of the output channels in the weight gradient
  direction forward_, backward_;
};

} // namespace peax::engine::kernel

#include <peax/engine/kernel/detail/winograd_impl.hpp>
