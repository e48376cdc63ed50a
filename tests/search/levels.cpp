#include <peax/core/random.hpp>
#include <peax/decision/confidence.hpp>
#include <peax/search/cascade/levels.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <vector>

using namespace peax::search;

TEST_CASE("a level lets exactly those samples leave that the decision lets leave") {
  peax::random_stream random(1);
  for (int trial = 0; trial < 50; ++trial) {
    std::vector<float> confidence(1 + random.index(60));
    for (float& c : confidence) c = static_cast<float>(random.index(30)) / 29.0f;
    for (auto const& levels : {distinct_levels(confidence), quantile_levels(confidence, 17)})
      for (std::size_t j = 0; j < levels.value.size(); ++j) {
        if (j > 0) CHECK(levels.value[j] < levels.value[j - 1]);
        for (std::size_t i = 0; i < confidence.size(); ++i)
          CHECK(peax::decision::leaves(confidence[i], levels.value[j]) ==
                (static_cast<std::int32_t>(j) >= levels.rank[i]));
      }
  }
}

TEST_CASE("a threshold lies in the middle of the gap between the two confidences that it separates") {
  std::vector<float> const confidence{0.5f, 0.9f, 0.125f, 0.5f, 0.25f};
  auto const levels = distinct_levels(confidence);
  CHECK(levels.value == std::vector<float>{0.7f, 0.375f, 0.1875f, 0.0625f}); // the last below all
  CHECK(levels.rank == std::vector<std::int32_t>{1, 0, 3, 1, 2});
  peax::random_stream random(2);
  std::vector<float> many(2000);
  for (float& c : many) c = static_cast<float>(random.uniform());
  std::vector<float> sorted = many;
  std::sort(sorted.begin(), sorted.end());
  for (auto const& all : {distinct_levels(many), quantile_levels(many, 200)})
    for (std::size_t j = 0; j + 1 < all.value.size(); ++j) {
      auto const above = std::lower_bound(sorted.begin(), sorted.end(), all.value[j]);
      REQUIRE(above != sorted.begin());
      float const high = *above, low = *std::prev(above);
      CHECK((all.apart[j] != 0) == (high - low >= least_gap * sorted.back()));
      CHECK((all.apart[j] != 0) == tells_apart(many, all.value[j]));
      CHECK(std::abs(all.value[j] - (low + high) / 2) <= 1e-7f);
    }
}

TEST_CASE(
    "no threshold lies where float32 does not tell confidences apart, so that a last bit flips no decision") {
  // A softmax that is sure: most confidences round to 1 or lie a few units in the last place below.
  peax::random_stream random(3);
  std::vector<float> confidence;
  for (int i = 0; i < 500; ++i) confidence.push_back(1.0f - 0x1p-24f * static_cast<float>(random.index(12)));
  for (int i = 0; i < 500; ++i) confidence.push_back(1.0f - static_cast<float>(0.5 * random.uniform()));
  for (auto const& levels : {distinct_levels(confidence), quantile_levels(confidence, 101)})
    for (std::size_t j = 0; j < levels.value.size(); ++j) {
      if (levels.apart[j] == 0) continue; // never chosen
      float const t = levels.value[j];
      CHECK(t < 1.0f - 0x1p-22f);
      for (float const c : confidence) {
        float const up = std::nextafter(c, 2.0f), down = std::nextafter(c, 0.0f);
        CHECK(peax::decision::leaves(c, t) == peax::decision::leaves(up, t));
        CHECK(peax::decision::leaves(c, t) == peax::decision::leaves(down, t));
      }
    }
  std::vector<float> const equal(5, 1.0f);
  CHECK(distinct_levels(equal).value.size() == 1); // all leave
  CHECK(distinct_levels(equal).value[0] < 1.0f);
}

TEST_CASE("who leaves at a quantile is who lies at or above numpy.quantile") {
  // numpy.quantile(float32 [0.1, 0.4, 0.5, 0.9], linspace(0, 1, 5)): 0.1, 0.325, 0.45, 0.6, 0.9
  std::vector<float> const confidence{0.5f, 0.9f, 0.1f, 0.4f};
  auto const value = quantile_levels(confidence, 5).value;
  std::vector<float> const expected{0.7f, 0.45f, 0.25f, -0.05f}; // above 0.6 as above 0.9 lies one sample
  REQUIRE(value.size() == expected.size());
  for (std::size_t i = 0; i < value.size(); ++i)
    CHECK(value[i] == doctest::Approx(expected[i]).epsilon(1e-6));
}
