// Sources: the CIFAR-10 traces of t-recx (10,000 samples) against brute force; models/reference.json, the
// figures of a PyTorch and numpy search over 201 quantiles on the same stored outputs.
#include "../support/test_data.hpp"
#include "stored.hpp"
#include <peax/core/random.hpp>
#include <peax/search/cascade/cascade_certify.hpp>
#include <peax/search/cascade/cascade_search.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

using namespace peax;
using namespace peax::scoring;
using namespace peax::search;
using namespace peax::testing;

namespace {

using front_of_counts =
    std::vector<std::pair<std::int64_t, std::int64_t>>; // cost in millionths over all samples, right answers

front_of_counts strict(std::map<std::int64_t, std::int64_t> const& cheapest_by_right) {
  front_of_counts front;
  std::int64_t cheapest = std::numeric_limits<std::int64_t>::max();
  for (auto at = cheapest_by_right.rbegin(); at != cheapest_by_right.rend(); ++at)
    if (at->second < cheapest) {
      front.emplace_back(at->second, at->first);
      cheapest = at->second;
    }
  std::reverse(front.begin(), front.end());
  return front;
}

front_of_counts counts(cascade_traces const& traces, std::vector<cascade_point> const& front) {
  front_of_counts out;
  auto const n = static_cast<double>(traces.samples());
  for (auto const& p : front)
    out.emplace_back(std::llround(p.mean_cost * n * 1e6), std::llround(p.accuracy * n));
  return out;
}

// Every vector of distinct confidences and "never". One exit and few samples: each simulated from nothing.
// Two exits: the second threshold is fixed, then samples are moved to the first exit one by one, the other
// way round than the search does it.
front_of_counts brute(cascade_traces const& traces) {
  std::size_t const n = traces.samples();
  std::vector<std::int64_t> cost;
  for (double const c : traces.costs().prefix) cost.push_back(std::llround(c * 1e6));
  auto const right = [&](std::size_t e, std::size_t i) {
    return traces.prediction(e)[i] == traces.truth()[i] ? 1 : 0;
  };
  std::map<std::int64_t, std::int64_t> best;
  auto const see = [&](std::int64_t r, std::int64_t c) {
    auto const [at, fresh] = best.emplace(r, c);
    if (!fresh && c < at->second) at->second = c;
  };
  std::vector<float> thresholds(traces.confidence(0).begin(), traces.confidence(0).end());
  if (traces.early_exits() == 1) {
    thresholds.push_back(2);
    for (float const t : thresholds) {
      std::int64_t r = 0, c = 0;
      for (std::size_t i = 0; i < n; ++i) {
        std::size_t const e = traces.confidence(0)[i] >= t ? 0 : 1;
        r += right(e, i);
        c += cost[e];
      }
      see(r, c);
    }
    return strict(best);
  }
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), 0);
  auto const first = traces.confidence(0), second = traces.confidence(1);
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return first[a] > first[b]; });
  std::vector<float> seconds(second.begin(), second.end());
  seconds.push_back(2);
  std::sort(seconds.begin(), seconds.end());
  seconds.erase(std::unique(seconds.begin(), seconds.end()), seconds.end());
  std::vector<std::int64_t> cheapest(n + 1, std::numeric_limits<std::int64_t>::max());
  std::vector<int> right_of[3];
  for (std::size_t e = 0; e < 3; ++e)
    for (std::size_t const i : order) right_of[e].push_back(right(e, i));
  std::vector<float> a, b;
  for (std::size_t const i : order) {
    a.push_back(first[i]);
    b.push_back(second[i]);
  }
  for (float const t : seconds) {
    std::int64_t r = 0, c = 0;
    for (std::size_t k = 0; k < n; ++k) {
      std::size_t const e = b[k] >= t ? 1 : 2;
      r += right_of[e][k];
      c += cost[e];
    }
    auto const note = [&] {
      cheapest[static_cast<std::size_t>(r)] = std::min(cheapest[static_cast<std::size_t>(r)], c);
    };
    note();
    for (std::size_t k = 0; k < n; ++k) {
      std::size_t const e = b[k] >= t ? 1 : 2;
      r += right_of[0][k] - right_of[e][k];
      c += cost[0] - cost[e];
      if (k + 1 == n || a[k + 1] != a[k]) note();
    }
  }
  for (std::size_t r = 0; r <= n; ++r)
    if (cheapest[r] != std::numeric_limits<std::int64_t>::max())
      see(static_cast<std::int64_t>(r), cheapest[r]);
  return strict(best);
}

} // namespace

TEST_CASE("the traces of one and two exits give the brute-force front over all distinct thresholds of 10,000 "
          "samples") {
  auto const root = peax::testing::data("data/cascade_traces");
  if (!root) return;
  for (char const* name : {"ic_pool", "ic_branchynet"}) {
    auto const traces = stored_traces(*root / name);
    auto const front = search_cascade(traces, {}).front;
    CHECK(counts(traces, front) == brute(traces));
    for (auto const& p : front) CHECK(replay(traces, p.thresholds) == p);
  }
  // README.txt of the data: threshold 0.9 at all exits.
  auto const pool = replay(stored_traces(*root / "ic_pool"), {0.9f});
  CHECK(pool.accuracy == doctest::Approx(0.8477));
  CHECK(pool.exit_shares[0] == doctest::Approx(0.447).epsilon(1e-3));
  auto const two = replay(stored_traces(*root / "ic_branchynet"), {0.9f, 0.9f});
  CHECK(two.accuracy == doctest::Approx(0.8472));
  CHECK(two.exit_shares[1] == doctest::Approx(0.169).epsilon(1e-3));
}

TEST_CASE(
    "on the stored outputs the plain and the margin choice are as cheap as the reference's or cheaper") {
  auto const models = peax::testing::data("models");
  if (!models) return;
  auto const reference = stored_json(*models / "reference.json")["reference"];
  for (auto const& [net, key] :
       std::vector<std::pair<std::string, std::string>>{{"har_cnn", "grid"},
                                                        {"ecg_cnn", "grid"},
                                                        {"ecg_cnn", "grid_balanced"},
                                                        {"fmnist_cnn", "grid"},
                                                        {"fmnist_resnet14", "grid"}}) {
    auto const validation = stored_replay(*models, net, "val");
    score const by = key == "grid" ? score{} : score{score_kind::mean_recall, {0, 1, 2}};
    CHECK(base_score(validation, by) ==
          doctest::Approx(reference[net][key]["base"]["val_accuracy"].get<double>()).epsilon(1e-9));
    for (char const* kind : {"operating_points", "guarded"})
      for (auto const& point : reference[net][key]["cascade"][kind]) {
        double const limit = point["limit_pp"].get<double>() / 100;
        // Pairs are what the reference searched; three exits can only be cheaper, and are left to one limit
        // of each.
        std::size_t const most = net == "har_cnn" || limit == 0.005 ? 3 : 2;
        auto const found =
            search_cascade(validation, {.limit = kind[0] == 'o' ? loss_limit::plain(limit)
                                                                : loss_limit::margin(limit, 1.645),
                                        .by = by,
                                        .most_exits = most});
        REQUIRE(found.chosen);
        INFO(net << " " << key << " " << kind << " " << limit);
        // The reference's error has no half a sample more in each cell of the paired table: it costs at most two
        // points, and where nothing may be lost nothing keeps a margin.
        double const price = kind[0] == 'o' ? 1e-6 : 0.02;
        if (kind[0] == 'o' || limit > 0)
          CHECK(1 - found.chosen->mean_cost >= point["val_reduction"].get<double>() - price);
        CHECK(found.chosen->loss <= limit + 1e-12);
      }
  }
}

TEST_CASE("the reference's own thresholds, replayed, give the reference's figures on validation and test") {
  auto const models = peax::testing::data("models");
  if (!models) return;
  auto const reference = stored_json(*models / "reference.json")["reference"];
  for (std::string const net : {"har_cnn", "fmnist_cnn"}) {
    auto const validation = stored_replay(*models, net, "val"), test = stored_replay(*models, net, "test");
    for (auto const& point : reference[net]["grid"]["cascade"]["guarded"]) {
      std::vector<float> thresholds(validation.early_exits(), 2.0f);
      for (std::size_t k = 0; k < point["blocks"].size(); ++k)
        thresholds[point["blocks"][k].get<std::size_t>()] = point["thresholds"][k].get<float>();
      // Confidences of the two sides differ in the last place, so that a sample on a threshold may move.
      CHECK(1 - replay(validation, thresholds).mean_cost ==
            doctest::Approx(point["val_reduction"].get<double>()).epsilon(5e-4));
      CHECK(1 - replay(test, thresholds).mean_cost ==
            doctest::Approx(point["test_reduction"].get<double>()).epsilon(5e-4));
      CHECK(100 * replay(test, thresholds).loss ==
            doctest::Approx(point["test_loss_pp"].get<double>()).epsilon(1e-3).scale(10));
    }
  }
}

TEST_CASE("a certified choice on the stored outputs keeps its promise in at least 184 of 200 calibrations, "
          "and saves much") {
  auto const models = peax::testing::data("models");
  if (!models) return;
  // Stored outputs as the population: 10,000 of 20,000 drawn with replacement calibrate, the true loss is
  // that of the pool.
  for (auto const& [net, test_reduction] :
       std::vector<std::pair<std::string, double>>{{"fmnist_cnn", 0.62}, {"fmnist_resnet14", 0.68}}) {
    auto const validation = stored_replay(*models, net, "val"), test = stored_replay(*models, net, "test");
    auto const limit = loss_limit::certified(0.005, 0.95);
    auto const given = certify(validation, {}, limit, 0);
    CHECK(1 - replay(test, given.thresholds).mean_cost >= test_reduction);
    CHECK(replay(test, given.thresholds).loss <= 0.005);

    auto const population = pooled(validation, test);
    int excesses = 0;
    double reduction = 0;
    for (std::uint64_t k = 0; k < 200; ++k) {
      random_stream random(2024, k);
      std::vector<std::size_t> drawn(10000);
      for (auto& i : drawn) i = static_cast<std::size_t>(random.index(population.samples()));
      auto const promised = certify(population.select(drawn), {}, limit, k);
      auto const truth = replay(population, promised.thresholds);
      excesses += truth.loss > 0.005 ? 1 : 0;
      reduction += (1 - truth.mean_cost) / 200;
    }
    MESSAGE(net << ": " << excesses << " excesses of 200, mean reduction " << reduction);
    CHECK(excesses <= 16);
    CHECK(reduction > test_reduction - 0.03);
  }
}
