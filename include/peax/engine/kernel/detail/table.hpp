#pragma once
//! @file
//! The kernels of one instruction set as function pointers, and the arguments they take.
//!
//! The loops live in `body/`, compiled once for each instruction set (`bodies.hpp`): with
//! `PEAX_COMPILED` in libpeax, and this header is all that a
//! translation unit sees of them.

#include <peax/core/config.hpp>
#include <peax/engine/kernel/functions.hpp>
#include <peax/engine/kernel/geometry.hpp>
#include <peax/engine/kernel/instruction_set.hpp>

#include <array>
#include <cstdint>

namespace peax::engine::kernel::detail {

//! Output pixels rows x (tiles * Pixels) of one block of output channels (Vectors vectors, the last perhaps
//! partial).
struct conv_args {
  float const* x;           //!< first tap of the first pixel
  index x_row, x_pixel;     //!< steps of x from output row to row, from pixel to pixel
  index tap_rows, tap_cols; //!< taps
  index tap_row, tap_col;   //!< steps of x from tap to tap
  index run;                //!< consecutive floats of x under each tap
  float const* w;           //!< [tap_rows][tap_cols][run][Vectors * lanes]
  float const* bias;        //!< or null
  float* y;
  index y_row, y_pixel;
  index rows, tiles;
  index last_lanes; //!< lanes in use of the last vector
  bounds limits;
  bool add; //!< y += instead of y =
};

//! A tile of the weight gradient: Columns consecutive floats of x against Vectors vectors of dy, summed over
//! pixels.
struct gradient_args {
  float const* x;
  index x_row, x_pixel;
  float const* dy;
  index dy_row, dy_pixel;
  index rows, cols;
  float* dw; //!< [Columns][dw_step], added to; whole vectors
  index dw_step;
  index last_lanes;
  bool overwrite; //!< dw = instead of dw +=
};

//! A rectangle of pixels that see the same taps, channel by channel: depthwise convolution and pooling.
struct region_args {
  float const* x; //!< first tap of the first pixel
  index x_row, x_pixel;
  index tap_rows, tap_cols;
  index tap_row, tap_col; //!< steps of x
  float const* w;         //!< depthwise: weight of the first tap
  index w_row, w_col;     //!< steps of w
  float const* bias;
  float* y; //!< the result; the gradient of the input when pooling backward
  index y_row, y_pixel;
  index rows, cols, channels;
  bounds limits;
  bool add;
  float factor;     //!< average pooling: one over the number of taps that count
  float const* out; //!< maximum pooling backward: y of the forward pass, laid out as dy
  float const* dy;  //!< depthwise weight gradient and pooling backward
  index dy_row, dy_pixel;
};

//! A plane [h][w][channels] under three by three depthwise taps of stride 1 or 2; at most one row and column of zeros on each side.
struct plane_args {
  float const* x;
  index x_row; //!< step from row to row
  index in_h, in_w, out_w, pad_top, pad_left, channels, stride;
  float const* w;
  index w_row, w_col; //!< steps of w
  float const* bias;  //!< or null
  float* y;
  float const* dy;           //!< weight gradient
  index first_row, last_row; //!< of the output
  bounds limits;
  bool add;
};

//! Rows of channels: normalization.
struct row_args {
  float const* x;
  float const* dy;
  index rows, channels;
  float const* mean;
  float const* scale;
  float const* shift;
  float const* coefficients;
  bounds limits;
  float* y;
  double* partial;
  bool add;
};

//! One transform of Winograd's convolution: a tile of pixels, or taps as planes, from or to 6 x 6 points as planes.
struct winograd_args {
  float const* from;
  float* to;
  index row, pixel; //!< steps of the tile; of taps: row from plane to plane
  index plane;      //!< step from point to point
  index channels;
  index rows, cols;  //!< output: pixels that are written, at most 4 x 4
  float const* bias; //!< output: or null
  bounds limits;
  bool add; //!< output: += instead of =
};

//! A step of Adam: see training::optimizer for the formula.
struct adam_args {
  float* parameters;
  float const* gradients;
  float *mean, *square; //!< running, of the gradients
  index size;
  float beta1, rest1, beta2, rest2; //!< rest = 1 - beta
  float decay, kept; //!< added to the gradient, times the parameter; what is kept of the parameter
  float rate, correction, epsilon;
};

//! One step of an LSTM of the usual functions for all rows: gates i, o, f, c of `units` floats each.
struct lstm_args {
  index rows = 0, units = 0;
  //! [rows][4 * units]: forward the share of the inputs, then values; backward values, then gradients.
  float* gates = nullptr;
  float const* sums = nullptr;   //!< forward: the share of the states, as gates
  float const* before = nullptr; //!< cells before, [rows][units] as all that follow
  float* cells = nullptr;        //!< forward: cells after
  float* shown = nullptr;        //!< tanh of them
  float* state = nullptr;        //!< forward: the output
  float const* dstate = nullptr; //!< backward: gradient of the output
  float* dcells = nullptr;       //!< backward: of the cells after, then of those before
};

inline constexpr int max_vectors = 4; //!< vectors of channels of a tile
inline constexpr int max_pixels = 16; //!< pixels of a tile

using conv_function = void (*)(conv_args const&);
using gradient_function = void (*)(gradient_args const&);
using tile_limits = std::array<int, max_vectors>;

//! All kernels of one instruction set.
struct table {
  instruction_set set;
  index lanes;
  tile_limits pixel_limit;                                             //!< widest tile for 1.. vectors
  tile_limits column_limit;                                            //!< the same of the weight gradient
  std::array<std::array<conv_function, max_pixels>, max_vectors> conv; //!< [vectors - 1][pixels - 1]
  std::array<std::array<gradient_function, max_pixels>, max_vectors> gradient; //!< [vectors - 1][columns - 1]
  //! One vector, three taps in a row as far apart as the pixels; args as for `conv` with the taps merged in
  //! one run.
  std::array<conv_function, max_pixels> conv_three; //!< [pixels - 1]

  void (*depthwise)(region_args const&);
  void (*depthwise_gradient)(region_args const&); //!< adds to y, which is laid out as w
  void (*depthwise_plane)(plane_args const&);
  void (*depthwise_plane_gradient)(plane_args const&); //!< adds to y, which is laid out as w
  void (*max_pool)(region_args const&);
  void (*max_pool_gradient)(region_args const&);
  void (*average_pool)(region_args const&);
  void (*average_pool_gradient)(region_args const&);

  void (*statistics)(row_args const&);
  void (*scale_shift)(row_args const&);
  void (*normalization_sums)(row_args const&);
  void (*normalization_apply)(row_args const&);
  void (*scale_shift_gradient)(row_args const&);
  void (*add_row_sums)(float const*, index, index, float*);

  void (*unary)(unary_function, float, float, float const*, index, float*);
  void (*unary_gradient)(unary_function, float, float, float const*, float const*, float const*, index,
                         float*, bool);
  void (*binary)(binary_function, float const*, float const*, index, float*);
  void (*prelu)(float const*, float const*, index, index, float*);
  void (*prelu_gradient)(float const*, float const*, float const*, index, index, float*, float*, bool);
  void (*add_scaled)(float, float const*, index, float*);

  void (*adam)(adam_args const&);

  void (*softmax)(float const*, index, index, float*);
  void (*softmax_gradient)(float const*, float const*, index, index, float*, bool);
  //! p = softmax(x * factor) of one row; returns log(sum(exp(x * factor))).
  double (*softmax_row)(float const*, float, index, float*);

  void (*transpose)(float const*, index, index, float*); //!< out[c][r] = in[r][c] for [rows][columns]

  void (*winograd_input)(winograd_args const&);   //!< 6 x 6 pixels to points; whole vectors are written
  void (*winograd_output)(winograd_args const&);  //!< points to 4 x 4 pixels
  void (*winograd_weights)(winograd_args const&); //!< 3 x 3 planes to points; whole vectors
  void (*winograd_gradient_input)(
      winograd_args const&);                       //!< 4 x 4 pixels to points; whole vectors are written
  void (*winograd_gradient)(winograd_args const&); //!< points added to 3 x 3 planes; whole vectors

  void (*lstm_forward)(lstm_args const&);
  void (*lstm_backward)(lstm_args const&);
};

[[nodiscard]] PEAX_INLINE table const& portable_table() noexcept;
[[nodiscard]] PEAX_INLINE table const& avx2_table() noexcept;
[[nodiscard]] PEAX_INLINE table const& avx512_table() noexcept;

[[nodiscard]] inline table const& table_of(instruction_set set) noexcept {
#if defined(__x86_64__)
  if (set == instruction_set::avx512) return avx512_table();
  if (set == instruction_set::avx2) return avx2_table();
#else
  (void)set;
#endif
  return portable_table();
}

[[nodiscard]] inline table const& current_table() noexcept { return table_of(current_instruction_set()); }

//! The family for a kernel whose vectors run over `channels`: wide vectors that would be half empty are not
//! used.
[[nodiscard]] inline table const& table_for(instruction_set set, index channels) noexcept {
  if (set == instruction_set::avx512 && channels <= 8) return table_of(instruction_set::avx2);
  return table_of(set);
}

} // namespace peax::engine::kernel::detail

#ifndef PEAX_COMPILED
#include <peax/engine/kernel/detail/bodies.hpp>
#endif
