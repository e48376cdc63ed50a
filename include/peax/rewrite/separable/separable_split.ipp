#pragma once
//! @file
//! The bodies of separable_split.hpp.

#include <peax/core/error.hpp>
#include <peax/rewrite/separable/separable_split.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace peax::rewrite {

namespace detail {
//! Eigenvector of the largest eigenvalue of a symmetric matrix [n, n], of length 1, by cyclic Jacobi
//! rotations.
inline std::vector<double> leading_eigenvector(std::vector<double> a, std::size_t n) {
  std::vector<double> v(n * n, 0.0);
  for (std::size_t i = 0; i < n; ++i) v[i * n + i] = 1;
  double size = 0;
  for (double const x : a) size += x * x;
  for (int sweep = 0; sweep < 60; ++sweep) {
    double off = 0;
    for (std::size_t p = 0; p < n; ++p)
      for (std::size_t q = p + 1; q < n; ++q) off += a[p * n + q] * a[p * n + q];
    if (!(off > 1e-30 * size)) break;
    for (std::size_t p = 0; p < n; ++p)
      for (std::size_t q = p + 1; q < n; ++q) {
        if (a[p * n + q] == 0) continue;
        double const theta = (a[q * n + q] - a[p * n + p]) / (2 * a[p * n + q]);
        double const t = (theta >= 0 ? 1 : -1) / (std::abs(theta) + std::sqrt(theta * theta + 1));
        double const c = 1 / std::sqrt(t * t + 1), s = t * c;
        for (std::size_t k = 0; k < n; ++k) {
          double const x = a[k * n + p], y = a[k * n + q];
          a[k * n + p] = c * x - s * y, a[k * n + q] = s * x + c * y;
        }
        for (std::size_t k = 0; k < n; ++k) {
          double const x = a[p * n + k], y = a[q * n + k];
          a[p * n + k] = c * x - s * y, a[q * n + k] = s * x + c * y;
          double const e = v[k * n + p], f = v[k * n + q];
          v[k * n + p] = c * e - s * f, v[k * n + q] = s * e + c * f;
        }
      }
  }
  std::size_t best = 0;
  for (std::size_t i = 1; i < n; ++i)
    if (a[i * n + i] > a[best * n + best]) best = i;
  std::vector<double> out(n);
  for (std::size_t k = 0; k < n; ++k) out[k] = v[k * n + best];
  return out;
}

//! Solves A X = B for a positive semidefinite A [n, n] and B [n, m] by Cholesky's decomposition; a 1e-7th
//! of the mean diagonal is added to the diagonal, so that directions without data stay at rest.
inline std::vector<double> solved(std::vector<double> a, std::vector<double> b, std::size_t n) {
  std::size_t const m = b.size() / n;
  double trace = 0;
  for (std::size_t i = 0; i < n; ++i) trace += a[i * n + i];
  // Single-precision data carry about seven digits: what is smaller than 1e-7 of the mean diagonal is noise of the sums.
  double const ridge = 1e-7 * trace / static_cast<double>(n) + 1e-30;
  for (std::size_t i = 0; i < n; ++i) a[i * n + i] += ridge;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = a[i * n + j];
      for (std::size_t k = 0; k < j; ++k) sum -= a[i * n + k] * a[j * n + k];
      a[i * n + j] = i == j ? std::sqrt(std::max(sum, ridge)) : sum / a[j * n + j];
    }
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < i; ++k)
      for (std::size_t c = 0; c < m; ++c) b[i * m + c] -= a[i * n + k] * b[k * m + c];
    for (std::size_t c = 0; c < m; ++c) b[i * m + c] /= a[i * n + i];
  }
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t k = i + 1; k < n; ++k)
      for (std::size_t c = 0; c < m; ++c) b[i * m + c] -= a[k * n + i] * b[k * m + c];
    for (std::size_t c = 0; c < m; ++c) b[i * m + c] /= a[i * n + i];
  }
  return b;
}

//! [rows, inner] * [inner, columns].
inline std::vector<double> product_of(std::span<double const> a, std::span<double const> b, std::size_t inner,
                                      std::size_t columns) {
  std::size_t const rows = a.size() / inner;
  std::vector<double> out(rows * columns, 0.0);
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t k = 0; k < inner; ++k) {
      double const factor = a[i * inner + k];
      for (std::size_t j = 0; j < columns; ++j) out[i * columns + j] += factor * b[k * columns + j];
    }
  return out;
}

} // namespace detail

PEAX_INLINE std::vector<double> joined_kernel(separable_kernel const& s, std::size_t inputs) {
  std::size_t const taps = s.depthwise.size() / inputs, outputs = s.pointwise.size() / inputs;
  std::vector<double> out(outputs * inputs * taps);
  for (std::size_t o = 0; o < outputs; ++o)
    for (std::size_t c = 0; c < inputs; ++c)
      for (std::size_t j = 0; j < taps; ++j)
        out[(o * inputs + c) * taps + j] = s.pointwise[o * inputs + c] * s.depthwise[c * taps + j];
  return out;
}

PEAX_INLINE separable_kernel best_rank_one(full_kernel const& k) {
  separable_kernel out{std::vector<double>(k.inputs * k.taps), std::vector<double>(k.outputs * k.inputs)};
  for (std::size_t c = 0; c < k.inputs; ++c) {
    std::vector<double> gram(k.taps * k.taps, 0.0);
    auto const row = [&](std::size_t o) { return k.weights.data() + (o * k.inputs + c) * k.taps; };
    for (std::size_t o = 0; o < k.outputs; ++o)
      for (std::size_t i = 0; i < k.taps; ++i)
        for (std::size_t j = 0; j < k.taps; ++j) gram[i * k.taps + j] += row(o)[i] * row(o)[j];
    std::vector<double> v = detail::leading_eigenvector(std::move(gram), k.taps);
    auto const largest =
        std::max_element(v.begin(), v.end(), [](double a, double b) { return std::abs(a) < std::abs(b); });
    if (*largest < 0)
      for (double& x : v) x = -x;
    std::copy(v.begin(), v.end(), out.depthwise.begin() + static_cast<std::ptrdiff_t>(c * k.taps));
    for (std::size_t o = 0; o < k.outputs; ++o)
      for (std::size_t j = 0; j < k.taps; ++j) out.pointwise[o * k.inputs + c] += row(o)[j] * v[j];
  }
  return out;
}

PEAX_INLINE double relative_error(full_kernel const& k, patch_moments const& seen,
                                  separable_kernel const& s) {
  std::size_t const n = k.patch();
  std::vector<double> rest = joined_kernel(s, k.inputs);
  for (std::size_t i = 0; i < rest.size(); ++i) rest[i] = k.weights[i] - rest[i];
  auto const power = [&](std::vector<double> const& w) {
    auto const through = detail::product_of(w, seen.covariance, n, n);
    double sum = 0;
    for (std::size_t i = 0; i < w.size(); ++i) sum += w[i] * through[i];
    return sum;
  };
  double const whole = power(k.weights);
  return whole > 0 ? power(rest) / whole : 0;
}

PEAX_INLINE std::vector<double> mean_shift(full_kernel const& k, patch_moments const& seen,
                                           separable_kernel const& s) {
  std::vector<double> const joined = joined_kernel(s, k.inputs);
  std::vector<double> out(k.outputs, 0.0);
  for (std::size_t o = 0; o < k.outputs; ++o)
    for (std::size_t i = 0; i < k.patch(); ++i)
      out[o] += (k.weights[o * k.patch() + i] - joined[o * k.patch() + i]) * seen.mean[i];
  return out;
}

PEAX_INLINE separable_kernel fitted_to(full_kernel const& k, patch_moments const& seen,
                                       separable_kernel start, std::size_t rounds) {
  std::size_t const n = k.patch(), in = k.inputs, taps = k.taps;
  std::vector<double> const& cov = seen.covariance;
  std::vector<double> const kernel_cov = detail::product_of(k.weights, cov, n, n); // [outputs, n]
  separable_kernel s = start;
  bool const both = n <= largest_depthwise_fit;
  for (std::size_t round = 0; round < (both ? rounds : 1); ++round) {
    // Pointwise: W (D C D') = K C D', D [inputs, n] the depthwise kernels side by side.
    std::vector<double> cov_d(n * in, 0.0), gram(in * in, 0.0), right(in * k.outputs, 0.0);
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t c = 0; c < in; ++c)
        for (std::size_t j = 0; j < taps; ++j)
          cov_d[i * in + c] += cov[i * n + c * taps + j] * s.depthwise[c * taps + j];
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t c = 0; c < in; ++c) gram[(i / taps) * in + c] += s.depthwise[i] * cov_d[i * in + c];
    for (std::size_t o = 0; o < k.outputs; ++o)
      for (std::size_t i = 0; i < n; ++i)
        right[(i / taps) * k.outputs + o] += s.depthwise[i] * kernel_cov[o * n + i];
    auto const solution = detail::solved(std::move(gram), std::move(right), in);
    for (std::size_t o = 0; o < k.outputs; ++o)
      for (std::size_t c = 0; c < in; ++c) s.pointwise[o * in + c] = solution[c * k.outputs + o];
    if (!both) break;
    // Depthwise: (C o (W'W spread over the taps)) d = the diagonal blocks of W' K C.
    std::vector<double> inner(in * in, 0.0), matrix(n * n), wanted(n, 0.0);
    for (std::size_t o = 0; o < k.outputs; ++o)
      for (std::size_t a = 0; a < in; ++a)
        for (std::size_t b = 0; b < in; ++b)
          inner[a * in + b] += s.pointwise[o * in + a] * s.pointwise[o * in + b];
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < n; ++j)
        matrix[i * n + j] = cov[i * n + j] * inner[(i / taps) * in + j / taps];
    for (std::size_t o = 0; o < k.outputs; ++o)
      for (std::size_t i = 0; i < n; ++i) wanted[i] += s.pointwise[o * in + i / taps] * kernel_cov[o * n + i];
    s.depthwise = detail::solved(std::move(matrix), std::move(wanted), n);
    // A depthwise kernel keeps length 1; its channel's pointwise weights take the factor.
    for (std::size_t c = 0; c < in; ++c) {
      double square = 0;
      for (std::size_t j = 0; j < taps; ++j) square += s.depthwise[c * taps + j] * s.depthwise[c * taps + j];
      if (!(square > 0)) continue;
      double const length = std::sqrt(square);
      for (std::size_t j = 0; j < taps; ++j) s.depthwise[c * taps + j] /= length;
      for (std::size_t o = 0; o < k.outputs; ++o) s.pointwise[o * in + c] *= length;
    }
  }
  return relative_error(k, seen, s) < relative_error(k, seen, start) ? s : start;
}

} // namespace peax::rewrite
