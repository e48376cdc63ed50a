#pragma once
//! @file
//! Batch normalization over rows of channels (NHWC: rows = samples * height * width).
//!
//! Determinism: cut the rows into fixed chunks (whole samples, for example), one partial of 2 * channels
//! doubles each; `combine_*` joins the partials in order.

#include <peax/engine/kernel/detail/table.hpp>
#include <peax/engine/kernel/geometry.hpp>
#include <peax/engine/kernel/instruction_set.hpp>

namespace peax::engine::kernel {

//! Mean and sum of squared deviations of `rows` rows: partial[0..C) and partial[C..2C). Overwrites.
void normalization_statistics(float const* x, index rows, index channels, double* partial);

//! Joins partials of consecutive chunks (`rows[i]` rows each; method: Chan, Golub, LeVeque 1979) into mean
//! and biased variance.
void combine_statistics(double const* partials, index const* rows, index count, index channels, float* mean,
                        float* variance);

//! scale = gamma / sqrt(variance + epsilon), shift = beta - mean * scale, inv_std = 1 / sqrt(variance +
//! epsilon). gamma, beta and inv_std may be null (1, 0, not wanted).
void normalization_coefficients(float const* mean, float const* variance, float const* gamma,
                                float const* beta, float epsilon, index channels, float* scale, float* shift,
                                float* inv_std);

//! y = bounds(x * scale + shift) by channel: normalization in training and in inference. In place is allowed.
void scale_shift(float const* x, index rows, index channels, float const* scale, float const* shift,
                 bounds limits, float* y);

//! Sums of dz and of dz * (x - mean) for one chunk, partial[0..C) and partial[C..2C), where dz is dy where x
//! * scale + shift lies strictly within the bounds and 0 elsewhere (the bounds of `scale_shift`). Overwrites.
void normalization_gradient_sums(float const* x, float const* dy, index rows, index channels,
                                 float const* mean, float const* scale, float const* shift, bounds limits,
                                 double* partial);

//! Joins partials in order: dgamma, dbeta (either may be null) and the three coefficients [3][C] of
//! `..._apply`. `total_rows` is the number of rows of all chunks; mean and inv_std are those of the forward
//! pass.
void combine_normalization_gradient(double const* partials, index count, index total_rows, index channels,
                                    float const* mean, float const* inv_std, float const* gamma,
                                    float* dgamma, float* dbeta, float* coefficients,
                                    store mode = store::overwrite);

//! dx = (or +=) a * dz + b * x + c with the coefficients of the batch: the gradient of batch normalization in
//! training. In place (dx == dy) is allowed.
void normalization_gradient_apply(float const* x, float const* dy, index rows, index channels,
                                  float const* scale, float const* shift, bounds limits,
                                  float const* coefficients, float* dx, store mode = store::overwrite);

//! dx = (or +=) scale * dz: the gradient with frozen statistics.
void scale_shift_gradient(float const* x, float const* dy, index rows, index channels, float const* scale,
                          float const* shift, bounds limits, float* dx, store mode = store::overwrite);

} // namespace peax::engine::kernel

#include <peax/engine/kernel/detail/normalization_impl.hpp>
