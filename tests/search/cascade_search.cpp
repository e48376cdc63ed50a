// Oracle: every threshold vector simulated sample by sample (random_traces.hpp). Quantiles of Student's t:
// table 3 of Abramowitz and Stegun 26.10, one-sided 0.95 with 1 to 4 degrees of freedom.
#include "random_traces.hpp"
#include <peax/search/cascade/cascade_search.hpp>
#include <peax/search/limit/paired_test.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

using namespace peax;
using namespace peax::scoring;
using namespace peax::search;
using namespace peax::testing;

namespace {

std::int64_t eighths(cascade_traces const& traces, cascade_point const& p) {
  return std::llround(p.mean_cost * 8 * static_cast<double>(traces.samples()));
}

void check_front(cascade_traces const& traces, score const& by, cascade_choice const& found,
                 std::vector<brute_vector> const& all) {
  auto const expected = strict_front(all);
  REQUIRE(found.front.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    CHECK(eighths(traces, found.front[i]) == expected[i].first);
    CHECK(found.front[i].score == doctest::Approx(expected[i].second).epsilon(1e-12));
    CHECK(replay(traces, found.front[i].thresholds, by) == found.front[i]);
  }
}

std::size_t used(cascade_point const& p) {
  return static_cast<std::size_t>(
      std::count_if(p.thresholds.begin(), p.thresholds.end(), [](float t) { return t < 2; }));
}

} // namespace

TEST_CASE("the front equals brute force over all threshold vectors, for one to four exits, both costs and "
          "both sums") {
  random_stream random(1);
  std::vector<score> const scores{{}, {score_kind::mean_recall, {}}, {score_kind::mean_recall, {2, 0}}};
  for (int trial = 0; trial < 240; ++trial) {
    std::size_t const early = static_cast<std::size_t>(trial % 4) + 1;
    auto const traces = random_traces(random, early, 12 + random.index(early < 3 ? 30 : 12), trial % 8 < 4,
                                      1 + random.index(7));
    score const& by = scores[static_cast<std::size_t>(trial) % 3];
    auto const found = search_cascade(traces, {.by = by});
    CHECK(found.subsets_left_out == 0);
    CHECK(!found.chosen);
    check_front(traces, by, found, brute_force(traces, by));
  }
}

TEST_CASE("a front of at most one or two exits in a cascade is that of brute force with as many") {
  random_stream random(2);
  for (int trial = 0; trial < 40; ++trial) {
    auto const traces = random_traces(random, 3, 20, trial % 2 == 0);
    for (std::size_t most = 0; most < 3; ++most) {
      auto const found = search_cascade(traces, {.most_exits = most});
      check_front(traces, {}, found, brute_force(traces, {}, most));
      for (auto const& p : found.front) CHECK(used(p) <= most);
    }
  }
}

TEST_CASE("an exit may cost more than running on, and is then not paid") {
  cascade_traces const traces({0, 0, 0, 0}, {0, 1, 0, 0, 0, 0, 0, 1}, {0.5f, 0.25f, 0.75f, 1.0f},
                              exit_costs::whole({2.0, 1.0}));
  auto const found = search_cascade(traces, {});
  REQUIRE(found.front.size() == 2);
  CHECK(found.front[0].thresholds == std::vector<float>{2.0f});
  CHECK(found.front[0].score == 0.75);
  CHECK(found.front[1].thresholds == std::vector<float>{0.875f}); // between 0.75 and 1
  CHECK(found.front[1].score == 1.0);
  CHECK(found.front[1].mean_cost == 1.25);
}

TEST_CASE("equal decimal costs are equal: no point of the front costs the same as another up to rounding") {
  // 0.1 + 0.2 and 0.3 differ as doubles.
  random_stream random(3);
  for (int trial = 0; trial < 30; ++trial) {
    auto const raw = random_traces(random, 2, 40, false, 20);
    std::vector<std::int32_t> prediction;
    for (std::size_t e = 0; e < 3; ++e)
      prediction.insert(prediction.end(), raw.prediction(e).begin(), raw.prediction(e).end());
    std::vector<float> confidence(raw.confidence(0).begin(), raw.confidence(0).end());
    confidence.insert(confidence.end(), raw.confidence(1).begin(), raw.confidence(1).end());
    cascade_traces const traces({raw.truth().begin(), raw.truth().end()}, prediction, confidence,
                                exit_costs::whole({0.1, 0.2, 0.3}));
    auto const front = search_cascade(traces, {}).front;
    for (std::size_t i = 1; i < front.size(); ++i) {
      CHECK(front[i].mean_cost > front[i - 1].mean_cost + 1e-3 / 40);
      CHECK(front[i].score > front[i - 1].score);
    }
  }
}

TEST_CASE("the plain limit chooses the cheapest of all vectors whose loss is small enough") {
  random_stream random(4);
  for (int trial = 0; trial < 80; ++trial) {
    auto const traces = random_traces(random, static_cast<std::size_t>(trial % 3) + 1, 25, trial % 2 == 0);
    double const limit =
        static_cast<double>(random.index(6)) / 25; // on the boundary of what 25 samples can lose
    auto const found = search_cascade(traces, {.limit = loss_limit::plain(limit)});
    double const base = base_score(traces, {});
    std::int64_t cheapest = 1 << 30;
    for (auto const& v : brute_force(traces, {}))
      if (base - v.score <= limit + 1e-12) cheapest = std::min(cheapest, v.cost);
    REQUIRE(found.chosen);
    REQUIRE(found.index);
    CHECK(found.front[*found.index] == *found.chosen);
    CHECK(found.chosen->loss <= limit + 1e-12);
    CHECK(eighths(traces, *found.chosen) == cheapest);
  }
}

TEST_CASE("the margin looks at all vectors, not only at the front") {
  random_stream random(5);
  int off_the_front = 0;
  for (int trial = 0; trial < 120; ++trial) {
    std::size_t const early = static_cast<std::size_t>(trial % 3) + 1;
    auto const traces = random_traces(random, early, 24, trial % 2 == 0);
    score const by = trial % 5 == 0 ? score{score_kind::mean_recall, {}} : score{};
    double const limit = 0.02 + 0.2 * random.uniform(), k = 0.5 + random.uniform();
    auto const found = search_cascade(traces, {.limit = loss_limit::margin(limit, k), .by = by});

    std::map<std::int32_t, double> size;
    for (std::int32_t const t : traces.truth()) ++size[t];
    auto const n = static_cast<double>(traces.samples());
    auto const last = traces.prediction(early);
    std::int64_t cheapest = 1 << 30;
    for (auto const& v : brute_force(traces, by)) {
      auto const answer = answers_at(traces, leaving_exits(traces, v.thresholds));
      double mean = 0, squares = 0, one_more = 0;
      for (auto const& [name, of_class] : size) {
        double const weight = n / (static_cast<double>(size.size()) * of_class);
        one_more += weight * weight;
      }
      if (by.kind == score_kind::accuracy) one_more = 1;
      for (std::size_t i = 0; i < answer.size(); ++i) {
        double const weight = by.kind == score_kind::accuracy
                                  ? 1
                                  : n / (static_cast<double>(size.size()) * size[traces.truth()[i]]);
        double const d = weight * ((last[i] == traces.truth()[i]) - (answer[i] == traces.truth()[i]));
        mean += d / n;
        squares += d * d;
      }
      // As if two samples more were there of which one differs.
      double const adjusted = mean * n / (n + 2);
      double const error = std::sqrt(((squares + one_more) / (n + 2) - adjusted * adjusted) / (n + 2));
      bool const whole =
          std::all_of(v.thresholds.begin(), v.thresholds.end(), [](float t) { return t == 2; });
      if (whole || mean + k * error <= limit) cheapest = std::min(cheapest, v.cost);
    }
    REQUIRE(found.chosen);
    CHECK(eighths(traces, *found.chosen) == cheapest);
    off_the_front += found.index ? 0 : 1;
  }
  CHECK(off_the_front > 0);
}

TEST_CASE("with groups the margin is Student's t on the paired group means") {
  double const student[] = {6.313752, 2.919986, 2.353363, 2.131847, 2.015048, 1.943180, 1.894579};
  for (std::size_t groups = 2; groups <= 8; ++groups)
    CHECK(student_factor(1.6448536, groups) == doctest::Approx(student[groups - 2]).epsilon(1e-6));
  random_stream random(6);
  for (int trial = 0; trial < 60; ++trial) {
    std::size_t const early = static_cast<std::size_t>(trial % 3) + 1, groups = 5 + random.index(4);
    auto const traces = random_traces(random, early, 26, trial % 2 == 0, 6, groups);
    double const limit = 0.05 + 0.3 * random.uniform();
    auto const found = search_cascade(traces, {.limit = loss_limit::margin(limit, 1.6448536)});
    auto const last = traces.prediction(early);
    double const base = base_score(traces, {});
    std::int64_t cheapest = 1 << 30;
    for (auto const& v : brute_force(traces, {})) {
      auto const answer = answers_at(traces, leaving_exits(traces, v.thresholds));
      std::map<std::int64_t, std::pair<double, double>> sum;
      for (std::size_t i = 0; i < answer.size(); ++i) {
        auto& [loss, count] = sum[traces.groups()[i]];
        loss += (last[i] == traces.truth()[i]) - (answer[i] == traces.truth()[i]);
        count += 1;
      }
      double mean = 0, variance = 0, loss = 0, differ = 0;
      auto const n = static_cast<double>(answer.size());
      for (std::size_t i = 0; i < answer.size(); ++i) {
        int const d = (last[i] == traces.truth()[i]) - (answer[i] == traces.truth()[i]);
        loss += d / (n + 2);
        differ += d * d;
      }
      double const single = std::sqrt(((differ + 1) / (n + 2) - loss * loss) / (n + 2));
      auto const g = static_cast<double>(groups);
      for (auto const& [name, s] : sum) mean += s.first / s.second / g;
      for (auto const& [name, s] : sum) variance += std::pow(s.first / s.second - mean, 2) / (g - 1);
      double const error = std::max(single, std::sqrt(variance / g));
      bool const whole =
          std::all_of(v.thresholds.begin(), v.thresholds.end(), [](float t) { return t == 2; });
      bool const holds = whole || (base - v.score <= limit && mean + student[groups - 2] * error <= limit);
      if (holds) cheapest = std::min(cheapest, v.cost);
    }
    REQUIRE(found.chosen);
    CHECK(eighths(traces, *found.chosen) == cheapest);
  }
}

TEST_CASE("a margin on fewer than five groups is refused with the reason, and so is a choice by one class") {
  random_stream random(7);
  for (score const& by : {score{}, score{score_kind::macro_f1, {}}}) {
    auto const traces = random_traces(random, 2, 20, true, 6, 4);
    auto const found = search_cascade(traces, {.limit = loss_limit::margin(0.1, 1), .by = by});
    CHECK(!found.chosen);
    CHECK(found.reason.text().find("margin: the validation data have 4 groups") == 0);
    CHECK(found.reason.text().find("--sample-units") != std::string::npos);
    CHECK(!found.front.empty());
  }
  cascade_traces const one({1, 1}, {1, 1, 1, 1}, {0.5f, 0.6f}, exit_costs::whole({0.25, 1}));
  auto const found = search_cascade(one, {.limit = loss_limit::plain(0.1)});
  CHECK(!found.chosen);
  CHECK(found.reason.text().find("validation: all 2 samples are of class 1") == 0);
}

TEST_CASE("what is chosen is told apart by every machine, though the front shows what lies nearer") {
  random_stream random(18);
  std::size_t const n = 400;
  std::vector<std::int32_t> truth, prediction;
  std::vector<float> confidence;
  for (std::size_t i = 0; i < n; ++i) {
    truth.push_back(static_cast<std::int32_t>(i % 2));
    // Most are sure: a few units in the last place below 1, the surer the better.
    std::uint64_t const below = random.index(200);
    confidence.push_back(below < 160 ? 1.0f - 0x1p-24f * static_cast<float>(below)
                                     : 0.9f - 0.001f * static_cast<float>(below));
    prediction.push_back(random.index(200) < below ? 1 - truth.back() : truth.back());
  }
  prediction.insert(prediction.end(), truth.begin(), truth.end());
  cascade_traces const traces(truth, prediction, confidence, exit_costs::whole({0.25, 1}));
  auto const found = search_cascade(traces, {.limit = loss_limit::plain(0.1)});
  std::size_t nearer = 0;
  for (auto const& p : found.front) nearer += tells_apart(traces, p) ? 0 : 1;
  CHECK(nearer > 5);
  REQUIRE(found.chosen);
  CHECK(tells_apart(traces, *found.chosen));
  CHECK(tells_apart(traces, *search_cascade(traces, {.limit = loss_limit::margin(0.1, 1)}).chosen));
}

TEST_CASE("moving thresholds to the middle of their gaps flips no decision, and neither does a last bit of a "
          "score") {
  random_stream random(17);
  for (int trial = 0; trial < 40; ++trial) {
    auto const traces =
        random_traces(random, static_cast<std::size_t>(trial % 3) + 1, 30, trial % 2 == 0, 400);
    for (auto const& p : search_cascade(traces, {}).front)
      for (std::size_t e = 0; e < p.thresholds.size(); ++e) {
        if (p.thresholds[e] == 2) continue;
        auto const all = traces.confidence(e);
        float smallest = 2; // that leaves: the threshold of a brute-force search
        for (float const c : all)
          if (c >= p.thresholds[e]) smallest = std::min(smallest, c);
        for (float const c : all) {
          CHECK(decision::leaves(c, p.thresholds[e]) == decision::leaves(c, smallest));
          CHECK(decision::leaves(std::nextafter(c, 0.0f), p.thresholds[e]) == decision::leaves(c, smallest));
          CHECK(decision::leaves(std::nextafter(c, 2.0f), p.thresholds[e]) == decision::leaves(c, smallest));
        }
      }
  }
}

TEST_CASE("sets of three exits beyond the given seconds are left out, counted, and the rest is the front of "
          "pairs") {
  random_stream random(8);
  auto const traces = random_traces(random, 5, 30, true);
  auto const found = search_cascade(traces, {.search_seconds = 0});
  CHECK(found.subsets_left_out == 10);
  check_front(traces, {}, found, brute_force(traces, {}, 2));
}

TEST_CASE("one sample, no early exit, and a limit that makes no sense are handled") {
  cascade_traces const one({1}, {1, 1}, {0.5f}, exit_costs::whole({0.25, 1}));
  auto const found = search_cascade(one, {});
  REQUIRE(found.front.size() == 1);
  CHECK(found.front[0].thresholds[0] < 0.5f);
  CHECK(found.front[0].exit_shares == std::vector<double>{1, 0});
  cascade_traces const none({1, 0}, {1, 1}, {}, exit_costs::whole({1}));
  CHECK(search_cascade(none, {.limit = loss_limit::margin(0, 2)}).chosen->score == 0.5);
  CHECK_THROWS_AS((void)loss_limit::plain(-0.1), usage_error);
  CHECK_THROWS_AS((void)loss_limit::plain(std::nan("")), usage_error);
  CHECK_THROWS_AS((void)loss_limit::margin(0.1, -1), usage_error);
  CHECK_THROWS_AS((void)loss_limit::certified(0.1, 1), usage_error);
}
