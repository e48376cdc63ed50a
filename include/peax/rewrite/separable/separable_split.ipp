#pragma once
//! @file
//! The bodies of separable_split.hpp: linear algebra of xtensor-blas, on one BLAS thread, so that bytes do not depend on threads.

#include <peax/core/error.hpp>
#include <peax/engine/blas.hpp>
#include <peax/rewrite/separable/separable_split.hpp>

#include <xtensor-blas/xlinalg.hpp>
#include <xtensor/xadapt.hpp>
#include <xtensor/xmath.hpp>
#include <xtensor/xsort.hpp>
#include <xtensor/xtensor.hpp>
#include <xtensor/xview.hpp>

#include <array>
#include <cstddef>
#include <vector>

namespace peax::rewrite {

namespace detail {
using matrix = xt::xtensor<double, 2>;

//! Solves A X = B for a positive semidefinite A [n, n] and B [n, m]; a 1e-7th of the mean diagonal is added to the diagonal, so
//! that directions without data stay at rest: single-precision data carry about seven digits, what is smaller is noise.
inline matrix solved(matrix const& a, matrix const& b) {
  auto const n = a.shape(0);
  double const ridge = 1e-7 * xt::linalg::trace(a)() / static_cast<double>(n) + 1e-30;
  matrix const with_ridge = a + ridge * xt::eye<double>(n);
  return xt::linalg::solve(
      with_ridge, b); // by LU: solve_cholesky of xtensor-blas 0.20 solves for the first column of B alone
}

//! A separable kernel as matrices.
struct split_matrices {
  matrix depthwise, pointwise;

  split_matrices(separable_kernel const& s, full_kernel const& k)
      : depthwise(xt::adapt(s.depthwise, std::array{k.inputs, k.taps})),
        pointwise(xt::adapt(s.pointwise, std::array{k.outputs, k.inputs})) {}

  [[nodiscard]] separable_kernel flat() const {
    return {{depthwise.begin(), depthwise.end()}, {pointwise.begin(), pointwise.end()}};
  }
};

//! The covariance of patches and its product with the full kernel, [outputs, inputs, taps].
struct seen_kernel {
  matrix covariance;
  xt::xtensor<double, 3> times_kernel;

  seen_kernel(full_kernel const& k, patch_moments const& seen)
      : covariance(xt::adapt(seen.covariance, std::array{k.patch(), k.patch()})),
        times_kernel(xt::reshape_view(
            xt::linalg::dot(xt::adapt(k.weights, std::array{k.outputs, k.patch()}), covariance),
            std::array{k.outputs, k.inputs, k.taps})) {}
};

//! W of W (D C D') = K C D', where D [inputs, inputs * taps] has the depthwise kernels side by side.
inline matrix best_pointwise(seen_kernel const& seen, matrix const& d) {
  std::size_t const in = d.shape(0), taps = d.shape(1);
  auto const by_channel = xt::reshape_view(seen.covariance, std::array{in * taps, in, taps});
  matrix const cov_d = xt::sum(by_channel * d, {2});
  auto const by_rows = xt::reshape_view(cov_d, std::array{in, taps, in});
  matrix const gram = xt::sum(by_rows * xt::view(d, xt::all(), xt::all(), xt::newaxis()), {1});
  matrix const right = xt::sum(seen.times_kernel * d, {2});
  return xt::transpose(solved(gram, xt::transpose(right)));
}

//! d of (C o (W'W spread over the taps)) d = the diagonal blocks of W' K C.
inline matrix best_depthwise(seen_kernel const& seen, matrix const& w, std::size_t taps) {
  std::size_t const in = w.shape(1), n = in * taps;
  matrix const inner = xt::linalg::dot(xt::transpose(w), w);
  xt::xtensor<double, 4> const blocks = xt::reshape_view(seen.covariance, std::array{in, taps, in, taps}) *
                                        xt::view(inner, xt::all(), xt::newaxis(), xt::all(), xt::newaxis());
  matrix const wanted = xt::sum(seen.times_kernel * xt::view(w, xt::all(), xt::all(), xt::newaxis()), {0});
  matrix const found = solved(xt::reshape_view(blocks, std::array{n, n}),
                              xt::reshape_view(wanted, std::array{n, std::size_t{1}}));
  return xt::reshape_view(found, std::array{in, taps});
}

} // namespace detail

PEAX_INLINE std::vector<double> joined_kernel(separable_kernel const& s, std::size_t inputs) {
  std::size_t const taps = s.depthwise.size() / inputs, outputs = s.pointwise.size() / inputs;
  auto const depthwise = xt::adapt(s.depthwise, std::array{inputs, taps});
  auto const pointwise = xt::adapt(s.pointwise, std::array{outputs, inputs, std::size_t{1}});
  xt::xtensor<double, 3> const joined = pointwise * depthwise;
  return {joined.begin(), joined.end()};
}

PEAX_INLINE separable_kernel best_rank_one(full_kernel const& k) {
  engine::one_blas_thread const alone;
  auto const kernels = xt::adapt(k.weights, std::array{k.outputs, k.inputs, k.taps});
  if (!xt::all(xt::isfinite(kernels)))
    throw bad_input("a kernel with weights that are no finite numbers cannot be split");
  separable_kernel out{std::vector<double>(k.inputs * k.taps), std::vector<double>(k.outputs * k.inputs)};
  auto depthwise = xt::adapt(out.depthwise, std::array{k.inputs, k.taps});
  auto pointwise = xt::adapt(out.pointwise, std::array{k.outputs, k.inputs});
  for (std::size_t c = 0; c < k.inputs; ++c) {
    auto const [u, s, vt] = xt::linalg::svd(xt::view(kernels, xt::all(), c, xt::all()), false);
    auto const v = xt::row(vt, 0);
    double const sign = v(xt::argmax(xt::abs(v))()) < 0 ? -1 : 1;
    xt::view(depthwise, c, xt::all()) = sign * v;
    xt::view(pointwise, xt::all(), c) = sign * s(0) * xt::col(u, 0);
  }
  return out;
}

PEAX_INLINE double relative_error(full_kernel const& k, patch_moments const& seen,
                                  separable_kernel const& s) {
  engine::one_blas_thread const alone;
  std::array const flat{k.outputs, k.patch()};
  auto const covariance = xt::adapt(seen.covariance, std::array{k.patch(), k.patch()});
  auto const power = [&](detail::matrix const& w) { return xt::sum(w * xt::linalg::dot(w, covariance))(); };
  auto const kernel = xt::adapt(k.weights, flat);
  std::vector<double> const joined = joined_kernel(s, k.inputs);
  double const whole = power(kernel);
  return whole > 0 ? power(kernel - xt::adapt(joined, flat)) / whole : 0;
}

PEAX_INLINE std::vector<double> mean_shift(full_kernel const& k, patch_moments const& seen,
                                           separable_kernel const& s) {
  engine::one_blas_thread const alone;
  std::array const flat{k.outputs, k.patch()};
  std::vector<double> const joined = joined_kernel(s, k.inputs);
  detail::matrix const rest = xt::adapt(k.weights, flat) - xt::adapt(joined, flat);
  xt::xtensor<double, 1> const shift = xt::linalg::dot(rest, xt::adapt(seen.mean, std::array{k.patch()}));
  return {shift.begin(), shift.end()};
}

PEAX_INLINE separable_kernel fitted_to(full_kernel const& k, patch_moments const& seen,
                                       separable_kernel start, std::size_t rounds) {
  if (!xt::all(xt::isfinite(xt::adapt(seen.covariance, std::array{k.patch(), k.patch()}))))
    return start; // the network diverges on the data: nothing can be fitted to it
  engine::one_blas_thread const alone;
  detail::seen_kernel const data(k, seen);
  detail::split_matrices now(start, k);
  bool const both = k.patch() <= largest_depthwise_fit;
  for (std::size_t round = 0; round < (both ? rounds : 1); ++round) {
    now.pointwise = detail::best_pointwise(data, now.depthwise);
    if (!both) break;
    now.depthwise = detail::best_depthwise(data, now.pointwise, k.taps);
    // A depthwise kernel keeps length 1; its channel's pointwise weights take the factor.
    xt::xtensor<double, 1> length = xt::sqrt(xt::sum(xt::square(now.depthwise), {1}));
    length = xt::eval(xt::where(length > 0, length, 1.0));
    now.depthwise /= xt::view(length, xt::all(), xt::newaxis());
    now.pointwise *= length;
  }
  separable_kernel const found = now.flat();
  return relative_error(k, seen, found) < relative_error(k, seen, start) ? found : start;
}

} // namespace peax::rewrite
