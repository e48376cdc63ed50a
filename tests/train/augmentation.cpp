#include <peax/train/augmentation.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

using namespace peax;
using namespace peax::training;

namespace {
std::vector<float> counted(std::size_t n) {
  std::vector<float> v(n);
  for (std::size_t i = 0; i < n; ++i) v[i] = static_cast<float>(i + 1);
  return v;
}
} // namespace

TEST_CASE("a flip mirrors every row of a sample, and the same random numbers flip the same samples") {
  auto batch = counted(2 * 2 * 3), again = batch;
  random_stream random(1);
  horizontal_flip(1)(batch, shape{1, 2, 3}, random);
  CHECK(batch == std::vector<float>{3, 2, 1, 6, 5, 4, 9, 8, 7, 12, 11, 10});
  horizontal_flip(0)(again, shape{1, 2, 3}, random);
  CHECK(again == counted(12));
  std::vector<float> many = counted(400 * 3), same = many;
  random_stream a(5), b(5);
  horizontal_flip()(many, shape{3}, a);
  horizontal_flip()(same, shape{3}, b);
  CHECK(many == same);
  std::size_t flipped = 0;
  for (std::size_t i = 0; i < 400; ++i) flipped += many[3 * i] > many[3 * i + 2];
  CHECK(flipped > 150);
  CHECK(flipped < 250);
}

TEST_CASE("a shift moves all channels of an image alike and fills what comes in") {
  std::set<std::pair<int, int>> moves;
  auto const move = shift(1, -1);
  random_stream random(2);
  for (int trial = 0; trial < 200; ++trial) {
    auto image = counted(2 * 3 * 4);
    move(image, shape{2, 3, 4}, random);
    int found = 0;
    for (int dy = -1; dy <= 1; ++dy)
      for (int dx = -1; dx <= 1; ++dx) {
        bool fits = true;
        for (int c = 0; c < 2; ++c)
          for (int y = 0; y < 3; ++y)
            for (int x = 0; x < 4; ++x) {
              int const sy = y - dy, sx = x - dx;
              bool const inside = sy >= 0 && sy < 3 && sx >= 0 && sx < 4;
              float const wanted = inside ? static_cast<float>(c * 12 + sy * 4 + sx + 1) : -1.0F;
              fits = fits && image[static_cast<std::size_t>(c * 12 + y * 4 + x)] == wanted;
            }
        if (fits) moves.insert({dy, dx}), ++found;
      }
    CHECK(found == 1);
  }
  CHECK(moves.size() == 9);
}

TEST_CASE("a series is shifted along its length only; features cannot be shifted") {
  auto series = counted(2 * 5);
  random_stream random(3);
  shift(2)(series, shape{2, 5}, random);
  auto const first = std::vector<float>(series.begin(), series.begin() + 5),
             second = std::vector<float>(series.begin() + 5, series.end());
  for (std::size_t i = 0; i < 5; ++i) CHECK((first[i] == 0) == (second[i] == 0));
  CHECK(*std::max_element(first.begin(), first.end()) <= 5);
  CHECK_THROWS_AS(shift(1)(series, shape{10}, random), bad_input);
}

TEST_CASE("gain is one factor a channel, noise has the deviation that was asked for") {
  std::vector<float> ones(100 * 2 * 50, 1.0F);
  random_stream random(4);
  gain(0.05)(ones, shape{2, 50}, random);
  double square = 0;
  for (std::size_t i = 0; i < 200; ++i) {
    for (std::size_t k = 1; k < 50; ++k) CHECK(ones[50 * i + k] == ones[50 * i]);
    square += std::pow(static_cast<double>(ones[50 * i]) - 1, 2);
  }
  CHECK(std::sqrt(square / 200) == doctest::Approx(0.05).epsilon(0.2));
  std::vector<float> still(20000, 0.0F);
  joined({noise(0.3), noise(0.4)})(still, shape{200}, random);
  square = 0;
  for (float x : still) square += static_cast<double>(x) * static_cast<double>(x);
  CHECK(std::sqrt(square / 20000) == doctest::Approx(0.5).epsilon(0.03));
}
