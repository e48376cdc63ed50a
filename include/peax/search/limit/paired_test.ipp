#pragma once
//! @file
//! The bodies of paired_test.hpp.

#include <peax/core/distributions.hpp>
#include <peax/search/limit/paired_test.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace peax::search {

PEAX_INLINE double student_factor(double k, std::size_t groups) {
  double const beyond = 0.5 * std::erfc(k / std::sqrt(2.0));
  if (!(beyond > 1e-300)) return k * 1e3;
  return student_t_upper_quantile(beyond, static_cast<double>(groups) - 1);
}

namespace detail {

PEAX_INLINE std::vector<double> binomial_masses(double n, double p, double from, double to) {
  std::vector<double> mass;
  double const log_odds = std::log(p) - std::log1p(-p);
  double log_mass = std::lgamma(n + 1) - std::lgamma(from + 1) - std::lgamma(n - from + 1) +
                    from * std::log(p) + (n - from) * std::log1p(-p);
  for (double k = from; k <= to; ++k) {
    mass.push_back(std::exp(log_mass));
    log_mass += std::log((n - k) / (k + 1)) + log_odds;
  }
  return mass;
}

PEAX_INLINE double difference_at_most(double n, double p, double q, double t) {
  auto const range = [n](double rate) {
    double const mean = n * rate, width = 9 * std::sqrt(mean * (1 - rate)) + 30;
    return std::pair{std::max(0.0, std::floor(mean - width)), std::min(n, std::ceil(mean + width))};
  };
  auto const [x0, x1] = range(p);
  auto const [y0, y1] = range(q);
  std::vector<double> const x = binomial_masses(n, p, x0, x1);
  double in_window = 0, result = 0;
  std::vector<double> at_most; // P(x0 <= X <= x0 + k)
  for (double const m : x) at_most.push_back(in_window += m);
  double const cut_x = std::max(0.0, 1 - in_window);
  std::vector<double> y{1.0};
  if (q > 0) y = binomial_masses(n, q, y0, y1);
  double in_y = 0;
  for (std::size_t k = 0; k < y.size(); ++k) {
    double const up_to = t + (q > 0 ? y0 : 0.0) + static_cast<double>(k) - x0;
    if (up_to >= 0) result += y[k] * at_most[std::min(at_most.size() - 1, static_cast<std::size_t>(up_to))];
    in_y += y[k];
  }
  return std::min(1.0, result + cut_x + std::max(0.0, 1 - in_y));
}

} // namespace detail

PEAX_INLINE double paired_p_value(paired_counts const& c, double limit, double level,
                                  double share_for_nuisance) {
  auto const n = static_cast<double>(c.samples);
  double const t = static_cast<double>(c.worse) - static_cast<double>(c.better);
  auto const differing = static_cast<double>(c.worse + c.better);
  double const beta = share_for_nuisance * level;
  if (c.samples < 2 || !(t <= (n - 1) * limit - 2)) return 1;
  double const most = differing < n ? beta_upper_quantile(differing + 1, n - differing, beta) : 1.0;
  if (most < limit) return beta;
  if (!(most <= 0.5)) return 1;
  // (1 - a + a x)(1 - b + b x) = P(D = -1) + P(D = 0) x + P(D = 1) x^2, so that a + b = 1 + limit and a b =
  // P(D = 1).
  double const worse = (most + limit) / 2, sum = 1 + limit;
  double const root = std::sqrt(sum * sum - 4 * worse);
  double const a = (sum - root) / 2, not_b = (most - limit) / (1 - limit + root);
  return std::min(1.0, beta + detail::difference_at_most(n, a, std::max(0.0, not_b), t));
}

PEAX_INLINE double paired_upper_bound(paired_counts const& c, double level) {
  double low = (static_cast<double>(c.worse) - static_cast<double>(c.better)) /
               std::max(1.0, static_cast<double>(c.samples));
  low = std::max(0.0, low);
  double high = 1;
  for (int i = 0; i < 30; ++i) {
    double const middle = (low + high) / 2;
    (paired_p_value(c, middle, level) <= level ? high : low) = middle;
  }
  return high;
}

PEAX_INLINE double betting_e_value(std::span<double const> differences, double limit) {
  double const largest = 1 / (1 - std::min(limit, 0.999999));
  double sum = 0;
  int constexpr bets = 6;
  for (int k = 0; k < bets; ++k) {
    double const bet = largest * std::ldexp(1.0, -k);
    double log_wealth = 0;
    for (double const d : differences) log_wealth += std::log1p(std::max(-1.0, bet * (limit - d)));
    sum += std::exp(std::min(log_wealth, 700.0));
  }
  return sum / bets;
}

PEAX_INLINE double betting_upper_bound(std::span<double const> differences, double level) {
  double low = 0, high = 1;
  for (int i = 0; i < 30; ++i) {
    double const middle = (low + high) / 2;
    (betting_e_value(differences, middle) >= 1 / level ? high : low) = middle;
  }
  return high;
}

} // namespace peax::search
