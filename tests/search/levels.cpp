#include <peax/core/random.hpp>
#include <peax/decision/confidence.hpp>
#include <peax/search/cascade/levels.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
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

TEST_CASE("quantiles are those of numpy.quantile") {
  // numpy.quantile(float32 [0.1, 0.4, 0.5, 0.9], linspace(0, 1, 5)): 0.1, 0.325, 0.45, 0.6, 0.9
  std::vector<float> const confidence{0.5f, 0.9f, 0.1f, 0.4f};
  auto const value = quantile_levels(confidence, 5).value;
  std::vector<float> const expected{0.9f, 0.6f, 0.45f, 0.325f, 0.1f};
  REQUIRE(value.size() == expected.size());
  for (std::size_t i = 0; i < value.size(); ++i)
    CHECK(value[i] == doctest::Approx(expected[i]).epsilon(1e-6));
  CHECK(value.front() == 0.9f); // the largest and the smallest exactly, so that somebody leaves, and all do
  CHECK(value.back() == 0.1f);
}
