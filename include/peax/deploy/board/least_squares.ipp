#pragma once
//! @file
//! The body of least_squares.hpp.

#include <peax/core/error.hpp>
#include <peax/deploy/board/least_squares.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace peax::deploy::board {

namespace detail {

//! The solution of a square system by Gauss with pivots; nothing where columns depend on each other.
inline std::optional<std::vector<double>> solve(std::vector<std::vector<double>> m, std::vector<double> v) {
  std::size_t const n = v.size();
  for (std::size_t k = 0; k < n; ++k) {
    std::size_t best = k;
    for (std::size_t i = k + 1; i < n; ++i)
      if (std::abs(m[i][k]) > std::abs(m[best][k])) best = i;
    if (std::abs(m[best][k]) < 1e-12) return std::nullopt;
    std::swap(m[k], m[best]), std::swap(v[k], v[best]);
    for (std::size_t i = k + 1; i < n; ++i) {
      double const f = m[i][k] / m[k][k];
      for (std::size_t j = k; j < n; ++j) m[i][j] -= f * m[k][j];
      v[i] -= f * v[k];
    }
  }
  for (std::size_t k = n; k-- > 0;) {
    for (std::size_t j = k + 1; j < n; ++j) v[k] -= m[k][j] * v[j];
    v[k] /= m[k][k];
  }
  return v;
}

} // namespace detail

PEAX_INLINE std::vector<double> non_negative_least_squares(std::vector<std::vector<double>> const& a,
                                                           std::vector<double> const& b) {
  std::size_t const columns = a.empty() ? 0 : a.front().size();
  if (columns > 12) throw bad_input("least squares of " + std::to_string(columns) + " columns; at most 12");
  // Columns of length 1, so that none looks small.
  std::vector<double> length(columns, 0);
  for (auto const& row : a)
    for (std::size_t j = 0; j < columns; ++j) length[j] += row[j] * row[j];
  for (auto& l : length) l = std::sqrt(l);
  std::vector<double> out(columns, 0);
  double least = INFINITY;
  for (std::size_t set = 0; set < std::size_t{1} << columns; ++set) {
    std::vector<std::size_t> used;
    for (std::size_t j = 0; j < columns; ++j)
      if ((set >> j & 1) != 0 && length[j] > 0) used.push_back(j);
    std::vector<std::vector<double>> m(used.size(), std::vector<double>(used.size(), 0));
    std::vector<double> v(used.size(), 0);
    for (std::size_t r = 0; r < a.size(); ++r)
      for (std::size_t i = 0; i < used.size(); ++i) {
        v[i] += a[r][used[i]] / length[used[i]] * b[r];
        for (std::size_t j = 0; j < used.size(); ++j)
          m[i][j] += a[r][used[i]] / length[used[i]] * a[r][used[j]] / length[used[j]];
      }
    auto const x = detail::solve(std::move(m), std::move(v));
    if (!x || std::any_of(x->begin(), x->end(), [](double c) { return c < 0; })) continue;
    double squares = 0;
    for (std::size_t r = 0; r < a.size(); ++r) {
      double left = -b[r];
      for (std::size_t i = 0; i < used.size(); ++i) left += a[r][used[i]] / length[used[i]] * (*x)[i];
      squares += left * left;
    }
    if (squares >= least) continue;
    least = squares;
    std::fill(out.begin(), out.end(), 0.0);
    for (std::size_t i = 0; i < used.size(); ++i) out[used[i]] = (*x)[i] / length[used[i]];
  }
  return out;
}

} // namespace peax::deploy::board
