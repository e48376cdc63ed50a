#pragma once
//! @file
//! Valid tests of "the loss exceeds E" on paired differences, for samples and for groups.

#include <peax/core/config.hpp>

#include <cstddef>
#include <span>

namespace peax::search {

//! A margin of `k` standard errors means the one-sided level Phi(k); with `groups` (>= 2) units that is
//! Student's quantile of the same level with groups - 1 degrees of freedom.
[[nodiscard]] PEAX_INLINE double student_factor(double k, std::size_t groups);

//! Counts of a paired comparison: samples that only the last exit has right (`worse`) and only the cascade
//! (`better`).
struct paired_counts {
  std::size_t samples = 0, worse = 0, better = 0;
};

namespace detail {

//! P(X - Y <= t), X ~ binomial(n, p), Y ~ binomial(n, q), independent; from above: what is cut off the tails
//! is added.
[[nodiscard]] PEAX_INLINE double difference_at_most(double n, double p, double q, double t);

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
[[nodiscard]] PEAX_INLINE double paired_p_value(paired_counts const& c, double limit, double level,
                                                double share_for_nuisance = 0.1);

//! The smallest limit that the test above rejects at `level`: an upper confidence bound of the loss; 1 when
//! there is none below.
[[nodiscard]] PEAX_INLINE double paired_upper_bound(paired_counts const& c, double level);

//! An e-value of H0: E[D] >= `limit` from independent D in [-1, 1] of any distribution: the mean, over bets b
//! = 1/2^k of the largest one allowed, of the product of 1 + b (limit - D) (Waudby-Smith and Ramdas, 2024; a
//! mixture of constant bets, which does not depend on the order). Under H0 its expectation is at most 1, so
//! 1/e is a valid p-value.
[[nodiscard]] PEAX_INLINE double betting_e_value(std::span<double const> differences, double limit);

//! The smallest limit that the bets reject at `level`; 1 when there is none below.
[[nodiscard]] PEAX_INLINE double betting_upper_bound(std::span<double const> differences, double level);

} // namespace peax::search

#ifndef PEAX_COMPILED
#include <peax/search/limit/paired_test.ipp>
#endif
