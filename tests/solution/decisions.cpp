// The library's decisions give the scores of the firmware's lines, and leave where these stop.
#include <peax/core/random.hpp>
#include <peax/report/temporal_behaviour.hpp>
#include <peax/search/temporal/temporal_replay.hpp>
#include <peax/solution/decisions.hpp>
#include <peax/solution/temporal_evaluation.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

using namespace peax;
using decision::temporal_rule;

TEST_CASE("a temporal decision leaves exactly where the firmware's rule stops, exit after exit") {
  random_stream random(7);
  constexpr std::size_t samples = 400, width = 3;
  std::vector<std::size_t> const lengths{150, 1, 249};
  for (auto const rule : {temporal_rule::difference_detection, temporal_rule::temporal_patience,
                          temporal_rule::signature_scene, temporal_rule::signature_previous})
    for (std::size_t const exits : {1U, 2U}) {
      if (exits > 1 && rule == temporal_rule::signature_previous) continue;
      std::vector<tensor> outputs;
      std::vector<std::vector<std::int32_t>> own;
      for (std::size_t e = 0; e <= exits; ++e) {
        std::vector<float> values;
        // Whole numbers: distances are often equal to the threshold.
        for (std::size_t i = 0; i < samples * width; ++i)
          values.push_back(static_cast<float>(random.index(4)));
        outputs.emplace_back(shape{samples, width}, values);
        own.push_back(report::labels_of(outputs.back(), report::answer_form::logits));
      }
      result::record s;
      s.decision = result::decision_of(rule);
      s.outputs_are = result::output_form::logits;
      s.exits.resize(exits + 1);
      for (float const t : {0.0F, 1.0F, 2.0F, std::sqrt(5.0F), 3.5F, 100.0F}) {
        s.thresholds.assign(exits, t);
        std::vector<search::played_exit> played;
        for (std::size_t e = 0; e < exits; ++e) played.push_back({outputs[e].floats(), own[e]});
        auto const firmware = search::play(rule, played, s.thresholds, own.back(), lengths);
        std::vector<tensor const*> all;
        for (auto const& o : outputs) all.push_back(&o);
        auto const here = result::replay_stream(s, all, lengths, report::answer_form::softmax);
        CHECK(here.exit == firmware.exit);
        CHECK(here.from == firmware.from);
      }
    }
}

TEST_CASE("a distance equal to its threshold does not leave") {
  result::signature_change const d;
  result::signature_change::memory m;
  std::vector<float> const zero{0}, two{2};
  d.ran(m, {zero}, 1);
  CHECK_FALSE(d.score({two}, m) >= d.limit(2.0F));
  CHECK(d.score({two}, m) >= d.limit(std::nextafter(2.0F, 3.0F)));
  CHECK_FALSE(d.score({zero}, m) >= d.limit(decision::never_near));
  CHECK_FALSE(d.score({zero}, {}) >= d.limit(std::numeric_limits<float>::infinity()));
}

TEST_CASE("confidence is asked in the form that the exit answers in") {
  std::vector<float> const probabilities{0.7F, 0.2F, 0.1F}, logits{2, 1, 0};
  result::confidence const surest, margin{decision::confidence_rule::margin};
  CHECK(surest.score({probabilities}) == 0.7F);
  CHECK(margin.score({probabilities}) == doctest::Approx(0.5));
  CHECK(surest.score({logits, result::output_form::logits}) == doctest::Approx(0.66524).epsilon(1e-4));
  CHECK(result::any_decision(surest) != result::any_decision(margin));
  CHECK(result::any_decision() == result::any_decision(result::no_exit{}));
  CHECK(result::any_decision(margin).text() == "confidence, rule margin");
}
