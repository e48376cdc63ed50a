#pragma once
//! @file
//! Valid tests of "the loss exceeds E" on paired differences, for samples and for groups.

#include <peax/core/distributions.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace peax::search {

//! A margin of `k` standard errors means the one-sided level Phi(k); with `groups` (>= 2) units that is
//! Student's quantile of the same level with groups - 1 degrees of freedom.
[[nodiscard]] inline double student_factor(double k, std::size_t groups) {
  double const beyond = 0.5 * std::erfc(k / std::sqrt(2.0));
  if (!(beyond > 1e-300)) return k * 1e3;
  return student_t_upper_quantile(beyond, static_cast<double>(groups) - 1);
}

//! Counts of a paired comparison: samples that only the last exit has right (`worse`) and only the cascade
//! (`better`).
struct paired_counts {
  std::size_t samples = 0, worse = 0, better = 0;
};

namespace detail {

//! P(X = k), k = from..to, for X ~ binomial(n, p), 0 < p < 1.
[[nodiscard]] inline std::vector<double> binomial_masses(double n, double p, double from, double to) {
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

//! P(X - Y <= t), X ~ binomial(n, p), Y ~ binomial(n, q), independent; from above: what is cut off the tails
//! is added.
[[nodiscard]] inline double difference_at_most(double n, double p, double q, double t) {
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

//! A valid p-value of H0: E[D] >= `limit` from n independent differences D in {-1, 0, 1} (worse: 1, better:
//! -1).
//!
//! The discordant share m = P(D != 0) is not known. After Berger and Boos (1994): with `beta` =
//! share_for_nuisance * level, the upper confidence bound M of m at 1 - beta (Clopper and Pearson, 1934), the
//! p-value is beta plus the largest P(sum of D <= t) over H0 with m <= M. It lies at E[D] = limit, m = M: for
//! m <= 1/2 the generating polynomial of D has real roots, so sum + n is a sum of 2n independent indicators
//! (here: two binomials) whose mass rises up to its mean less one (Darroch, 1964); the derivative by m is n/2
//! (P(S = t + 1) - P(S = t)) with S the sum of n - 1, which is not negative for t <= (n - 1) limit - 2. Where
//! these conditions fail the p-value is 1.
[[nodiscard]] inline double paired_p_value(paired_counts const& c, double limit, double level,
                                           double share_for_nuisance = 0.1) {
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

//! The smallest limit that the test above rejects at `level`: an upper confidence bound of the loss; 1 when
//! there is none below.
[[nodiscard]] inline double paired_upper_bound(paired_counts const& c, double level) {
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

//! An e-value of H0: E[D] >= `limit` from independent D in [-1, 1] of any distribution: the mean, over bets b
//! = 1/2^k of the largest one allowed, of the product of 1 + b (limit - D) (Waudby-Smith and Ramdas, 2024; a
//! mixture of constant bets, which does not depend on the order). Under H0 its expectation is at most 1, so
//! 1/e is a valid p-value.
[[nodiscard]] inline double betting_e_value(std::span<double const> differences, double limit) {
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

//! The smallest limit that the bets reject at `level`; 1 when there is none below.
[[nodiscard]] inline double betting_upper_bound(std::span<double const> differences, double level) {
  double low = 0, high = 1;
  for (int i = 0; i < 30; ++i) {
    double const middle = (low + high) / 2;
    (betting_e_value(differences, middle) >= 1 / level ? high : low) = middle;
  }
  return high;
}

} // namespace peax::search
