#pragma once
//! @file
//! Element-wise kernels; see elementwise.hpp.

#include <peax/engine/kernel/elementwise.hpp>

#include <algorithm>

namespace peax::engine::kernel {

inline void unary(unary_function f, float a, float b, float const* x, index count, float* y) {
  detail::current_table().unary(f, a, b, x, count, y);
}

inline void unary_gradient(unary_function f, float a, float b, float const* x, float const* y,
                           float const* dy, index count, float* dx, store mode) {
  detail::current_table().unary_gradient(f, a, b, x, y, dy, count, dx, mode == store::add);
}

inline void binary(binary_function f, float const* x, float const* y, index count, float* z) {
  detail::current_table().binary(f, x, y, count, z);
}

inline void binary_by_channel(binary_function f, float const* x, float const* y, index rows, index channels,
                              float* z) {
  auto const kernel = detail::table_for(current_instruction_set(), channels).binary;
  for (index row = 0; row < rows; ++row) kernel(f, x + row * channels, y, channels, z + row * channels);
}

inline void prelu(float const* x, float const* slope, index rows, index channels, float* y) {
  detail::table_for(current_instruction_set(), channels).prelu(x, slope, rows, channels, y);
}

inline void prelu_gradient(float const* x, float const* slope, float const* dy, index rows, index channels,
                           float* dx, float* dslope, store mode) {
  detail::table_for(current_instruction_set(), channels)
      .prelu_gradient(x, slope, dy, rows, channels, dx, dslope, mode == store::add);
}

inline void add_scaled(float factor, float const* x, index count, float* y) {
  detail::current_table().add_scaled(factor, x, count, y);
}

inline void add_row_sums(float const* x, index rows, index channels, float* sums) {
  detail::table_for(current_instruction_set(), channels).add_row_sums(x, rows, channels, sums);
}

inline void sum_partials(float const* partials, index count, index size, float* total, store mode) {
  if (mode == store::overwrite) std::fill(total, total + size, 0.0F);
  for (index p = 0; p < count; ++p)
    detail::current_table().add_scaled(1.0F, partials + p * size, size, total);
}

} // namespace peax::engine::kernel
