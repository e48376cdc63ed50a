// Source of the true losses: the synthetic population's closed form, derived below.
#include "random_traces.hpp"
#include <peax/core/error.hpp>
#include <peax/core/random.hpp>
#include <peax/search/cascade/cascade_certify.hpp>
#include <peax/search/cascade/cascade_search.hpp>
#include <peax/search/limit/certified.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

using namespace peax;
using namespace peax::scoring;
using namespace peax::search;

namespace {

// One early exit with a confidence c uniform in [0, 1]; it is right with probability 0.7 + 0.3 c, the last
// one with 0.95, both independent. Leaving at c >= t loses the integral of 0.95 - (0.7 + 0.3 c) over [t, 1]:
// 0.15 x^2 - 0.05 x with x = 1 - t.
double true_loss(float threshold) {
  double const x = threshold >= 1 ? 0.0 : 1.0 - static_cast<double>(threshold);
  return 0.15 * x * x - 0.05 * x;
}

// With `classes` labels the loss is that in every class. With groups, all samples of a group have the same
// answers.
cascade_traces draw(random_stream& random, std::size_t samples, std::uint64_t classes = 2,
                    std::size_t per_group = 0) {
  std::vector<std::int32_t> truth, prediction(2 * samples);
  std::vector<float> confidence;
  std::vector<std::int64_t> groups;
  for (std::size_t i = 0; i < samples; ++i) {
    if (per_group > 0) groups.push_back(static_cast<std::int64_t>(i / per_group));
    if (per_group > 0 && i % per_group != 0) {
      truth.push_back(truth.back());
      confidence.push_back(confidence.back());
      prediction[i] = prediction[i - 1];
      prediction[samples + i] = prediction[samples + i - 1];
      continue;
    }
    truth.push_back(static_cast<std::int32_t>(random.index(classes)));
    confidence.push_back(static_cast<float>(random.uniform()));
    auto const wrong = static_cast<std::int32_t>((static_cast<std::uint64_t>(truth[i]) + 1) % classes);
    prediction[i] = random.uniform() < 0.7 + 0.3 * static_cast<double>(confidence[i]) ? truth[i] : wrong;
    prediction[samples + i] = random.uniform() < 0.95 ? truth[i] : wrong;
  }
  return {truth, prediction, confidence, exit_costs::whole({0.1, 1}), groups};
}

struct tally {
  int excesses = 0;
  double mean_cost = 0;
};

tally repeat(int times, double limit, score const& by, std::size_t samples, std::uint64_t classes,
             std::size_t per_group, limit_strength strength) {
  tally result;
  for (int k = 0; k < times; ++k) {
    random_stream random(11, static_cast<std::uint64_t>(k));
    auto const traces = draw(random, samples, classes, per_group);
    auto const found =
        search_cascade(traces, {.limit = loss_limit{limit, strength, 0.95}, .by = by, .seed = 5});
    REQUIRE(found.chosen);
    result.excesses += true_loss(found.chosen->thresholds[0]) > limit ? 1 : 0;
    result.mean_cost += found.chosen->mean_cost / times;
  }
  return result;
}

} // namespace

TEST_CASE(
    "on a population of known risk the certified loss exceeds the limit in at most 16 of 200 calibrations") {
  auto const certified = repeat(200, 0.005, {}, 4000, 2, 0, limit_strength::certified);
  CHECK(certified.excesses <= 16);
  // The best admissible threshold is at x = 0.4139: cost 1 - 0.9 x = 0.628; never leaving costs 1.
  CHECK(certified.mean_cost > 0.628);
  CHECK(certified.mean_cost < 0.76);
  // A plain limit keeps no such promise, so the count is able to fail.
  CHECK(repeat(200, 0.005, {}, 4000, 2, 0, limit_strength::plain).excesses > 60);
}

TEST_CASE("for mean recall the promise holds with one test per class") {
  auto const certified =
      repeat(100, 0.02, {score_kind::mean_recall, {0, 1, 2}}, 6000, 4, 0, limit_strength::certified);
  CHECK(certified.excesses <= 10);
  CHECK(certified.mean_cost < 0.75);
}

TEST_CASE("with groups the promise holds although the samples of a group are copies of each other") {
  auto const certified = repeat(100, 0.03, {}, 4800, 2, 4, limit_strength::certified);
  CHECK(certified.excesses <= 10);
  CHECK(certified.mean_cost < 0.75);
}

TEST_CASE("what cannot be certified is refused with its reason, or keeps the last exit alone") {
  random_stream random(3);
  auto const traces = draw(random, 400, 2, 100);
  auto const four = certify(traces, {}, loss_limit::certified(0.05, 0.95), 0);
  CHECK(four.reason.text().starts_with(
      "certificate: the validation data have 4 groups; a group is the independent unit"));
  auto const f1 =
      certify(draw(random, 400), {score_kind::macro_f1, {}}, loss_limit::certified(0.05, 0.95), 0);
  CHECK(f1.reason.what == "certificate");
  auto const few = search_cascade(draw(random, 60, 2, 10), {.limit = loss_limit::certified(0.001, 0.95)});
  REQUIRE(few.chosen);
  CHECK(few.chosen->thresholds == std::vector<float>{2.0f});
  CHECK(few.chosen->loss == 0);
  CHECK(few.note.find("0 of") != std::string::npos);
  auto const refused_choice = search_cascade(traces, {.limit = loss_limit::certified(0.05, 0.95)});
  CHECK(!refused_choice.chosen);
  CHECK(!refused_choice.front.empty());
  CHECK(certify(cascade_traces({0}, {0, 0}, {0.5f}, exit_costs::whole({1, 2})), {},
                loss_limit::certified(0.1, 0.9), 0)
            .reason.why == "there are too few samples to split");
}

TEST_CASE("the part that learns and the part that tests share no sample and no group, and depend on the seed "
          "only") {
  random_stream random(4);
  auto const traces = draw(random, 300, 2, 5);
  auto const part = detail::split_units(detail::units_of(traces), 0.25, 9);
  CHECK(part[0].size() == 75);
  CHECK(part[1].size() == 225);
  std::set<std::int64_t> learn;
  for (std::size_t const i : part[0]) learn.insert(traces.groups()[i]);
  for (std::size_t const i : part[1]) CHECK(learn.count(traces.groups()[i]) == 0);
  CHECK(detail::split_units(detail::units_of(traces), 0.25, 9) == part);
  CHECK(detail::split_units(detail::units_of(traces), 0.25, 10) != part);
}
