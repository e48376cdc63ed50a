#include "small_solution.hpp"
#include "support/temporary_folder.hpp"
#include <peax/analysis/analysis.hpp>
#include <peax/deploy/conditional.hpp>
#include <peax/deploy/conditional_runner.hpp>
#include <peax/deploy/to_conditional_onnx.hpp>
#include <peax/engine/run.hpp>
#include <peax/graph/parse.hpp>
#include <peax/graph/text.hpp>
#include <peax/onnx/load.hpp>
#include <peax/onnx/save.hpp>
#include <peax/report/temporal_behaviour.hpp>
#include <peax/solution/measure.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

using namespace peax;

namespace {

network loaded(any_solution const& s) {
  return peax::onnx::load_bytes(deploy::conditional_bytes(s), {}, "conditional");
}

//! Samples that change slowly, so that rules which compare them have something to find.
std::vector<float> stream_of(std::size_t samples) {
  std::vector<float> out(samples * 64);
  std::uint32_t state = 7;
  std::vector<float> scene(64);
  for (std::size_t i = 0; i < samples; ++i)
    for (std::size_t k = 0; k < 64; ++k) {
      state = state * 1664525U + 1013904223U;
      float const noise = static_cast<float>(state >> 8) / 16777216.0F - 0.5F;
      if (i % 7 == 0) scene[k] = 2 * noise;
      out[i * 64 + k] = scene[k] + 0.05F * noise;
    }
  return out;
}

std::vector<tensor> outputs_of(any_solution const& s, std::vector<float> const& samples) {
  return engine::run(s.network, samples);
}

std::vector<tensor const*> pointers(std::vector<tensor> const& all) {
  std::vector<tensor const*> out;
  for (auto const& t : all) out.push_back(&t);
  return out;
}

//! Thresholds at the middle of what the exits score, so that all exits are taken.
any_solution with_rule(result::any_decision rule) {
  any_solution s = small::unmapped();
  s.decision = std::move(rule);
  return s;
}

std::size_t kinds(std::vector<std::size_t> exits) {
  std::sort(exits.begin(), exits.end());
  return static_cast<std::size_t>(std::unique(exits.begin(), exits.end()) - exits.begin());
}

} // namespace

TEST_CASE("a conditional file read back leaves where the evaluator leaves, with its labels and outputs") {
  auto const samples = stream_of(70);
  for (auto const rule : {decision::confidence_rule::max_probability, decision::confidence_rule::margin,
                          decision::confidence_rule::entropy}) {
    auto s = with_rule(result::confidence{rule});
    auto const outputs = outputs_of(s, samples);
    for (std::size_t e = 0; e + 1 < outputs.size(); ++e) { // the median of the scores
      auto scores = result::scores_of(s.decision, outputs[e], s.outputs_are);
      std::sort(scores.begin(), scores.end());
      s.thresholds[e] = (scores[34] + scores[35]) / 2;
    }
    auto const at = pointers(outputs);
    auto const wanted = result::replay(s, at);
    deploy::conditional_runner run(loaded(s));
    CHECK(run.layout().inputs == 1);
    CHECK(!run.layout().has_memory());
    REQUIRE(run.layout().exits() == s.exits.size());
    for (std::size_t e = 0; e < s.exits.size(); ++e) CHECK(run.layout().macs[e] == s.exits[e].macs);
    std::vector<std::int32_t> labels;
    std::vector<std::size_t> const one{70};
    auto const found = deploy::replay_conditional(run, samples, one, &labels);
    CHECK(kinds(wanted.exit) == 3);
    CHECK(found.exit == wanted.exit);
    CHECK(labels == wanted.answer);
    for (std::size_t i = 0; i < 70; ++i) {
      auto const answer = run.run(std::span(samples).subspan(i * 64, 64));
      auto const values = outputs[answer.exit].floats().subspan(i * 3, 3);
      for (std::size_t k = 0; k < 3; ++k)
        CHECK(answer.outputs[0][k] == doctest::Approx(values[k]).epsilon(1e-5));
    }
  }
}

TEST_CASE(
    "a temporal file read back feeds its state from sample to sample, and forgets it with a recording") {
  auto const samples = stream_of(70);
  std::vector<std::size_t> const lengths{30, 1, 39};
  for (bool const patience : {false, true}) {
    auto s = patience ? with_rule(result::temporal_patience{}) : with_rule(result::difference_detection{});
    s.thresholds = {0.02F, 0.05F};
    auto const outputs = outputs_of(s, samples);
    auto const at = pointers(outputs);
    auto const wanted =
        result::replay_stream(s, at, lengths, result::form_of_exit(*s.network, s, at.size() - 1));
    deploy::conditional_runner run(loaded(s));
    CHECK(run.layout().states == (patience ? 6 : 4));
    std::vector<std::int32_t> labels;
    auto const found = deploy::replay_conditional(run, samples, lengths, &labels);
    CHECK(kinds(wanted.exit) > 1);
    CHECK(found.exit == wanted.exit);
    CHECK(found.from == wanted.from);
    CHECK(found.exit[30] == 2); // the first of a recording runs whole
    auto const of_network = report::labels_of(outputs.back(), report::answer_form::softmax);
    for (std::size_t i = 0; i < labels.size(); ++i) CHECK(labels[i] == of_network[found.from[i]]);
    run.reset();
    CHECK(run.run(std::span(samples).first(64)).exit == 2);
    CHECK_THROWS_AS((void)run.run(std::span(samples).first(63)), bad_input);
  }
}

TEST_CASE(
    "a network with branches is saved and read back, its whole path is the original, and it is not trained") {
  auto const s = with_rule(result::temporal_patience{});
  auto const n = loaded(s);
  auto const again = peax::onnx::load_bytes(peax::onnx::save_bytes(n), {}, "again");
  CHECK(equal(*n, *again));
  CHECK(equal(*n, parse(to_text(*n))));
  CHECK(content_hash(*n) == content_hash(*again));
  auto const layout = deploy::conditional_layout_of(*again);
  REQUIRE(layout);
  auto const whole = deploy::whole_of_conditional(*again, *layout);
  CHECK(cost_of(*whole).macs == cost_of(small::network_of_user()).macs);
  CHECK(!deploy::conditional_layout_of(*whole));
  CHECK_THROWS_WITH_AS(deploy::conditional_runner{whole}, doctest::Contains("no conditional file"),
                       bad_input);
  CHECK_THROWS_WITH_AS(engine::plan(*n, 1, {.training = true}),
                       doctest::Contains("train the network that it was made from"), bad_input);
}

namespace {
struct chooses {
  static constexpr std::string_view name = "chooses";
  bool any = true;
  bool operator==(chooses const&) const = default;
  solutions<multi_exit> rewrite(model<single_exit> const&) const {
    return {{small::unmapped()}, any ? std::optional<std::size_t>(0) : std::nullopt, {}};
  }
};
} // namespace

TEST_CASE("the exporter writes the chosen solution, and says it when none was chosen") {
  static_assert(Exporter<deploy::to_conditional_onnx>);
  testing::temporary_folder const temporary;
  model<single_exit> const user(small::network_of_user());
  auto const trained = analysis(user);
  auto const file = temporary / "stops.onnx";
  auto const gone = trained.run(flow(chooses{}, deploy::to_conditional_onnx{file}));
  REQUIRE(gone.path<0>().completed());
  CHECK(gone.path<0>().step<1>().files == std::vector<std::string>{file});
  CHECK(deploy::conditional_layout_of(*peax::onnx::load(file)));
  std::filesystem::remove(file);
  CHECK(!trained.run(flow(chooses{false}, deploy::to_conditional_onnx{file})).path<0>().completed());
  CHECK_THROWS_WITH_AS(
      (void)deploy::to_conditional_onnx{file}.write(original(user), measured<any_solutions>(any_solutions{})),
      doctest::Contains("no solution was chosen"), usage_error);
  CHECK(!std::filesystem::exists(file));
}

namespace {
//! A network of one value a sample, a logit or behind a sigmoid, with an early exit of one logit.
any_solution of_one_value(bool sigmoid) {
  network_builder b("binary", {batch_extent, 1, 8, 8}, 7, "image");
  b.editor().set_opset(15);
  b.conv(4, {3, 3})
      .relu()
      .residual(4, {3, 3})
      .residual(8, {3, 3}, 2)
      .global_average_pool()
      .flatten()
      .dense(1);
  graph const g = sigmoid ? b.sigmoid().finish("answer") : b.finish("answer");
  graph_editor edit(g);
  any_solution s;
  value_id const at = exit_locations(g).at(1).at;
  value_id const features = report::add_pooling(edit, at, report::branch_kind::grid, "early/");
  value_id const early =
      report::add_classifier(edit, features, small::ramp({1, edit[features].dims[1]}, 0.5F),
                             small::ramp({1}, 0.1F), report::answer_form::logits, "early/");
  edit.rename(early, "early");
  edit.set_outputs({early, g.outputs()[0]});
  s.network = network(edit.finish());
  s.exits = {{"early", "early", "", g[at].name, 1}, {"final", "answer", "", "", 2}};
  s.decision = result::temporal_patience{};
  s.outputs_are = result::output_form::logits;
  s.thresholds = {0.05F};
  return s;
}
} // namespace

TEST_CASE("the class of one value is the same in the file and in the evaluator") {
  auto const samples = stream_of(70);
  std::vector<std::size_t> const lengths{70};
  for (bool const sigmoid : {false, true}) {
    auto const s = of_one_value(sigmoid);
    auto const outputs = outputs_of(s, samples);
    auto const at = pointers(outputs);
    auto const form = result::form_of_exit(*s.network, s, 1);
    CHECK(form.has_value() == sigmoid); // one value without a sigmoid is a regression
    CHECK(result::form_of_exit(*s.network, s, 0) == report::answer_form::logits);
    auto const wanted = result::replay_stream(s, at, lengths, form);
    CHECK(kinds(wanted.exit) == 2);
    deploy::conditional_runner run(loaded(s));
    std::vector<std::int32_t> labels;
    auto const found = deploy::replay_conditional(run, samples, lengths, &labels);
    CHECK(found.exit == wanted.exit);
    CHECK(found.from == wanted.from);
    std::vector<std::int32_t> truth;
    for (float const y : outputs[1].floats()) truth.push_back(y > (sigmoid ? 0.5F : 0.0F) ? 1 : 0);
    std::vector<std::int64_t> const all{70};
    data::stream const on(
        data::data_set(tensor(shape{70, 1, 8, 8}, std::vector<float>(samples)), tensor(shape{70}, truth)),
        all);
    auto const judged = result::evaluate_stream(s.network, s, on, {});
    CHECK(judged.accuracy.has_value() == sigmoid);
    if (!sigmoid) {
      CHECK(labels == std::vector<std::int32_t>(70, -1));
      continue;
    }
    CHECK(*judged.network_accuracy == 1);
    double same = 0;
    for (std::size_t i = 0; i < labels.size(); ++i) same += labels[i] == truth[i] ? 1 : 0;
    CHECK(*judged.accuracy == doctest::Approx(same / 70));
  }
}
