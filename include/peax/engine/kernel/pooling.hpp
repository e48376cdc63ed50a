#pragma once
//! @file
//! Maximum and average pooling of one NHWC sample, forward and backward; global pooling over rows of
//! channels.

#include <peax/engine/kernel/detail/table.hpp>
#include <peax/engine/kernel/geometry.hpp>
#include <peax/engine/kernel/instruction_set.hpp>

namespace peax::engine::kernel {

//! y[out_h][out_w][C] = maximum over the window; padding never wins.
void max_pool(pool_geometry const& geometry, float const* x, float* y);
//! The gradient goes to the first maximum of each window (row by row), found again from x and y.
void max_pool_gradient(pool_geometry const& geometry, float const* x, float const* y, float const* dy,
                       float* dx, store mode = store::overwrite);

//! y = mean over the window; what counts is said by `count_include_pad`.
void average_pool(pool_geometry const& geometry, float const* x, float* y);
void average_pool_gradient(pool_geometry const& geometry, float const* dy, float* dx,
                           store mode = store::overwrite);

//! y[C] = mean of the pixels of one sample [pixels][C].
void global_average_pool(float const* x, index pixels, index channels, float* y);
void global_average_pool_gradient(float const* dy, index pixels, index channels, float* dx,
                                  store mode = store::overwrite);
//! y[C] = maximum of the pixels; the gradient goes to the first.
void global_max_pool(float const* x, index pixels, index channels, float* y);
void global_max_pool_gradient(float const* x, float const* y, float const* dy, index pixels, index channels,
                              float* dx, store mode = store::overwrite);

} // namespace peax::engine::kernel

#include <peax/engine/kernel/detail/pooling_impl.hpp>
