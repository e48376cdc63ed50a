// Expected figures: tests/golden/data/make_metrics.py, by their formulas in NumPy.
#include "support.hpp"
#include <peax/data/metrics.hpp>
#include <peax/data/read_array.hpp>
#include <peax/data/statistics.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <vector>

using namespace peax;
using namespace peax::testing;
using doctest::Approx;

namespace {

struct example {
  std::vector<float> scores = data::read_array(golden("scores.npy")).numbers<float>();
  std::vector<std::int32_t> truth = data::read_array(golden("truth.npy")).numbers<std::int32_t>();
  std::map<std::string, double> expected = golden_figures();
};

Approx near(double value) { return Approx(value).epsilon(1e-12); }

} // namespace

TEST_CASE("top-k accuracy is that of the formula") {
  example const e;
  for (std::size_t k : {1U, 2U, 3U})
    CHECK(data::top_k_accuracy(e.scores, 5, e.truth, k) == near(e.expected.at("top" + std::to_string(k))));
  CHECK(data::top_k_accuracy(e.scores, 5, e.truth, 5) == 1.0);
}

TEST_CASE("of equal scores the first class is taken, and top-1 agrees") {
  std::vector<float> const scores{1, 1, 0, 0, 2, 2};
  CHECK(data::arg_max(scores, 3) == std::vector{0, 1});
  CHECK(data::top_k_accuracy(scores, 3, std::vector{1, 2}, 1) == 0.0);
  CHECK(data::top_k_accuracy(scores, 3, std::vector{1, 2}, 2) == 1.0);
  CHECK(data::above(std::vector{0.5F, 0.6F}, 0.5F) == std::vector{0, 1});
}

TEST_CASE("a map of classes is taken along the channel axis") {
  // [1, 2, 3]: class 0 has 1 5 2, class 1 has 4 5 3
  CHECK(data::arg_max_map(shape{1, 2, 3}, std::vector<float>{1, 5, 2, 4, 5, 3}) == std::vector{1, 0, 1});
}

TEST_CASE("figures that cannot be told are refused") {
  CHECK(contains(
      message_of<bad_input>([] {
        (void)data::arg_max(std::vector{0.0F, 1.0F, 0.0F, std::numeric_limits<float>::quiet_NaN()}, 2);
      }),
      "a score of sample 1 is NaN"));
  CHECK_THROWS_AS((void)data::mean_squared_error({}, {}), bad_input);
}

TEST_CASE("squared and absolute error are those of the formulas") {
  example const e;
  std::vector<float> predicted, wanted;
  for (std::size_t i = 0; i < e.truth.size(); ++i)
    predicted.push_back(e.scores[5 * i]), wanted.push_back(e.scores[5 * i + 1]);
  CHECK(data::mean_squared_error(predicted, wanted) == near(e.expected.at("mse")));
  CHECK(data::mean_absolute_error(predicted, wanted) == near(e.expected.at("mae")));
}

TEST_CASE("channels and classes are described by their statistics") {
  example const e;
  auto const channels = data::describe_channels(shape{60, 5}, e.scores);
  REQUIRE(channels.size() == 5);
  for (std::size_t c = 0; c < 5; ++c) {
    auto const n = std::to_string(c);
    CHECK(channels[c].minimum == e.expected.at("min" + n));
    CHECK(channels[c].maximum == e.expected.at("max" + n));
    CHECK(channels[c].mean == near(e.expected.at("mean" + n)));
    CHECK(channels[c].deviation == near(e.expected.at("std" + n)));
  }
  float const nan = std::numeric_limits<float>::quiet_NaN(), inf = std::numeric_limits<float>::infinity();
  auto const gaps = data::describe_channels(shape{2, 1, 3}, std::vector<float>{1, nan, 3, -inf, 5, nan})[0];
  CHECK(gaps.missing == 2);
  CHECK(gaps.infinite == 1);
  CHECK(gaps.values == 3);
  CHECK(gaps.mean == near(3));
  CHECK(gaps.deviation == near(std::sqrt(8.0 / 3)));

  auto const classes = data::count_classes(std::vector{0, 2, 2, 2}, 3);
  CHECK(classes.counts == std::vector<std::size_t>{1, 0, 3});
  CHECK(classes.classes_present() == 2);
  CHECK_FALSE(classes.one_class_only());
  CHECK(classes.majority_share() == 0.75);
  CHECK(classes.balance() == near(-(0.25 * std::log(0.25) + 0.75 * std::log(0.75)) / std::log(3.0)));
  CHECK(data::count_classes(std::vector{1, 1}).one_class_only());
  CHECK(data::count_classes(std::vector{0, 1}).balance() == near(1));
  CHECK_THROWS_AS((void)data::count_classes(std::vector{0, 3}, 3), bad_input);
  CHECK_THROWS_AS((void)data::count_classes({}), bad_input);
}

TEST_CASE("a user's metric is any callable on outputs and data") {
  data::named_metric const bias{"bias", [](tensor const& outputs, data::data_set const& truth) {
                                  return static_cast<double>(outputs.floats()[0] -
                                                             truth.targets().floats()[0]);
                                }};
  static_assert(data::Metric<decltype(bias.measure)>);
  CHECK(bias.measure(tensor(shape{1}, std::vector{2.0F}),
                     data::data_set(tensor(shape{1, 1}, std::vector{0.0F}),
                                    tensor(shape{1}, std::vector{0.5F}))) == 1.5);
}

TEST_CASE("R2 is the mean over the outputs, with scikit-learn's answers where the truth is constant") {
  // by hand: 1 - 1/2 and 1 - 3/(42/9)
  CHECK(data::r_squared(std::vector{1.0F, 2.0F, 2.0F, 3.0F, 4.0F, 1.0F},
                        std::vector{1.0F, 1.0F, 2.0F, 4.0F, 3.0F, 2.0F}, 2) == near((0.5 + 5.0 / 14) / 2));
  CHECK(data::r_squared(std::vector{1.0F, 1.0F}, std::vector{1.0F, 1.0F}) == 1.0);
  CHECK(data::r_squared(std::vector{1.0F, 2.0F}, std::vector{1.0F, 1.0F}) == 0.0);
  CHECK_THROWS_AS((void)data::r_squared(std::vector{1.0F, 2.0F}, std::vector{1.0F}), bad_input);
  CHECK_THROWS_AS((void)data::r_squared(std::vector{1.0F}, std::vector{1.0F}, 2), bad_input);
}

TEST_CASE("average precision takes equal scores together") {
  // by hand: 1/3 * 1 at 0.9, 1/3 * 2/3 at 0.8, 1/3 * 3/5 at 0.1
  std::vector const scores{0.8F, 0.9F, 0.8F, 0.3F, 0.1F}, truth{1.0F, 1.0F, 0.0F, 0.0F, 1.0F};
  CHECK(*data::average_precision(scores, truth) == near((1 + 2.0 / 3 + 3.0 / 5) / 3));
  CHECK_FALSE(data::average_precision(scores, std::vector<float>(5, 0.0F)));
  // classes that do not occur are left out: 1 and (1/2 + 2/3)/2
  CHECK(*data::mean_average_precision(std::vector{0.9F, 0.9F, 0.1F, 0.2F, 0.5F, 0.1F, 0.3F, 0.4F, 0.1F},
                                      std::vector{1.0F, 0.0F, 0.0F, 0.0F, 1.0F, 0.0F, 0.0F, 1.0F, 0.0F},
                                      3) == near((1 + (0.5 + 2.0 / 3) / 2) / 2));
  CHECK(contains(message_of<bad_input>([] {
                   (void)data::average_precision(std::vector{std::numeric_limits<float>::quiet_NaN()},
                                                 std::vector{1.0F});
                 }),
                 "NaN"));
}
