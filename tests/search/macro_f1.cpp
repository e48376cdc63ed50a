// Oracle: every threshold vector simulated sample by sample (random_traces.hpp).
#include "random_traces.hpp"
#include <peax/search/cascade/cascade_search.hpp>
#include <peax/search/limit/keeps.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

using namespace peax;
using namespace peax::scoring;
using namespace peax::search;
using namespace peax::testing;

namespace {

double loss_error(cascade_traces const& traces, std::vector<float> const& thresholds, std::uint64_t seed,
                  std::size_t draws = 200) {
  auto const chosen = answers_at(traces, leaving_exits(traces, thresholds));
  return macro_f1_loss_error(
      {traces.truth(), traces.prediction(traces.early_exits()), chosen, traces.groups()}, seed, draws);
}

} // namespace

TEST_CASE("the macro F1 front equals brute force over all vectors of at most two exits") {
  random_stream random(1);
  score const by{score_kind::macro_f1, {}};
  for (int trial = 0; trial < 60; ++trial) {
    auto const traces = random_traces(random, static_cast<std::size_t>(trial % 3) + 1, 20, trial % 2 == 0);
    auto const found = search_cascade(traces, {.by = by});
    auto const expected = strict_front(brute_force(traces, by, 2));
    REQUIRE(found.front.size() == expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
      CHECK(std::llround(found.front[i].mean_cost * 8 * 20) == expected[i].first);
      CHECK(found.front[i].score == doctest::Approx(expected[i].second).epsilon(1e-12));
    }
  }
}

TEST_CASE(
    "the margin of macro F1 is a seeded bootstrap, wider with a larger factor, and never a certificate") {
  random_stream random(2);
  auto const traces = random_traces(random, 2, 400, true, 50);
  score const by{score_kind::macro_f1, {}};
  auto const plain = search_cascade(traces, {.limit = loss_limit::plain(0.05), .by = by});
  auto const safe = search_cascade(traces, {.limit = loss_limit::margin(0.05, 1.645), .by = by});
  REQUIRE(plain.chosen);
  REQUIRE(safe.chosen);
  CHECK(plain.chosen->mean_cost <= safe.chosen->mean_cost);
  CHECK(safe.chosen->loss + 1.645 * loss_error(traces, safe.chosen->thresholds, 0) <= 0.05 + tolerance);
  CHECK(search_cascade(traces, {.limit = loss_limit::margin(0.05, 1.645), .by = by}).chosen == safe.chosen);
  CHECK(search_cascade(traces, {.limit = loss_limit::certified(0.05, 0.95), .by = by}).reason.what ==
        "certificate");
}

TEST_CASE("the bootstrap error of a loss that nothing varies is that of one more sample, and agrees with the "
          "binomial one where "
          "both apply") {
  random_stream random(3);
  auto const traces = random_traces(random, 1, 2000, true, 50);
  std::map<std::int32_t, double> have;
  for (auto const t : traces.truth()) have[t] += 1;
  double squares = 0;
  for (auto const& [label, number] : have) squares += std::pow(2000.0 / (3 * number), 2);
  CHECK(loss_error(traces, {2.0f}, 1) == doctest::Approx(std::sqrt(squares) / 2002));
  // Two balanced classes and answers wrong at random: macro F1 is accuracy up to second order, whose paired
  // error is known.
  std::vector<std::int32_t> truth, prediction;
  std::vector<float> confidence(2000, 0.5f);
  for (int i = 0; i < 2000; ++i) truth.push_back(i % 2);
  for (int e = 0; e < 2; ++e)
    for (int i = 0; i < 2000; ++i) prediction.push_back(random.uniform() < 0.85 ? i % 2 : 1 - i % 2);
  cascade_traces const balanced(truth, prediction, confidence, exit_costs::whole({1, 2}));
  double discordant = 0;
  for (std::size_t i = 0; i < 2000; ++i) discordant += prediction[i] != prediction[2000 + i] ? 1 : 0;
  CHECK(loss_error(balanced, {0.5f}, 1, 1000) == doctest::Approx(std::sqrt(discordant) / 2000).epsilon(0.1));
}
