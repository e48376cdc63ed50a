#pragma once
//! @file
//! Element-wise kernels on contiguous floats and on rows of channels.

#include <peax/engine/kernel/detail/table.hpp>
#include <peax/engine/kernel/functions.hpp>
#include <peax/engine/kernel/geometry.hpp>
#include <peax/engine/kernel/instruction_set.hpp>

namespace peax::engine::kernel {

//! y = f(x). In place is allowed.
void unary(unary_function f, float a, float b, float const* x, index count, float* y);
//! dx = (or +=) f'(x) * dy. `y` is f(x); clip has derivative 1 strictly within its bounds. dx == dy is
//! allowed.
void unary_gradient(unary_function f, float a, float b, float const* x, float const* y, float const* dy,
                    index count, float* dx, store mode = store::overwrite);

//! z = f(x, y), same sizes. In place is allowed.
void binary(binary_function f, float const* x, float const* y, index count, float* z);
//! z[r][c] = f(x[r][c], y[c]) for rows of channels.
void binary_by_channel(binary_function f, float const* x, float const* y, index rows, index channels,
                       float* z);

//! y[r][c] = x < 0 ? slope[c] * x : x.
void prelu(float const* x, float const* slope, index rows, index channels, float* y);
//! dx = (or +=) the gradient; dslope[c] += sum of x * dy where x < 0 (give each chunk a partial, add them in
//! order).
void prelu_gradient(float const* x, float const* slope, float const* dy, index rows, index channels,
                    float* dx, float* dslope, store mode = store::overwrite);

//! y += factor * x.
void add_scaled(float factor, float const* x, index count, float* y);
//! sums[c] += sum over rows of x[r][c].
void add_row_sums(float const* x, index rows, index channels, float* sums);
//! total[i] = (or +=) the sum over `count` partials of `size` floats each, added in order.
void sum_partials(float const* partials, index count, index size, float* total,
                  store mode = store::overwrite);

} // namespace peax::engine::kernel

#include <peax/engine/kernel/detail/elementwise_impl.hpp>
