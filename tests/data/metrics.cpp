// Expected figures: tests/golden/data/make_metrics.py, by their formulas in NumPy.
#include "support.hpp"
#include <peax/data/interval.hpp>
#include <peax/data/metrics.hpp>
#include <peax/data/read_array.hpp>
#include <peax/data/statistics.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

using namespace peax;
using namespace peax::testing;
using doctest::Approx;

namespace {

struct example {
  std::vector<float> scores = data::read_array(golden("scores.npy")).numbers<float>();
  std::vector<std::int32_t> truth = data::read_array(golden("truth.npy")).numbers<std::int32_t>();
  std::vector<std::int32_t> other = data::read_array(golden("other.npy")).numbers<std::int32_t>();
  std::vector<std::int64_t> groups = data::read_array(golden("groups.npy")).numbers<std::int64_t>();
  std::vector<std::int32_t> predicted = data::arg_max(scores, 5);
  data::confusion matrix{truth, predicted, 5};
  std::map<std::string, double> expected = golden_figures();
  std::vector<double> right = data::correctness(truth, predicted),
                      other_right = data::correctness(truth, other);
};

Approx near(double value) { return Approx(value).epsilon(1e-12); }

} // namespace

TEST_CASE("figures of a classifier are those of the formulas") {
  example const e;
  CHECK(e.matrix.accuracy() == near(e.expected.at("accuracy")));
  for (std::size_t c = 0; c < 5; ++c) {
    CHECK(e.matrix.recall(c) == near(e.expected.at("recall" + std::to_string(c))));
    CHECK(e.matrix.precision(c) == near(e.expected.at("precision" + std::to_string(c))));
    CHECK(e.matrix.f1(c) == near(e.expected.at("f1_" + std::to_string(c))));
  }
  CHECK(e.matrix.macro_f1() ==
        near(e.expected.at("macro_f1"))); // class 4 occurs nowhere and is left out, class 3 counts as 0
  CHECK(e.matrix.mean_iou() == near(e.expected.at("mean_iou")));
  CHECK(e.matrix.mean_recall() == near(e.expected.at("mean_recall")));
  CHECK(e.matrix.mean_recall(std::vector{0, 2}) == near(e.expected.at("mean_recall_0_2")));
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
  example const e;
  CHECK(contains(message_of<bad_input>([&] {
                   (void)e.matrix.mean_recall(std::vector{0, 4});
                 }),
                 "class 4 has no samples"));
  CHECK_THROWS_AS((void)e.matrix.mean_recall(std::vector{5}), bad_input);
  CHECK_THROWS_AS((void)e.matrix.mean_recall(std::vector<std::int32_t>{}), bad_input);
  CHECK_THROWS_AS((void)data::confusion(3).accuracy(), bad_input);
  CHECK_THROWS_AS((void)data::confusion(3).macro_f1(), bad_input);
  CHECK_THROWS_AS(data::confusion(std::vector{0, 5}, std::vector{0, 0}, 5), bad_input);
  CHECK_THROWS_AS(data::confusion(std::vector{0}, std::vector{0, 0}, 5), bad_input);
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

TEST_CASE("paired differences and intervals are those of the formulas") {
  example const e;
  auto const paired = data::paired_difference(e.right, e.other_right);
  CHECK(paired.mean == near(e.expected.at("paired_mean")));
  CHECK(paired.standard_error == near(e.expected.at("paired_error")));
  auto const grouped = data::paired_group_difference(e.right, e.other_right, e.groups);
  CHECK(grouped.mean == near(e.expected.at("group_mean")));
  CHECK(grouped.standard_error == near(e.expected.at("group_error")));
  CHECK(grouped.units == 6);
  auto const by_group = data::student_interval(grouped);
  CHECK(by_group.high - by_group.low ==
        Approx(2 * e.expected.at("t_5") * e.expected.at("group_error")).epsilon(1e-9));
  auto const w = data::wilson(e.matrix.correct(), e.matrix.samples());
  CHECK(w.low == near(e.expected.at("wilson_low")));
  CHECK(w.high == near(e.expected.at("wilson_high")));
}

TEST_CASE("quantiles of the normal and of Student's distribution are the known ones") {
  auto const expected = golden_figures();
  for (double p : {1e-12, 0.001, 0.3, 0.95, 0.999999}) {
    char name[40];
    std::snprintf(name, sizeof name, "normal_%g", p);
    CHECK(data::normal_quantile(p) == Approx(expected.at(name)).epsilon(1e-10));
  }
  CHECK(data::normal_quantile(0.5) == 0.0);
  CHECK(std::isfinite(data::normal_quantile(1e-300)));
  for (int v : {1, 2, 3, 5, 9, 29}) {
    CHECK(data::student_t_quantile(0.975, v) == Approx(expected.at("t_" + std::to_string(v))).epsilon(1e-8));
    CHECK(data::student_t_quantile(0.025, v) == Approx(-expected.at("t_" + std::to_string(v))).epsilon(1e-8));
  }
  CHECK_THROWS_AS((void)data::student_t_quantile(0.9, 0), bad_input);
  CHECK_THROWS_AS((void)data::student_t_quantile(1.0, 3), bad_input);
}

TEST_CASE(
    "Wilson's interval keeps its promise at the ends") { // all of n: lower end n / (n + z^2), by solving the score equation
  double const z = data::normal_quantile(0.975);
  CHECK(data::wilson(10, 10).high == 1.0);
  CHECK(data::wilson(10, 10).low == near(10 / (10 + z * z)));
  CHECK(data::wilson(0, 10).low == 0.0);
  CHECK(data::wilson(0, 10).high == near(z * z / (10 + z * z)));
  CHECK(data::wilson(0, 0) == data::interval{0, 1});
  CHECK_THROWS_AS((void)data::wilson(2, 1), bad_input);
  CHECK_THROWS_AS((void)data::wilson(1, 2, 1.0), bad_input);
}

TEST_CASE("the bootstrap interval of macro F1 agrees with NumPy's and follows the seed alone") {
  example const e;
  auto const i = data::macro_f1_interval(e.truth, e.predicted, 5, 0.95, 4000);
  CHECK(std::abs(i.low - e.expected.at("bootstrap_low")) <
        0.01); // 4000 resamples on both sides: about 0.003 of Monte Carlo error
  CHECK(std::abs(i.high - e.expected.at("bootstrap_high")) < 0.01);
  CHECK(i == data::macro_f1_interval(e.truth, e.predicted, 5, 0.95, 4000));
  CHECK_FALSE(i == data::macro_f1_interval(e.truth, e.predicted, 5, 0.95, 4000, 1));
  std::vector<std::int64_t> own(e.truth.size()); // every sample its own group: the same draws as over samples
  for (std::size_t k = 0; k < own.size(); ++k) own[k] = static_cast<std::int64_t>(k);
  CHECK(data::macro_f1_interval(e.truth, e.predicted, own, 5, 0.95, 200) ==
        data::macro_f1_interval(e.truth, e.predicted, 5, 0.95, 200));
  std::vector<std::int64_t> const one(e.truth.size(), 1);
  CHECK_THROWS_AS((void)data::macro_f1_interval(e.truth, e.predicted, one, 5), bad_input);
  CHECK_THROWS_AS((void)data::group_interval(e.right, one), bad_input);
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
