#pragma once
//! @file
//! Normalization by rows of channels; see normalization.hpp.

#include <peax/engine/kernel/normalization.hpp>

#include <cmath>

namespace peax::engine::kernel {

namespace detail {
[[nodiscard]] inline row_args rows_of(float const* x, float const* dy, index rows, index channels,
                                      float const* scale, float const* shift, bounds limits) {
  row_args args{};
  args.x = x;
  args.dy = dy;
  args.rows = rows;
  args.channels = channels;
  args.scale = scale;
  args.shift = shift;
  args.limits = limits;
  return args;
}
} // namespace detail

inline void normalization_statistics(float const* x, index rows, index channels, double* partial) {
  auto args = detail::rows_of(x, nullptr, rows, channels, nullptr, nullptr, {});
  args.partial = partial;
  detail::table_for(current_instruction_set(), channels).statistics(args);
}

inline void combine_statistics(double const* partials, index const* rows, index count, index channels,
                               float* mean, float* variance) {
  for (index c = 0; c < channels; ++c) {
    double total = 0;
    double m = 0;
    double squares = 0;
    for (index p = 0; p < count; ++p) {
      double const n = static_cast<double>(rows[p]);
      if (rows[p] == 0) continue;
      double const step = partials[2 * p * channels + c] - m;
      squares += partials[(2 * p + 1) * channels + c] + step * step * total * n / (total + n);
      total += n;
      m += step * n / total;
    }
    mean[c] = static_cast<float>(m);
    variance[c] = static_cast<float>(squares / total);
  }
}

inline void normalization_coefficients(float const* mean, float const* variance, float const* gamma,
                                       float const* beta, float epsilon, index channels, float* scale,
                                       float* shift, float* inv_std) {
  for (index c = 0; c < channels; ++c) {
    double const inverse = 1.0 / std::sqrt(static_cast<double>(variance[c]) + static_cast<double>(epsilon));
    double const factor = gamma ? inverse * static_cast<double>(gamma[c]) : inverse;
    scale[c] = static_cast<float>(factor);
    shift[c] = static_cast<float>((beta ? static_cast<double>(beta[c]) : 0.0) -
                                  static_cast<double>(mean[c]) * factor);
    if (inv_std) inv_std[c] = static_cast<float>(inverse);
  }
}

inline void scale_shift(float const* x, index rows, index channels, float const* scale, float const* shift,
                        bounds limits, float* y) {
  auto args = detail::rows_of(x, nullptr, rows, channels, scale, shift, limits);
  args.y = y;
  detail::table_for(current_instruction_set(), channels).scale_shift(args);
}

inline void normalization_gradient_sums(float const* x, float const* dy, index rows, index channels,
                                        float const* mean, float const* scale, float const* shift,
                                        bounds limits, double* partial) {
  auto args = detail::rows_of(x, dy, rows, channels, scale, shift, limits);
  args.mean = mean;
  args.partial = partial;
  detail::table_for(current_instruction_set(), channels).normalization_sums(args);
}

// With xh = (x - mean) * inv_std: dx = gamma * inv_std * (dz - mean(dz) - xh * mean(dz * xh)).
inline void combine_normalization_gradient(double const* partials, index count, index total_rows,
                                           index channels, float const* mean, float const* inv_std,
                                           float const* gamma, float* dgamma, float* dbeta,
                                           float* coefficients, store mode) {
  for (index c = 0; c < channels; ++c) {
    double sum = 0;
    double product = 0;
    for (index p = 0; p < count; ++p) {
      sum += partials[2 * p * channels + c];
      product += partials[(2 * p + 1) * channels + c];
    }
    double const inverse = static_cast<double>(inv_std[c]);
    double const n = static_cast<double>(total_rows);
    double const a = (gamma ? static_cast<double>(gamma[c]) : 1.0) * inverse;
    double const b = -a * inverse * inverse * product / n;
    coefficients[c] = static_cast<float>(a);
    coefficients[channels + c] = static_cast<float>(b);
    coefficients[2 * channels + c] = static_cast<float>(-a * sum / n - b * static_cast<double>(mean[c]));
    float const g = static_cast<float>(product * inverse);
    if (dgamma) dgamma[c] = mode == store::add ? dgamma[c] + g : g;
    if (dbeta) dbeta[c] = mode == store::add ? dbeta[c] + static_cast<float>(sum) : static_cast<float>(sum);
  }
}

inline void normalization_gradient_apply(float const* x, float const* dy, index rows, index channels,
                                         float const* scale, float const* shift, bounds limits,
                                         float const* coefficients, float* dx, store mode) {
  auto args = detail::rows_of(x, dy, rows, channels, scale, shift, limits);
  args.coefficients = coefficients;
  args.y = dx;
  args.add = mode == store::add;
  detail::table_for(current_instruction_set(), channels).normalization_apply(args);
}

inline void scale_shift_gradient(float const* x, float const* dy, index rows, index channels,
                                 float const* scale, float const* shift, bounds limits, float* dx,
                                 store mode) {
  auto args = detail::rows_of(x, dy, rows, channels, scale, shift, limits);
  args.y = dx;
  args.add = mode == store::add;
  detail::table_for(current_instruction_set(), channels).scale_shift_gradient(args);
}

} // namespace peax::engine::kernel
