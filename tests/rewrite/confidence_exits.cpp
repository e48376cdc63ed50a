#include "blobs.hpp"
#include <peax/analysis/analysis.hpp>
#include <peax/analysis/stored.hpp>
#include <peax/decision/confidence.h>
#include <peax/engine/run.hpp>
#include <peax/graph/verify.hpp>
#include <peax/report/temporal_behaviour.hpp>
#include <peax/rewrite/confidence_exits.hpp>
#include <peax/rewrite/front/choose.hpp>
#include <peax/solution/answers.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <sstream>
#include <vector>

using namespace peax;

namespace {
auto fed(network const& n, int classes, report::early_exits::settings with = {}) {
  with.epochs = 8;
  return analysis(model<single_exit>(n))
      .submit(report::dataset<train>::of{blobs::samples(800, classes, 1)})
      .submit(report::dataset<validation>::of{blobs::samples(600, classes, 2)})
      .submit(report::dataset<test>::of{blobs::samples(500, classes, 3)})
      .submit(report::early_exits::of{with});
}

network const& four_classes() {
  static network const n = blobs::trained(4);
  return n;
}

rewrite::confidence_exits pass(double loss) {
  rewrite::confidence_exits p;
  p.with.keep.loss = search::loss_limit::plain(loss);
  return p;
}

//! Runs a solution sample by sample as a firmware would: exit after exit, stopping at the first that is sure enough.
struct simulated {
  double accuracy = 0, macs = 0;
};
simulated simulate(solution<multi_exit> const& s, data::data_set const& on) {
  auto const outputs = engine::run(s.network, on.inputs().floats());
  simulated out;
  for (std::size_t i = 0; i < on.size(); ++i) {
    std::size_t e = 0;
    for (; e + 1 < outputs.size(); ++e) {
      auto const row = outputs[e].floats().subspan(i * 4, 4);
      if (*std::max_element(row.begin(), row.end()) >= s.thresholds[e]) break;
    }
    auto const row = outputs[e].floats().subspan(i * 4, 4);
    auto const said = std::max_element(row.begin(), row.end()) - row.begin();
    out.accuracy += said == on.labels()[i] ? 1.0 : 0.0;
    out.macs += static_cast<double>(s.exits[e].macs);
  }
  auto const n = static_cast<double>(on.size());
  return {out.accuracy / n, out.macs / n};
}

} // namespace

TEST_CASE("every place gets trained branches, the user's model stays as it was") {
  digest const before = four_classes().content();
  auto const a = fed(four_classes(), 4);
  auto const& e = a.get<report::early_exits>();
  CHECK(four_classes().content() == before);
  REQUIRE(e.chosen.size() == 2);
  CHECK(e.refusals.empty());
  for (auto const& c : e.tried) {
    verify(*c.branch);
    CHECK(c.outputs.dims() == shape{600, 4});
    for (float const p : c.outputs.floats()) CHECK(std::isfinite(p));
    if (c.kind == report::branch_kind::grid)
      CHECK(c.score > 0.6); // the class is the place, which a pool cannot see
    CHECK(c.branch_macs == cost_of(*c.branch).macs.value);
  }
  CHECK(e.tried[e.chosen[0]].prefix_macs == 12 * 12 * 9 * 8);
  CHECK(e.final_score > 0.8);
}

TEST_CASE("the front holds what the deployed models do, sample by sample") {
  auto const a = fed(four_classes(), 4);
  auto const result = a.run(pass(0.01));
  auto const& s = result.solutions();
  REQUIRE(s.choice);
  REQUIRE(s.front.size() > 2);
  auto const judge = blobs::samples(600, 4, 2), unseen = blobs::samples(500, 4, 3);
  auto const original = static_cast<double>(cost_of(*four_classes()).macs.value);
  double last_cost = -1, last_score = -1;
  for (auto const& one : s.front) {
    verify(*one.network);
    simulated const on_validation = simulate(one, judge), on_test = simulate(one, unseen);
    CHECK(on_validation.accuracy == doctest::Approx(*one.measured.validation_accuracy).epsilon(1e-12));
    CHECK(on_validation.macs / original ==
          doctest::Approx(*one.measured.validation_relative_macs).epsilon(1e-9));
    CHECK(on_test.accuracy == doctest::Approx(*one.measured.test_accuracy).epsilon(1e-12));
    CHECK(on_test.macs / original == doctest::Approx(*one.measured.relative_macs).epsilon(1e-9));
    CHECK(one.measured.test_accuracy_interval->first <= *one.measured.test_accuracy);
    CHECK(*one.measured.validation_relative_macs > last_cost);
    CHECK(*one.measured.validation_score > last_score);
    last_cost = *one.measured.validation_relative_macs, last_score = *one.measured.validation_score;
  }
  auto const& chosen = s.front[*s.choice];
  double const base = a.get<report::early_exits>().final_score;
  CHECK(base - *chosen.measured.validation_score <= 0.01 + 1e-12);
  CHECK(*chosen.measured.validation_relative_macs < 1);
}

TEST_CASE(
    "a better final answer is never a reason against a cascade: the cheapest within the limit is taken") {
  auto const result = fed(four_classes(), 4).run(pass(0.02));
  auto const& s = result.solutions();
  double const base = fed(four_classes(), 4).get<report::early_exits>().final_score;
  for (auto const& one : s.front)
    if (base - *one.measured.validation_score <= 0.02 + 1e-12)
      CHECK(*s.front[*s.choice].measured.validation_relative_macs <=
            *one.measured.validation_relative_macs + 1e-12);
}

TEST_CASE("a preference decides among all that keep a margin, and the words say which one decided") {
  auto const a = fed(four_classes(), 4);
  auto const chosen_for = [&](result::preference prefer) {
    auto p = pass(0);
    p.with.keep.loss = search::loss_limit::margin(0.05, 1);
    p.with.keep.prefer = prefer;
    auto const result = a.run(p);
    auto const& s = result.solutions();
    REQUIRE(s.choice);
    return s.front[*s.choice];
  };
  auto const cheap = chosen_for(result::preference::macs), good = chosen_for(result::preference::score);
  CHECK(cheap.chosen_because.find("it has the fewest mean MACs of those whose loss with a margin") == 0);
  CHECK(good.chosen_because.find("it has the highest score of those whose loss with a margin") == 0);
  CHECK(*good.measured.validation_score > *cheap.measured.validation_score);
  CHECK(*good.measured.validation_relative_macs > *cheap.measured.validation_relative_macs);
}

TEST_CASE("without a platform's word for it a preference for energy goes by the MACs, and says so") {
  result::constraints keep;
  keep.loss = search::loss_limit::margin(0.05, 2);
  keep.prefer = result::preference::energy;
  std::vector<result::record> made(2);
  for (std::size_t i = 0; i < 2; ++i) {
    made[i].measured.validation_relative_macs = i == 0 ? 0.5 : 0.25;
    made[i].measured.validation_exit_shares = {0.5, 0.5};
  }
  auto const choose = [&] {
    std::vector<rewrite::choosable> front;
    for (auto& one : made) front.push_back({&one, true});
    return rewrite::choose(front, keep, "50 samples").index.value();
  };
  CHECK(choose() == 1);
  CHECK(made[1].chosen_because ==
        "it has the fewest mean MACs of those whose loss with a margin of 2 standard errors keeps within the "
        "limit, counted over 50 samples; the platform does not say what energy is");
  made[0].leaving_joules = {1, 2}, made[1].leaving_joules = {1, 5};
  CHECK(choose() == 0);
  CHECK(made[0].chosen_because.find("it has the least mean energy of those") == 0);
}

TEST_CASE("same seed, same bytes, and the cache gives them back") {
  auto const bytes = [](auto const& solutions) {
    std::ostringstream to;
    put(to, solutions);
    return to.str();
  };
  auto const fresh = [] { return fed(four_classes(), 4).with_memo(std::make_shared<memo>()); };
  std::string const first = bytes(fresh().run(pass(0.01)).solutions()),
                    second = bytes(fresh().run(pass(0.01)).solutions());
  CHECK(first == second);
  std::istringstream from(first);
  CHECK(bytes(get<solutions<multi_exit>>(from)) == first);
}

TEST_CASE("a binary network is as sure of no as of yes") {
  network const n = blobs::trained(2);
  auto const a = fed(n, 2);
  auto const& e = a.get<report::early_exits>();
  CHECK(e.form == report::answer_form::sigmoid);
  auto const answers = report::labels_of(e.final_outputs, e.form);
  auto const sure =
      result::scores_of(result::confidence{}, e.final_outputs, result::output_form::probabilities);
  bool sure_no = false;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    CHECK(sure[i] >= 0.5f);
    sure_no = sure_no || (answers[i] == 0 && sure[i] > 0.9f);
  }
  CHECK(sure_no);
  CHECK(a.run(pass(0.02)).has_choice());
}

TEST_CASE("what the validation samples cannot show stands in the note of the choice") {
  auto const a = fed(four_classes(), 4);
  auto const fine = a.run(pass(0.001)).solutions(), coarse = a.run(pass(0.05)).solutions();
  REQUIRE(fine.choice);
  REQUIRE(coarse.choice);
  CHECK(fine.front[*fine.choice].note.find("finer than three samples: 0.1 points are 0.60 of the 600") !=
        std::string::npos);
  CHECK(coarse.front[*coarse.choice].note.empty());
}

TEST_CASE("the C header on the one output of a binary solution lets the same samples leave as search and "
          "evaluator") {
  auto const a = fed(blobs::trained(2), 2);
  auto const judge = blobs::samples(600, 2, 2), unseen = blobs::samples(500, 2, 3);
  for (auto const rule : {decision::confidence_rule::max_probability, decision::confidence_rule::margin,
                          decision::confidence_rule::entropy}) {
    rewrite::confidence_exits p = pass(0.02);
    p.with.decision = result::confidence{rule};
    auto const found = a.run(p).solutions();
    REQUIRE(found.choice);
    auto const& s = found.front[*found.choice];
    REQUIRE(!s.thresholds.empty());
    auto const c_header = [&](float const* output) {
      switch (rule) {
      case decision::confidence_rule::margin: return peax_decision_margin(output, 1);
      case decision::confidence_rule::entropy: return peax_decision_negative_entropy(output, 1);
      case decision::confidence_rule::max_probability: break;
      }
      return peax_decision_max_probability(output, 1);
    };
    for (bool const on_test : {false, true}) {
      auto const& samples = on_test ? unseen : judge;
      auto const stored = engine::run(s.network, samples.inputs().floats());
      std::vector<double> leave(stored.size(), 0.0);
      double right = 0, zeros = 0;
      for (std::size_t i = 0; i < samples.size(); ++i) {
        std::size_t e = 0;
        while (e + 1 < stored.size() &&
               peax_decision_leaves(c_header(stored[e].floats().data() + i), s.thresholds[e]) == 0)
          ++e;
        int const label = peax_decision_label_of_probabilities(stored[e].floats().data() + i, 1);
        leave[e] += 1;
        right += label == samples.labels()[i] ? 1 : 0;
        zeros += e + 1 < stored.size() && label == 0 ? 1 : 0;
      }
      auto const n = static_cast<double>(samples.size());
      auto const& shares = on_test ? s.measured.exit_shares : s.measured.validation_exit_shares;
      for (std::size_t e = 0; e < leave.size(); ++e)
        CHECK(leave[e] / n == doctest::Approx(shares[e]).epsilon(1e-12));
      CHECK(right / n ==
            doctest::Approx(on_test ? *s.measured.test_accuracy : *s.measured.validation_accuracy));
      CHECK(zeros > 0); // class 0 leaves early too
    }
  }
}

TEST_CASE("a perceptron has exits behind its hidden layers; what is no classifier or has several inputs is "
          "refused in words") {
  auto const flat = [](data::data_set const& d) {
    return data::data_set(d.inputs().reshaped(shape{static_cast<std::int64_t>(d.size()), 144}), d.answers());
  };
  network_builder b("mlp", {batch_extent, 144}, 1);
  network const mlp(b.dense(32).relu().dense(16).relu().dense(16).relu().dense(4).softmax().finish());
  report::early_exits const e = report::early_exits::of{{.epochs = 2}}.make(
      mlp, report::architecture::default_reporter{}.make(mlp), {flat(blobs::samples(200, 4, 1))},
      {flat(blobs::samples(100, 4, 2))}, {});
  CHECK(e.chosen.size() == 2);

  network_builder r("regression", {batch_extent, 1, 12, 12}, 1);
  network const regression(
      r.conv(4, {3, 3}).relu().conv(4, {3, 3}).relu().global_average_pool().flatten().dense(1).finish());
  auto const refused = fed(regression, 4).run(pass(0.01));
  CHECK_FALSE(refused.has_choice());
  CHECK(refused.solutions().front.empty());
  REQUIRE(!refused.solutions().refusals.empty());
  CHECK(refused.solutions().refusals[0].why.find("regression") != std::string::npos);

  network_builder t("shallow", {batch_extent, 1, 12, 12}, 1);
  network const shallow(t.conv(4, {3, 3}).relu().global_average_pool().flatten().dense(4).softmax().finish());
  auto const nowhere = fed(shallow, 4).run(pass(0.01));
  CHECK_FALSE(nowhere.has_choice());
  CHECK(nowhere.solutions().refusals[0].why.find("cut") != std::string::npos);
}

TEST_CASE("on a platform every solution has a mapping, and what cannot be mapped is said") {
  rewrite::confidence_exits p;
  p.with.keep.loss = search::loss_limit::plain(0.01);
  auto const result = fed(four_classes(), 4).submit(report::platform::of{blobs::board()}).run(p);
  auto const& s = result.solutions();
  REQUIRE(s.choice);
  auto const& chosen = s.front[*s.choice];
  CHECK(!chosen.mapping.empty());
  CHECK(*chosen.measured.mean_latency_s <= *chosen.measured.worst_latency_s + 1e-12);
  CHECK(*chosen.measured.mean_energy_j > 0);
  std::size_t answered = 0;
  for (auto const& m : chosen.mapping) answered += m.exits.size();
  CHECK(answered == chosen.exits.size());

  hardware::platform tiny = blobs::board();
  for (auto& q : tiny.processors) q.memory = bytes(100);
  auto const none = fed(four_classes(), 4).submit(report::platform::of{tiny}).run(p);
  CHECK_FALSE(none.has_choice());
  CHECK(none.solutions().front.empty());
  CHECK(none.solutions().refusals.back().why.find("mapped") != std::string::npos);
  bool memory = false;
  for (auto const& why : none.solutions().refusals)
    memory = memory || why.why.find("bytes of float32 do not fit") != std::string::npos;
  CHECK(memory);
}

TEST_CASE("constraints besides the loss are kept, or the refusal says which was not") {
  rewrite::confidence_exits p = pass(0.05);
  p.with.keep.flash_bytes = 10;
  auto const none = fed(four_classes(), 4).run(p);
  CHECK_FALSE(none.has_choice());
  CHECK(!none.solutions().front.empty());
  CHECK(none.solutions().refusals.back().why.find("weights take") != std::string::npos);
}

TEST_CASE("joint fine-tuning never makes the choice worse by the preference") {
  rewrite::confidence_exits p = pass(0.02), tuned = pass(0.02);
  tuned.with.finetune = true;
  auto const a = fed(four_classes(), 4);
  auto const before = a.run(p), after = a.run(tuned);
  auto const& x = before.solutions();
  auto const& y = after.solutions();
  REQUIRE(y.choice);
  CHECK(*y.front[*y.choice].measured.validation_relative_macs <=
        *x.front[*x.choice].measured.validation_relative_macs + 1e-12);
  bool const told =
      y.front.size() > x.front.size() || (!y.refusals.empty() && y.refusals.back().what == "fine-tuning");
  CHECK(told);
}

static_assert(RunnableOn<rewrite::confidence_exits, decltype(fed(network(), 4))>);
static_assert(!RunnableOn<rewrite::confidence_exits, analysis<single_exit>>);
