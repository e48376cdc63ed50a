// Expected figures: tests/golden/data/make_metrics.py, by their formulas in NumPy.
#include "../data/support.hpp"
#include <peax/data/metrics.hpp>
#include <peax/data/read_array.hpp>
#include <peax/score/confusion.hpp>
#include <peax/score/interval.hpp>
#include <peax/score/proportion.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
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
  std::vector<std::int32_t> other = data::read_array(golden("other.npy")).numbers<std::int32_t>();
  std::vector<std::int64_t> groups = data::read_array(golden("groups.npy")).numbers<std::int64_t>();
  std::vector<std::int32_t> predicted = data::arg_max(scores, 5);
  scoring::confusion matrix{truth, predicted, 5};
  std::map<std::string, double> expected = golden_figures();
  std::vector<double> right = data::correctness(truth, predicted),
                      other_right = data::correctness(truth, other);
};

Approx near(double value) { return Approx(value).epsilon(1e-12); }

} // namespace

TEST_CASE("figures of a confusion matrix are those of the formulas") {
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
}

TEST_CASE("figures that cannot be told are refused") {
  example const e;
  CHECK(contains(message_of<bad_input>([&] {
                   (void)e.matrix.mean_recall(std::vector{0, 4});
                 }),
                 "class 4 has no samples"));
  CHECK_THROWS_AS((void)e.matrix.mean_recall(std::vector{5}), bad_input);
  CHECK_THROWS_AS((void)e.matrix.mean_recall(std::vector<std::int32_t>{}), bad_input);
  CHECK_THROWS_AS((void)scoring::confusion(3).accuracy(), bad_input);
  CHECK_THROWS_AS((void)scoring::confusion(3).macro_f1(), bad_input);
  CHECK_THROWS_AS(scoring::confusion(std::vector{0, 5}, std::vector{0, 0}, 5), bad_input);
  CHECK_THROWS_AS(scoring::confusion(std::vector{0}, std::vector{0, 0}, 5), bad_input);
}

TEST_CASE("paired differences and intervals are those of the formulas") {
  example const e;
  auto const paired = scoring::paired_difference(e.right, e.other_right);
  CHECK(paired.mean == near(e.expected.at("paired_mean")));
  CHECK(paired.standard_error == near(e.expected.at("paired_error")));
  auto const grouped = scoring::paired_group_difference(e.right, e.other_right, e.groups);
  CHECK(grouped.mean == near(e.expected.at("group_mean")));
  CHECK(grouped.standard_error == near(e.expected.at("group_error")));
  CHECK(grouped.units == 6);
  auto const by_group = scoring::student_interval(grouped);
  CHECK(by_group.high - by_group.low ==
        Approx(2 * e.expected.at("t_5") * e.expected.at("group_error")).epsilon(1e-9));
  auto const w = scoring::wilson(e.matrix.correct(), e.matrix.samples());
  CHECK(w.low == near(e.expected.at("wilson_low")));
  CHECK(w.high == near(e.expected.at("wilson_high")));
}

TEST_CASE("quantiles of the normal and of Student's distribution are the known ones") {
  auto const expected = golden_figures();
  for (double p : {1e-12, 0.001, 0.3, 0.95, 0.999999}) {
    char name[40];
    std::snprintf(name, sizeof name, "normal_%g", p);
    CHECK(scoring::normal_quantile(p) == Approx(expected.at(name)).epsilon(1e-10));
  }
  CHECK(scoring::normal_quantile(0.5) == 0.0);
  CHECK(std::isfinite(scoring::normal_quantile(1e-300)));
  for (int v : {1, 2, 3, 5, 9, 29}) {
    CHECK(scoring::student_t_quantile(0.975, v) ==
          Approx(expected.at("t_" + std::to_string(v))).epsilon(1e-8));
    CHECK(scoring::student_t_quantile(0.025, v) ==
          Approx(-expected.at("t_" + std::to_string(v))).epsilon(1e-8));
  }
  CHECK_THROWS_AS((void)scoring::student_t_quantile(0.9, 0), bad_input);
  CHECK_THROWS_AS((void)scoring::student_t_quantile(1.0, 3), bad_input);
}

TEST_CASE(
    "Wilson's interval keeps its promise at the ends") { // all of n: lower end n / (n + z^2), by solving the score equation
  double const z = scoring::normal_quantile(0.975);
  CHECK(scoring::wilson(10, 10).high == 1.0);
  CHECK(scoring::wilson(10, 10).low == near(10 / (10 + z * z)));
  CHECK(scoring::wilson(0, 10).low == 0.0);
  CHECK(scoring::wilson(0, 10).high == near(z * z / (10 + z * z)));
  CHECK(scoring::wilson(0, 0) == scoring::interval{0, 1});
  CHECK_THROWS_AS((void)scoring::wilson(2, 1), bad_input);
  CHECK_THROWS_AS((void)scoring::wilson(1, 2, 1.0), bad_input);
}

TEST_CASE("the bootstrap interval of macro F1 agrees with NumPy's and follows the seed alone") {
  example const e;
  auto const i = scoring::macro_f1_interval(e.truth, e.predicted, 5, 0.95, 4000);
  CHECK(std::abs(i.low - e.expected.at("bootstrap_low")) <
        0.01); // 4000 resamples on both sides: about 0.003 of Monte Carlo error
  CHECK(std::abs(i.high - e.expected.at("bootstrap_high")) < 0.01);
  CHECK(i == scoring::macro_f1_interval(e.truth, e.predicted, 5, 0.95, 4000));
  CHECK_FALSE(i == scoring::macro_f1_interval(e.truth, e.predicted, 5, 0.95, 4000, 1));
  std::vector<std::int64_t> own(e.truth.size()); // every sample its own group: the same draws as over samples
  for (std::size_t k = 0; k < own.size(); ++k) own[k] = static_cast<std::int64_t>(k);
  CHECK(scoring::macro_f1_interval(e.truth, e.predicted, own, 5, 0.95, 200) ==
        scoring::macro_f1_interval(e.truth, e.predicted, 5, 0.95, 200));
  std::vector<std::int64_t> const one(e.truth.size(), 1);
  CHECK_THROWS_AS((void)scoring::macro_f1_interval(e.truth, e.predicted, one, 5), bad_input);
  CHECK_THROWS_AS((void)scoring::group_interval(e.right, one), bad_input);
}
