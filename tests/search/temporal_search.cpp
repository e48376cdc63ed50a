// Sources: brute force over every threshold, played from the start by the lines of the firmware.
#include <peax/core/random.hpp>
#include <peax/search/limit/keeps.hpp>
#include <peax/search/limit/paired_test.hpp>
#include <peax/search/temporal/temporal_certify.hpp>
#include <peax/search/temporal/temporal_explore.hpp>
#include <peax/search/temporal/temporal_middle.hpp>
#include <peax/search/temporal/temporal_search.hpp>
#include <peax/search/temporal/temporal_sweep.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

using namespace peax;
using namespace peax::scoring;
using namespace peax::search;
using decision::temporal_rule;

namespace {

//! A stream whose vectors, labels and answers hang together as in life: scenes, noise, an exit that is often
//! right.
struct small_stream {
  std::vector<std::vector<float>> vectors;
  std::vector<std::vector<std::int32_t>> own;
  std::vector<std::int32_t> truth, final;
  std::vector<std::size_t> lengths;
  std::vector<std::int64_t> groups;
  std::vector<float> outputs;

  small_stream(std::uint64_t seed, std::size_t exits, std::size_t recordings, bool coarse) {
    random_stream random(seed);
    vectors.resize(exits);
    own.resize(exits);
    for (std::size_t r = 0; r < recordings; ++r) {
      lengths.push_back(1 + random.index(12));
      auto label = static_cast<std::int32_t>(random.index(3));
      for (std::size_t i = 0; i < lengths.back(); ++i) {
        if (random.uniform() < 0.25) label = static_cast<std::int32_t>(random.index(3));
        truth.push_back(label);
        final.push_back(random.uniform() < 0.15 ? static_cast<std::int32_t>(random.index(3)) : label);
        groups.push_back(static_cast<std::int64_t>(r % 6));
        for (std::size_t e = 0; e < exits; ++e) {
          std::size_t best = 0;
          for (std::size_t k = 0; k < 3; ++k) {
            double x = (static_cast<std::int32_t>(k) == label ? 2.0 : 0.0) + random.normal();
            if (coarse) x = std::round(x); // equal distances
            vectors[e].push_back(static_cast<float>(x));
            if (vectors[e].back() > vectors[e][vectors[e].size() - 1 - k + best]) best = k;
          }
          own[e].push_back(static_cast<std::int32_t>(best));
        }
        for (int k = 0; k < 2; ++k) outputs.push_back(static_cast<float>(label + 0.3 * random.normal()));
      }
    }
  }

  [[nodiscard]] temporal_traces traces(bool grouped = false, bool deviations = false) const {
    std::vector<temporal_exit> exits;
    exit_costs costs;
    for (std::size_t e = 0; e < vectors.size(); ++e) {
      exits.push_back({vectors[e], own[e]});
      costs.prefix.push_back(0.1 + 0.3 * static_cast<double>(e));
      costs.branch.push_back(0.01);
    }
    costs.prefix.push_back(1);
    costs.branch.push_back(0);
    return {lengths,
            truth,
            final,
            exits,
            costs,
            grouped ? groups : std::vector<std::int64_t>{},
            deviations ? output_deviation{outputs} : output_deviation{}};
  }
};

//! All thresholds that can matter: between any two distances of any two samples of a recording.
std::vector<float> all_thresholds(temporal_traces const& t, std::size_t exit) {
  std::set<float> distance;
  std::size_t at = 0;
  for (auto const l : t.lengths()) {
    for (std::size_t i = at; i < at + l; ++i)
      for (std::size_t j = at; j < i; ++j)
        distance.insert(std::sqrt(peax_decision_squared_distance(t.vector(exit, i), t.vector(exit, j),
                                                                 static_cast<int>(t.width(exit)))));
    at += l;
  }
  std::vector<float> out{0};
  for (auto d = distance.begin(); d != distance.end(); ++d) {
    float const next = std::next(d) == distance.end() ? *d + 1 : *std::next(d);
    out.push_back((*d + next) / 2);
  }
  return out;
}

using point = std::pair<double, double>; // cost, score
std::set<point> strict_front(std::vector<point> points) {
  std::sort(points.begin(), points.end(),
            [](point a, point b) { return a.first != b.first ? a.first < b.first : a.second > b.second; });
  std::set<point> out;
  double best = -1e9;
  for (auto const& p : points)
    if (p.second > best) out.insert(p), best = p.second;
  return out;
}
std::set<point> as_points(std::vector<temporal_point> const& front) {
  std::set<point> out;
  for (auto const& p : front) out.emplace(p.mean_cost, p.score);
  return out;
}

} // namespace

TEST_CASE("the sweep finds the front of brute force over every threshold, for every rule and score, ties and "
          "short recordings included") {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    small_stream const s(seed, 1 + seed % 3, 4 + seed % 5, seed % 2 == 1);
    for (auto const rule : {temporal_rule::difference_detection, temporal_rule::temporal_patience,
                            temporal_rule::signature_scene, temporal_rule::signature_previous})
      for (score const& by : {score{}, score{score_kind::mean_recall}, score{score_kind::macro_f1}}) {
        auto const t = s.traces();
        std::vector<point> brute;
        auto const see = [&](temporal_choice const& c) {
          auto const p = replay(t, c, by);
          brute.emplace_back(p.mean_cost, p.score);
        };
        see({});
        for (std::size_t e = 0; e < t.exits(); ++e)
          for (float const x : all_thresholds(t, e)) see({rule, {e}, {x}});
        auto const found = search_temporal(t, {.by = by, .rules = {rule}});
        CHECK(as_points(found.front) == strict_front(brute));
      }
  }
}

TEST_CASE("with other exits standing still the sweep is exact too") {
  for (std::uint64_t seed = 100; seed < 120; ++seed) {
    small_stream const s(seed, 2, 6, seed % 2 == 1);
    auto const t = s.traces();
    for (auto const rule : {temporal_rule::difference_detection, temporal_rule::temporal_patience})
      for (std::size_t moving = 0; moving < 2; ++moving) {
        temporal_choice still{rule, {0, 1}, {1.3f, 1.7f}};
        still.thresholds[moving] = 0;
        temporal_judge judge(t, {});
        temporal_sweep sweep(t, rule, still.used, still.thresholds, moving, judge);
        std::set<point> seen, wanted;
        auto const cost = leaving_costs(t, still.used);
        do {
          temporal_choice here = still;
          here.thresholds[moving] = sweep.threshold();
          REQUIRE(here.thresholds[moving] >= 0);
          auto const played = replay(t, here, {});
          double mean = 0;
          for (std::size_t e = 0; e < cost.size(); ++e)
            mean += static_cast<double>(sweep.counts()[e]) * cost[e] / static_cast<double>(t.samples());
          CHECK(judge.score() == played.score);
          CHECK(mean == doctest::Approx(played.mean_cost).epsilon(1e-12));
          seen.emplace(std::round(mean * 1e9), judge.score());
        } while (sweep.advance());
        for (float const x : all_thresholds(t, moving)) {
          still.thresholds[moving] = x;
          auto const p = replay(t, still, {});
          wanted.emplace(std::round(p.mean_cost * 1e9), p.score);
        }
        CHECK(seen == wanted);
      }
  }
}

TEST_CASE(
    "pairs of exits are never worse than one exit, and their figures are those of the firmware's lines") {
  for (std::uint64_t seed = 200; seed < 210; ++seed) {
    small_stream const s(seed, 3, 8, false);
    auto const t = s.traces();
    std::vector<temporal_rule> const rules{temporal_rule::difference_detection,
                                           temporal_rule::temporal_patience};
    for (double const limit : {0.0, 0.05}) {
      temporal_goal goal{.limit = loss_limit::plain(limit), .rules = rules};
      auto const one = search_temporal(t, goal);
      goal.most_exits = 3;
      auto const more = search_temporal(t, goal);
      REQUIRE(one.chosen);
      REQUIRE(more.chosen);
      CHECK(more.chosen->mean_cost <= one.chosen->mean_cost);
      CHECK(more.chosen->loss <= limit + 1e-12);
      for (auto const& p : more.front) {
        auto const again = replay(t, p.what, {});
        CHECK(again.score == p.score);
        CHECK(again.exit_shares == p.exit_shares);
      }
    }
  }
}

TEST_CASE("margins are those of the formula, for samples, groups, recordings and deviations") {
  for (std::uint64_t seed = 300; seed < 310; ++seed) {
    small_stream const s(seed, 1, 9, false);
    for (bool const by_unit : {false, true})
      for (bool const deviations : {false, true})
        for (score const& by : {score{}, score{score_kind::mean_recall, {0, 2}}}) {
          if (deviations && by.kind != score_kind::accuracy) continue;
          auto t = s.traces(seed % 2 == 0, deviations);
          if (!by_unit) t.take_samples_as_units();
          temporal_choice const choice{temporal_rule::signature_scene, {0}, {1.9f}};
          auto const run = play(t, choice);
          temporal_judge judge(t, by);
          auto const n = static_cast<double>(t.samples());
          std::map<std::int32_t, double> have;
          for (auto const c : t.truth()) have[c] += 1;
          std::vector<double> loss;
          double mean = 0, squares = 0;
          std::map<std::int64_t, std::pair<double, double>> unit;
          for (std::size_t i = 0; i < t.samples(); ++i) {
            judge.change(i, i, run.from[i]);
            auto const truth = t.truth()[i];
            double const weight = by.kind == score_kind::accuracy ? 1
                                  : truth == 1                    ? 0
                                                                  : n / (2 * have[truth]);
            double x = weight * ((t.final()[i] == truth ? 1 : 0) - (t.final()[run.from[i]] == truth ? 1 : 0));
            if (deviations) x = t.deviation(i, run.from[i]);
            mean += x / n;
            squares += x * x / n;
            auto& u = unit[t.units()[i]];
            u.first += x;
            u.second += 1;
          }
          CHECK(judge.loss() == doctest::Approx(mean).epsilon(1e-9));
          // As if two samples more were there of which one differs.
          double one_more = 1;
          if (by.kind == score_kind::mean_recall)
            one_more = std::pow(n / (2 * have[0]), 2) + std::pow(n / (2 * have[2]), 2);
          double const adjusted = mean * n / (n + 2);
          double const single =
              std::sqrt(std::max(0.0, (squares * n + one_more) / (n + 2) - adjusted * adjusted) / (n + 2));
          double wanted = mean + 1.5 * single;
          if (by_unit) {
            double sum = 0, square = 0;
            auto const groups = static_cast<double>(unit.size());
            for (auto const& [name, u] : unit) {
              double const x = by.kind == score_kind::accuracy ? u.first / u.second : u.first * groups / n;
              sum += x;
              square += x * x;
            }
            double const error = std::max(
                single, std::sqrt(std::max(0.0, (square - sum * sum / groups) / (groups - 1)) / groups));
            wanted = std::max(mean, sum / groups + student_factor(1.5, unit.size()) * error);
          }
          auto const keeps = [&](double limit) {
            return seen_limit({limit, limit_strength::margin, 1.5}, by_unit ? unit.size() : 0)
                .keeps(judge.losses());
          };
          CHECK(keeps(wanted + 1e-9));
          CHECK_FALSE(keeps(wanted - 1e-9));
        }
  }
}

TEST_CASE("a margin chooses what keeps it, and is cheaper without") {
  for (std::uint64_t seed = 400; seed < 420; ++seed) {
    small_stream const s(seed, 2, 30, false);
    for (bool const grouped : {false, true}) {
      auto const t = s.traces(grouped);
      temporal_goal goal{.limit = loss_limit::margin(0.1, 1.0),
                         .rules = {temporal_rule::difference_detection, temporal_rule::temporal_patience}};
      auto const guarded = search_temporal(t, goal);
      goal.limit = loss_limit::plain(0.1);
      auto const plain = search_temporal(t, goal);
      REQUIRE(guarded.chosen);
      REQUIRE(plain.chosen);
      CHECK(plain.chosen->mean_cost <= guarded.chosen->mean_cost);
      temporal_judge judge(t, {});
      auto const run = play(t, guarded.chosen->what);
      for (std::size_t i = 0; i < run.from.size(); ++i) judge.change(i, i, run.from[i]);
      bool const whole = guarded.chosen->what.used.empty();
      CHECK((whole || seen_limit(loss_limit::margin(0.1, 1.0), t.unit_count()).keeps(judge.losses())));
    }
  }
}

TEST_CASE(
    "the recording is the unit of a margin unless samples are asked for, and fewer than five are refused") {
  small_stream const s(420, 1, 24, false);
  temporal_goal goal{.limit = loss_limit::margin(0.1, 1.0), .rules = {temporal_rule::temporal_patience}};
  auto t = s.traces();
  CHECK(t.unit_count() == 24);
  auto const by_recording = search_temporal(t, goal);
  t.take_samples_as_units();
  CHECK(t.unit_count() == t.samples());
  auto const by_sample = search_temporal(t, goal);
  REQUIRE(by_recording.chosen);
  REQUIRE(by_sample.chosen);
  CHECK(by_sample.chosen->mean_cost <= by_recording.chosen->mean_cost);

  small_stream const few(421, 1, 4, false);
  auto four = few.traces();
  for (auto const& limit : {loss_limit::margin(0.1, 1.0), loss_limit::certified(0.1, 0.9)}) {
    goal.limit = limit;
    auto const found = search_temporal(four, goal);
    CHECK(!found.chosen);
    CHECK(found.reason.text().find("4 recordings") != std::string::npos);
    CHECK(found.reason.text().find("--sample-units") != std::string::npos);
  }
  four.take_samples_as_units();
  CHECK(search_temporal(four, goal).chosen);
}

TEST_CASE("thresholds lie in the middle between the distances that a rule compares, and a last bit flips no "
          "decision") {
  for (std::uint64_t seed = 430; seed < 440; ++seed) {
    small_stream const s(seed, 2, 12, false);
    auto const t = s.traces();
    temporal_goal goal{.rules = {temporal_rule::difference_detection, temporal_rule::temporal_patience,
                                 temporal_rule::signature_scene, temporal_rule::signature_previous},
                       .most_exits = 2};
    goal.most_behaviours = seed % 2 == 0 ? 1'000'000 : 20; // thinned ones too
    for (auto const& p : search_temporal(t, goal).front) {
      auto const centred = in_the_middle(t, p.what);
      REQUIRE(centred);
      CHECK(centred->thresholds == p.what.thresholds);
      auto const before = play(t, p.what);
      for (float const factor : {1.0f - 1e-6f, 1.0f + 1e-6f}) { // as if every distance were a little off
        temporal_choice moved = p.what;
        for (float& x : moved.thresholds) x *= factor;
        auto const after = play(t, moved);
        CHECK(after.exit == before.exit);
        CHECK(after.from == before.from);
      }
    }
  }
}

TEST_CASE("too many behaviours are thinned to quantiles and refined around the choice, which stays near the "
          "exact one") {
  small_stream const s(500, 1, 60, false);
  auto const t = s.traces();
  temporal_goal goal{.limit = loss_limit::plain(0.05), .rules = {temporal_rule::difference_detection}};
  auto const exact = search_temporal(t, goal);
  goal.most_behaviours = 50;
  auto const thinned = search_temporal(t, goal);
  REQUIRE(exact.chosen);
  REQUIRE(thinned.chosen);
  CHECK(thinned.chosen->loss <= 0.05 + 1e-12);
  CHECK(thinned.chosen->mean_cost >= exact.chosen->mean_cost);
  CHECK(thinned.chosen->mean_cost <= exact.chosen->mean_cost + 0.05);
}

TEST_CASE("a certified rule keeps its promise on new recordings of the population, with the recording as the "
          "unit") {
  // 400 short recordings are the population; samples of it with replacement calibrate.
  small_stream const s(600, 1, 400, false);
  auto const population = s.traces();
  auto const limit = loss_limit::certified(0.1, 0.9);
  int excesses = 0, saved = 0;
  int constexpr draws = 60;
  for (std::uint64_t k = 0; k < draws; ++k) {
    random_stream random(7, k);
    std::vector<std::size_t> drawn(300);
    for (auto& r : drawn) r = static_cast<std::size_t>(random.index(400));
    std::vector<std::vector<float>> kept;
    auto const sample = population.select(drawn, kept);
    auto const given =
        certify(sample, {.limit = limit, .rules = {temporal_rule::temporal_patience}, .seed = k});
    REQUIRE(given.reason.why.empty());
    // The promise is about the mean of the recordings' losses.
    auto const run = play(population, given.what);
    double loss = 0;
    std::size_t at = 0;
    for (auto const l : population.lengths()) {
      double sum = 0;
      for (std::size_t i = at; i < at + l; ++i)
        sum += (population.final()[i] == population.truth()[i] ? 1 : 0) -
               (population.final()[run.from[i]] == population.truth()[i] ? 1 : 0);
      loss += sum / static_cast<double>(l) / 400;
      at += l;
    }
    excesses += loss > limit.loss ? 1 : 0;
    saved += given.what.used.empty() ? 0 : 1;
  }
  MESSAGE(excesses << " excesses and " << saved << " savings of " << draws);
  CHECK(excesses <= 11); // 60 draws at 10 %: more than 11 has probability below 1.5 %
  CHECK(saved > draws / 2);

  small_stream const four(601, 1, 4, false);
  auto const few = four.traces();
  CHECK(certify(few, {.limit = limit, .rules = {temporal_rule::temporal_patience}})
            .reason.why.find("4 recordings") != std::string::npos);
  auto const refused = search_temporal(few, {.limit = limit, .rules = {temporal_rule::temporal_patience}});
  CHECK(!refused.chosen);
  CHECK(!refused.front.empty());
}

TEST_CASE("traces that do not fit together are refused in words") {
  std::vector<float> const two{0, 1};
  exit_costs const costs = exit_costs::whole({0.5, 1});
  auto const why = [&](std::vector<std::size_t> lengths, std::vector<std::int32_t> truth,
                       std::vector<std::int32_t> final) {
    try {
      temporal_traces(std::move(lengths), std::move(truth), std::move(final), {{two, {}}}, costs);
    } catch (bad_input const& e) {
      return std::string(e.what());
    }
    return std::string();
  };
  CHECK(why({2}, {0, 1}, {0, 1}).empty());
  CHECK(why({3}, {0, 1}, {0, 1}).find("3 samples") != std::string::npos);
  CHECK(why({2}, {0, 1}, {0}).find("1 answers") != std::string::npos);
  CHECK(why({2, 0}, {0, 1}, {0, 1}).find("no samples") != std::string::npos);
  CHECK(why({2}, {0, -1}, {0, 1}).find("-1") != std::string::npos);
  std::vector<std::size_t> const lengths{2};
  std::vector<std::int32_t> const final{0, 1};
  std::vector<played_exit> const exits{{two}, {two}};
  std::vector<float> const thresholds{1, 1};
  CHECK_THROWS_AS((void)play(temporal_rule::signature_previous, exits, thresholds, final, lengths),
                  bad_input);
  CHECK_THROWS_AS((void)play(temporal_rule::temporal_patience, exits, thresholds, final, lengths), bad_input);
}
