#include <peax/core/error.hpp>
#include <peax/search/cascade/replay.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

using namespace peax;
using namespace peax::search;

namespace {
std::string refused_with(std::vector<std::int32_t> truth, std::vector<std::int32_t> prediction,
                         std::vector<float> confidence, exit_costs costs,
                         std::vector<std::int64_t> groups = {}) {
  try {
    cascade_traces const traces(std::move(truth), std::move(prediction), std::move(confidence),
                                std::move(costs), std::move(groups));
  } catch (bad_input const& e) {
    return e.what();
  }
  return "";
}
} // namespace

TEST_CASE("traces that do not fit are refused in words") {
  auto const cost = exit_costs::whole({0.5, 1});
  float const nan = std::numeric_limits<float>::quiet_NaN(), inf = std::numeric_limits<float>::infinity();
  CHECK(refused_with({0, 1}, {0, 1, 1, 1}, {0.1f, 0.2f, 1, 1}, cost) == "");
  CHECK(refused_with({0, 1}, {0, 1, 1, 1}, {0.1f, 0.2f}, cost) == "");
  CHECK(refused_with({}, {}, {}, cost) == "cascade: truth has no samples; give at least one");
  CHECK(refused_with({0, 1}, {0, 1, 1}, {0.1f, 0.2f}, cost)
            .starts_with("cascade: prediction has 3 values, which is not [exits, 2]"));
  CHECK(refused_with({0, 1}, {0, 1, 1, 1}, {0.1f}, cost)
            .starts_with("cascade: confidence has 1 values, prediction is [2, 2]"));
  CHECK(
      refused_with({0, 1}, {0, 1, 1, 1}, {0.1f, nan}, cost).starts_with("cascade: confidence[0, 1] is nan"));
  CHECK(refused_with({0, 1}, {0, 1, 1, 1}, {-inf, 0}, cost).starts_with("cascade: confidence[0, 0] is -inf"));
  CHECK(refused_with({0, 1}, {0, 1, 1, 1}, {2, 0}, cost).find("below 2, the threshold that means never") !=
        std::string::npos);
  CHECK(refused_with({0, -1}, {0, 1, 1, 1}, {0, 0}, cost) ==
        "cascade: truth[1] is -1; labels are 0 to 999999");
  CHECK(refused_with({0, 1}, {0, 1, 1, 2000000}, {0, 0}, cost) ==
        "cascade: prediction[1, 1] is 2000000; labels are 0 to 999999");
  CHECK(refused_with({0, 1}, {0, 1, 1, 1}, {0, 0}, exit_costs::whole({1}))
            .find("cost has 1 exits, prediction has 2") != std::string::npos);
  CHECK(refused_with({0, 1}, {0, 1, 1, 1}, {0, 0}, exit_costs::parts({1, 2}, {1}))
            .find("2 exits and 1 branches") != std::string::npos);
  CHECK(refused_with({0, 1}, {0, 1, 1, 1}, {0, 0}, exit_costs::whole({-1, 2})).find("a cost is -1") !=
        std::string::npos);
  CHECK(refused_with({0, 1}, {0, 1, 1, 1}, {0, 0}, cost, {1}) ==
        "cascade: groups has 1 values for 2 samples");
}

TEST_CASE("replaying thresholds by hand: leaving at the first exit with confidence >= threshold, paying used "
          "branches passed") {
  // Two early exits, four samples; sample 3 is on the second threshold exactly.
  cascade_traces const traces({0, 1, 2, 0}, {0, 0, 2, 1, /**/ 1, 1, 2, 0, /**/ 0, 1, 2, 2},
                              {0.9f, 0.3f, 0.8f, 0.1f, /**/ 0.9f, 0.2f, 0.1f, 0.6f},
                              exit_costs::parts({1, 2, 4}, {0.25, 0.5, 0.125}));
  auto const both = replay(traces, {0.8f, 0.6f});
  CHECK(both.accuracy == 1.0);
  CHECK(both.loss == -0.25);
  CHECK(both.exit_shares == std::vector<double>{0.5, 0.25, 0.25});
  CHECK(both.mean_cost == doctest::Approx((1.25 + 1.25 + 2.75 + 4.875) / 4).epsilon(1e-15));
  auto const second = replay(traces, {2.0f, 0.6f}); // the first branch is not paid
  CHECK(second.mean_cost == doctest::Approx((2.5 + 2.5 + 4.625 + 4.625) / 4).epsilon(1e-15));
  auto const none = replay(traces, {2.0f, 2.0f});
  CHECK(none.mean_cost == 4.125);
  CHECK(none.loss == 0);
  CHECK_THROWS_AS((void)replay(traces, {0.5f}), bad_input);
  CHECK(traces.select(std::vector<std::size_t>{3, 3, 0}).truth()[0] == 0);
  CHECK(replay(traces.select(std::vector<std::size_t>{3, 3, 0}), {0.8f, 0.6f}).exit_shares[1] ==
        doctest::Approx(2.0 / 3));
}
