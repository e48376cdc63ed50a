#include <peax/core/random.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

// The golden values come from an independent computation in Python with unbounded integers, M = 2**64 - 1,
// G = 0x9e3779b97f4a7c15:
//   def scramble(z):
//     z = ((z ^ z >> 30) * 0xbf58476d1ce4e5b9) & M
//     z = ((z ^ z >> 27) * 0x94d049bb133111eb) & M
//     return z ^ z >> 31
//   def stream(seed, s, n):
//     key = scramble((seed + G * (s + 1)) & M)
//     return [scramble((key + G * i) & M) for i in range(1, n + 1)]
// The same scramble over seed 1234567 gives 6457827717110365317, 3203168211198807973, 9817491932198370423, the
// values published for SplitMix64.
TEST_CASE("the first numbers of a stream never change") {
  peax::random_stream zero(0);
  CHECK(zero.bits() == 0xa706dd2f4d197e6fULL);
  CHECK(zero.bits() == 0xb382a305f4414f5eULL);
  CHECK(zero.bits() == 0x631a9154fbabf717ULL);

  peax::random_stream other(42, 7);
  CHECK(other.bits() == 0x001dcf1b277a0c18ULL);
  CHECK(other.bits() == 0xff6a03ddcc9b51e2ULL);
  CHECK(other.bits() == 0x2a9c423cf344298eULL);
}

TEST_CASE("uniform numbers are the upper 53 bits") {
  peax::random_stream zero(0); // Python: (x >> 11) * 2.0**-53 of the numbers above
  CHECK(zero.uniform() == 0.6524484863740322);
  CHECK(zero.uniform() == 0.7012121095215252);
  CHECK(zero.uniform() == 0.3871241409757855);
}

TEST_CASE("a normal number is Box-Muller of two uniforms") {
  peax::random_stream zero(0); // Python: sqrt(-2 * log(1 - u0)) * cos(2 * pi * u1)
  CHECK(zero.normal() == doctest::Approx(-0.4387214756878968).epsilon(1e-14));
}

TEST_CASE("a shuffle has the same result everywhere") {
  std::vector<int> items(8);
  std::iota(items.begin(), items.end(), 0);
  peax::random_stream(3).shuffle(
      std::span(items)); // Python: Fisher-Yates from the back, index by multiply-shift
  CHECK(items == std::vector{0, 2, 1, 6, 7, 3, 4, 5});
}

TEST_CASE("streams of one seed and seeds of one stream differ") {
  CHECK(peax::random_stream(1, 0).bits() != peax::random_stream(1, 1).bits());
  CHECK(peax::random_stream(1, 0).bits() != peax::random_stream(2, 0).bits());
}

TEST_CASE("indices stay below their bound and hit all of it evenly") {
  peax::random_stream random(11);
  std::array<int, 7> hits{};
  constexpr int draws = 70'000;
  for (int i = 0; i < draws; ++i) ++hits.at(static_cast<std::size_t>(random.index(7)));
  double chi_squared = 0;
  for (int h : hits) chi_squared += (h - draws / 7.0) * (h - draws / 7.0) / (draws / 7.0);
  CHECK(chi_squared < 22.46); // 99.9 % quantile with 6 degrees of freedom
  CHECK(random.index(1) == 0);
}

TEST_CASE("normal numbers have mean 0, variance 1 and light tails") {
  peax::random_stream random(5);
  constexpr int draws = 100'000;
  double sum = 0, squares = 0;
  int beyond_two = 0;
  for (int i = 0; i < draws; ++i) {
    double const x = random.normal();
    sum += x, squares += x * x;
    beyond_two += std::abs(x) > 2;
  }
  // Four standard errors each: 1/sqrt(n), sqrt(2/n), and a binomial with p = 0.0455.
  CHECK(std::abs(sum / draws) < 4 / std::sqrt(draws));
  CHECK(std::abs(squares / draws - 1) < 4 * std::sqrt(2.0 / draws));
  CHECK(std::abs(beyond_two / static_cast<double>(draws) - 0.0455) < 4 * std::sqrt(0.0455 * 0.9545 / draws));
}
