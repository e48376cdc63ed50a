// Source: direct sums over the trinomial distribution.
#include <peax/search/limit/paired_test.hpp>

#include <boost/math/distributions/students_t.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

using namespace peax::search;

namespace {

double trinomial(std::size_t n, std::size_t worse, std::size_t better, double p, double q) {
  auto const log_factorial = [](std::size_t k) { return std::lgamma(static_cast<double>(k) + 1); };
  std::size_t const same = n - worse - better;
  auto const part = [](std::size_t k, double x) {
    return k == 0 ? 0.0 : static_cast<double>(k) * std::log(x);
  };
  return std::exp(log_factorial(n) - log_factorial(worse) - log_factorial(better) - log_factorial(same) +
                  part(worse, p) + part(better, q) + part(same, 1 - p - q));
}

double at_most(std::size_t n, double p, double q, long t) {
  double sum = 0;
  for (std::size_t w = 0; w <= n; ++w)
    for (std::size_t b = 0; w + b <= n; ++b)
      if (static_cast<long>(w) - static_cast<long>(b) <= t) sum += trinomial(n, w, b, p, q);
  return sum;
}

} // namespace

TEST_CASE("the difference of two binomials has the distribution of the sum of differences") {
  for (double m : {0.1, 0.3, 0.5})
    for (double limit : {0.02, 0.1}) {
      double const p = (m + limit) / 2, q = (m - limit) / 2;
      double const root = std::sqrt((1 + limit) * (1 + limit) - 4 * p);
      for (long t : {-6L, -1L, 0L, 4L})
        CHECK(detail::difference_at_most(40, (1 + limit - root) / 2, 1 - (1 + limit + root) / 2,
                                         static_cast<double>(t)) ==
              doctest::Approx(at_most(40, p, q, t)).epsilon(1e-9));
    }
}

TEST_CASE("the p-value is at least the largest probability over the null hypothesis within the bound of the "
          "discordant share") {
  std::size_t const n = 80;
  double const limit = 0.1, level = 0.05;
  for (paired_counts c : {paired_counts{n, 0, 0}, paired_counts{n, 1, 2}, paired_counts{n, 4, 4},
                          paired_counts{n, 6, 3}, paired_counts{n, 2, 9}}) {
    double const p_value = paired_p_value(c, limit, level);
    long const t = static_cast<long>(c.worse) - static_cast<long>(c.better);
    double const most = boost::math::ibetac_inv(static_cast<double>(c.worse + c.better) + 1,
                                                static_cast<double>(n - c.worse - c.better), 0.1 * level);
    double largest = 0;
    for (double loss = limit; loss <= most; loss += 0.02)
      for (double m = loss; m <= most; m += 0.01)
        largest = std::max(largest, at_most(n, (m + loss) / 2, (m - loss) / 2, t));
    CHECK(p_value >= 0.1 * level + largest - 1e-12);
    if (t <= 5) CHECK(p_value <= 0.1 * level + largest * 1.4 + 1e-4);
  }
}

TEST_CASE("a true null hypothesis is rejected with at most the level, exactly computed over all outcomes") {
  std::size_t const n = 120;
  for (double limit : {0.05, 0.12})
    for (double level : {0.05, 0.2}) {
      std::vector<std::pair<std::size_t, std::size_t>> rejected;
      for (std::size_t w = 0; w <= 40; ++w)
        for (std::size_t b = 0; b <= 40; ++b)
          if (paired_p_value({n, w, b}, limit, level) <= level) rejected.emplace_back(w, b);
      REQUIRE(!rejected.empty());
      for (double m : {limit, 0.15, 0.2, 0.3, 0.45, 0.7}) {
        if (m < limit) continue;
        double probability = 0;
        for (auto const& [w, b] : rejected)
          probability += trinomial(n, w, b, (m + limit) / 2, (m - limit) / 2);
        CHECK(probability <= level);
      }
    }
}

TEST_CASE("no difference among few samples proves nothing, among many a small loss") {
  CHECK(paired_p_value({1, 0, 0}, 0.01, 0.05) == 1);
  CHECK(paired_p_value({50, 0, 0}, 0.01, 0.05) == 1);
  CHECK(paired_p_value({1000, 0, 0}, 0.01, 0.05) < 0.0051);
  CHECK(paired_p_value({1000, 1000, 0}, 0.01, 0.05) == 1);
  CHECK(paired_p_value({1000, 300, 300}, 0.01, 0.05) == 1);
}

TEST_CASE("the upper bound lies above the loss seen, falls with more samples, and is where the p-value meets "
          "the level") {
  double const few = paired_upper_bound({1000, 12, 4}, 0.05),
               many = paired_upper_bound({10000, 120, 40}, 0.05);
  CHECK(few > many);
  CHECK(many > 0.008);
  CHECK(many < 0.0115);
  CHECK(paired_p_value({1000, 12, 4}, few, 0.05) <= 0.05);
  CHECK(paired_p_value({1000, 12, 4}, few - 1e-6, 0.05) > 0.05);
  CHECK(paired_upper_bound({0, 0, 0}, 0.05) == 1);
}

TEST_CASE("bets on a true null hypothesis gain nothing in expectation, exactly computed over all outcomes") {
  // D = 1 with probability x, -0.25 otherwise; its mean is the limit or more.
  for (double limit : {0.1, 0.3})
    for (double above : {0.0, 0.1}) {
      double const x = (limit + above + 0.25) / 1.25;
      double expectation = 0;
      for (unsigned bits = 0; bits < 256; ++bits) {
        std::vector<double> d;
        double probability = 1;
        for (unsigned i = 0; i < 8; ++i) {
          bool const one = (bits >> i & 1) != 0;
          d.push_back(one ? 1.0 : -0.25);
          probability *= one ? x : 1 - x;
        }
        expectation += probability * betting_e_value(d, limit);
      }
      if (above == 0)
        CHECK(expectation == doctest::Approx(1).epsilon(1e-9));
      else
        CHECK(expectation < 1);
    }
}

TEST_CASE("bets win when groups lose nothing, once there are enough of them") {
  CHECK(betting_e_value(std::vector<double>(20, 0.0), 0.1) < 20);
  CHECK(betting_e_value(std::vector<double>(60, 0.0), 0.1) > 20);
  CHECK(betting_upper_bound(std::vector<double>(200, 0.01), 0.05) < 0.05);
  CHECK(betting_upper_bound(std::vector<double>(3, 0.0), 0.05) > 0.5);
}
