// Source: models/reference.json, the figures of a numpy search over about 120 thresholds on the same stored
// logits and pooled feature maps of streams.
#include "../support/test_data.hpp"
#include "stored.hpp"
#include <peax/data/read_array.hpp>
#include <peax/search/temporal/temporal_judge.hpp>
#include <peax/search/temporal/temporal_search.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

using namespace peax;
using namespace peax::scoring;
using namespace peax::search;
using namespace peax::testing;
using decision::temporal_rule;

namespace {

//! Stored outputs of one split of a stream.
struct stored_stream {
  std::vector<std::vector<float>> vectors;
  std::vector<std::vector<std::int32_t>> own;
  std::vector<std::int32_t> truth, final;
  std::vector<std::size_t> lengths;
  exit_costs costs;

  [[nodiscard]] temporal_traces traces() const {
    std::vector<temporal_exit> exits;
    for (std::size_t e = 0; e < vectors.size(); ++e) exits.push_back({vectors[e], own[e]});
    return {lengths, truth, final, exits, costs};
  }
};

std::vector<std::int32_t> largest(std::vector<float> const& rows, std::size_t samples) {
  std::size_t const width = rows.size() / samples;
  std::vector<std::int32_t> out;
  for (std::size_t i = 0; i < samples; ++i)
    out.push_back(decision::label_of_logits(rows.data() + i * width, static_cast<int>(width)));
  return out;
}

std::vector<std::size_t> lengths_of(std::vector<std::int32_t> const& recording) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < recording.size(); ++i) {
    if (i == 0 || recording[i] != recording[i - 1]) out.push_back(0);
    ++out.back();
  }
  return out;
}

//! `on`: border, pure, or maps (pooled feature maps instead of logits, without branches to pay).
stored_stream stored_recordings(std::filesystem::path const& models, std::string const& net,
                                std::string const& head, std::string const& on, std::string const& split) {
  auto const folder = models / net / (head == "gap" ? "replay" : "replay_grid");
  stored_stream s;
  std::vector<float> logits;
  if (on == "border") {
    std::string const file = (folder / ("border_stream_" + split + ".npz")).string();
    logits = data::read_array(file + ":exit_logits").numbers<float>();
    s.final = data::read_array(file + ":final_label").numbers<std::int32_t>();
    s.truth = data::read_array(file + ":label").numbers<std::int32_t>();
    s.lengths = lengths_of(data::read_array(file + ":seq").numbers<std::int32_t>());
  } else {
    auto const of = [&](std::string const& name) { return stored(folder / (name + "_" + split + ".npy")); };
    logits = of("exit_logits").as<float>();
    s.truth = of("labels").as<std::int32_t>();
    s.final = largest(of("final_logits").as<float>(), s.truth.size());
    s.lengths = lengths_of(of("seq").as<std::int32_t>());
  }
  auto const info = stored_json(models / net / "info.json");
  auto const exits = stored_json(models / "reference.json")["reference"][net][head]["exits"];
  double const total = info["macs_total"];
  double below = 0;
  std::size_t const each = logits.size() / exits.size();
  for (std::size_t e = 0; e < exits.size(); ++e) {
    below += info["macs_blocks"][e].get<double>();
    s.costs.prefix.push_back(below / total);
    s.costs.branch.push_back(on == "maps" ? 0 : exits[e]["branch_macs"].get<double>() / total);
    s.vectors.emplace_back(logits.begin() + static_cast<std::ptrdiff_t>(e * each),
                           logits.begin() + static_cast<std::ptrdiff_t>((e + 1) * each));
    s.own.push_back(largest(s.vectors.back(), s.truth.size()));
    if (on == "maps")
      s.vectors.back() =
          stored(folder / ("gap_block" + std::to_string(e) + "_" + split + ".npy")).as<float>();
  }
  s.costs.prefix.push_back(1);
  s.costs.branch.push_back(0);
  return s;
}

struct reference_case {
  std::string net, head, on, key, section;
};

std::vector<reference_case> const cases{
    {"har_cnn", "gap", "pure", "gap", "temporal"},
    {"har_cnn", "grid", "pure", "grid", "temporal"},
    {"har_cnn", "gap", "maps", "gap", "temporal"},
    {"har_cnn", "gap", "border", "gap", "temporal_border_stream"},
    {"har_cnn", "grid", "border", "grid", "temporal_border_stream"},
    {"ecg_cnn", "grid", "pure", "grid", "temporal"},
    {"ecg_cnn", "grid", "pure", "grid_balanced", "temporal"},
};

std::vector<std::pair<std::string, temporal_rule>> rules_of(reference_case const& c) {
  if (c.on == "maps")
    return {{"IFM_scene", temporal_rule::signature_scene}, {"IFM_pred", temporal_rule::signature_previous}};
  return {{"DD", temporal_rule::difference_detection}, {"TP", temporal_rule::temporal_patience}};
}

} // namespace

TEST_CASE("on the stored streams every rule is as cheap as the reference's best within every limit, plain "
          "and with a margin") {
  auto const models = peax::testing::data("models");
  if (!models) return;
  auto const reference = stored_json(*models / "reference.json")["reference"];
  for (auto const& c : cases) {
    auto const s = stored_recordings(*models, c.net, c.head, c.on, "val");
    auto t = s.traces();
    t.take_samples_as_units(); // as the reference counts
    score const by = c.key == "grid_balanced" ? score{score_kind::mean_recall, {0, 1, 2}} : score{};
    auto const& section = reference[c.net][c.key][c.section];
    CHECK(temporal_judge(t, by).base() ==
          doctest::Approx(section["base"]["val_accuracy"].get<double>()).epsilon(1e-9));
    for (auto const& [name, rule] : rules_of(c)) {
      auto const begin = std::chrono::steady_clock::now();
      std::size_t behaviours = 0, searches = 0;
      for (char const* kind : {"operating_points", "guarded"})
        for (auto const& point : section[name][kind]) {
          double const limit = point["limit_pp"].get<double>() / 100;
          auto const found = search_temporal(
              t, {.limit = kind[0] == 'o' ? loss_limit::plain(limit) : loss_limit::margin(limit, 1.645),
                  .by = by,
                  .rules = {rule}});
          INFO(c.net << " " << c.key << " " << c.on << " " << name << " " << kind << " " << limit);
          REQUIRE(found.chosen);
          // The reference's error has no half a sample more in each cell of the paired table.
          double const price = kind[0] == 'o'             ? 1e-6
                               : c.key == "grid_balanced" ? 0.05
                                                          : 0.02; // rare classes cost more
          if (kind[0] == 'o' || limit > 0)
            CHECK(1 - found.chosen->mean_cost >= point["val_reduction"].get<double>() - price);
          CHECK(found.chosen->loss <= limit + 1e-12);
          behaviours = found.behaviours;
          ++searches;
        }
      double const seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count() /
                             static_cast<double>(searches);
      MESSAGE(c.net << " " << c.key << " " << c.on << " " << name << ": " << behaviours << " behaviours in "
                    << seconds << " s");
    }
  }
}

TEST_CASE("the reference's own thresholds, played by the firmware's lines, give its figures on validation "
          "and test") {
  auto const models = peax::testing::data("models");
  if (!models) return;
  auto const reference = stored_json(*models / "reference.json")["reference"];
  for (auto const& c : cases) {
    auto const validation = stored_recordings(*models, c.net, c.head, c.on, "val"),
               test = stored_recordings(*models, c.net, c.head, c.on, "test");
    auto const v = validation.traces(), t = test.traces();
    score const by = c.key == "grid_balanced" ? score{score_kind::mean_recall, {0, 1, 2}} : score{};
    for (auto const& [name, rule] : rules_of(c))
      for (auto const& point : reference[c.net][c.key][c.section][name]["guarded"]) {
        temporal_choice const choice{
            rule, {point["block"].get<std::size_t>()}, {point["threshold"].get<float>()}};
        INFO(c.net << " " << c.key << " " << c.on << " " << name << " " << point["limit_pp"]);
        auto const here = replay(v, choice, by), there = replay(t, choice, by);
        // The reference's threshold is one of the distances, in double: a sample on it may fall on the other
        // side.
        CHECK(1 - here.mean_cost == doctest::Approx(point["val_reduction"].get<double>()).epsilon(2e-3));
        CHECK(100 * here.loss == doctest::Approx(point["val_loss_pp"].get<double>()).epsilon(2e-3).scale(10));
        CHECK(1 - there.mean_cost == doctest::Approx(point["test_reduction"].get<double>()).epsilon(2e-3));
        CHECK(100 * there.loss ==
              doctest::Approx(point["test_loss_pp"].get<double>()).epsilon(2e-3).scale(10));
      }
  }
}
