#include "blobs.hpp"
#include <peax/analysis/analysis.hpp>
#include <peax/analysis/stored.hpp>
#include <peax/engine/run.hpp>
#include <peax/graph/memory.hpp>
#include <peax/graph/verify.hpp>
#include <peax/rewrite/right_sizing.hpp>
#include <peax/rewrite/single_exit/single_exit_front.hpp>
#include <peax/solution/decisions.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <set>
#include <sstream>
#include <string>

using namespace peax;

namespace {
network const& four_classes() {
  static network const n = blobs::trained(4);
  return n;
}

auto fed(network const& n, int classes, bool grouped = false) {
  return analysis(model<single_exit>(n))
      .submit(report::dataset<train>::of{blobs::samples(800, classes, 1)})
      .submit(report::dataset<validation>::of{blobs::samples(600, classes, 2, grouped)})
      .submit(report::dataset<test>::of{blobs::samples(500, classes, 3)})
      .submit(report::early_exits::of{{.epochs = 8}});
}

rewrite::right_sizing pass(std::optional<search::loss_limit> loss, bool finetune = false) {
  rewrite::right_sizing p;
  p.with.keep.loss = loss;
  p.with.finetune = finetune;
  p.with.epochs = 2;
  return p;
}

double base_score() {
  return result::score_of_network(four_classes(), blobs::samples(600, 4, 2), report::answer_form::softmax,
                                  {});
}

std::string notes(solutions<single_exit> const& s) {
  std::string all;
  for (auto const& one : s.front) all += one.note + "\n";
  return all;
}
} // namespace

TEST_CASE(
    "a cut network gives the original's features and the tried exit's answers, under the user's names") {
  auto const a = fed(four_classes(), 4);
  auto const& e = a.get<report::early_exits>();
  auto const judge = blobs::samples(600, 4, 2);
  REQUIRE(!e.tried.empty());
  for (auto const& c : e.tried) {
    network const cut = rewrite::cut_behind(four_classes(), c);
    verify(*cut);
    CHECK((*cut)[cut->inputs()[0]].name == (*four_classes())[four_classes()->inputs()[0]].name);
    CHECK((*cut)[cut->outputs()[0]].name == (*four_classes())[four_classes()->outputs()[0]].name);
    CHECK(cost_of(*cut).macs.value == c.prefix_macs + c.branch_macs);
    engine::plan_options here, there;
    here.wanted = {cut->find(c.at)};
    there.wanted = {four_classes()->find(c.at)};
    CHECK(engine::run(cut, judge.inputs().floats(), here)[0] ==
          engine::run(four_classes(), judge.inputs().floats(), there)[0]);
    tensor const answers = engine::run(cut, judge.inputs().floats())[0];
    for (std::size_t i = 0; i < answers.size(); ++i)
      REQUIRE(answers.floats()[i] == doctest::Approx(c.outputs.floats()[i]).epsilon(1e-5));
  }
}

TEST_CASE(
    "every figure of a cut is that of the network that is deployed, and the front holds no beaten point") {
  auto const result = fed(four_classes(), 4).run(pass(search::loss_limit::plain(0.1)));
  auto const& s = result.solutions();
  REQUIRE(!s.front.empty());
  REQUIRE(s.choice);
  auto const judge = blobs::samples(600, 4, 2), unseen = blobs::samples(500, 4, 3);
  auto const whole = static_cast<double>(cost_of(*four_classes()).macs.value);
  for (auto const& one : s.front) {
    result::figures const& f = one.measured;
    CHECK(result::score_of_network(one.network, judge, report::answer_form::softmax, {}) ==
          *f.validation_accuracy);
    CHECK(result::score_of_network(one.network, unseen, report::answer_form::softmax, {}) ==
          *f.test_accuracy);
    CHECK(static_cast<double>(cost_of(*one.network).macs.value) / whole == *f.validation_relative_macs);
    CHECK(*f.relative_macs == doctest::Approx(*f.validation_relative_macs).epsilon(1e-12));
    CHECK(*f.storage_bytes == 4 * cost_of(*one.network).parameters);
    CHECK(*f.peak_memory_bytes == 4 * peak_memory(*one.network).elements);
    CHECK(one.decision.is<result::no_exit>());
    REQUIRE(one.exits.size() == 1);
    CHECK(f.exit_shares == std::vector<double>{1});
    for (auto const& other : s.front) {
      result::figures const& o = other.measured;
      bool const beaten = *o.validation_score >= *f.validation_score &&
                          *o.validation_relative_macs <= *f.validation_relative_macs &&
                          *o.storage_bytes <= *f.storage_bytes &&
                          *o.peak_memory_bytes <= *f.peak_memory_bytes &&
                          (*o.validation_score > *f.validation_score ||
                           *o.validation_relative_macs < *f.validation_relative_macs);
      CHECK_FALSE(beaten);
    }
  }
  // The cheapest that keeps the limit, but for MACs that are next to nothing.
  result::figures const& chosen = s.front[*s.choice].measured;
  CHECK(base_score() - *chosen.validation_score <= 0.1 + 1e-12);
  for (auto const& one : s.front)
    if (base_score() - *one.measured.validation_score <= 0.1 + 1e-12)
      CHECK(*chosen.validation_relative_macs <=
            *one.measured.validation_relative_macs + rewrite::indifferent_macs + 1e-12);
}

TEST_CASE("fine-tuning adds networks trained whole and leaves the original as it was") {
  digest const before = four_classes().content();
  auto const a = fed(four_classes(), 4);
  auto whole = pass(std::nullopt, true), alone = pass(std::nullopt);
  whole.with.head = alone.with.head =
      rewrite::head_choice::pool; // on frozen features a pool cannot see where a blob is
  auto const tuned = a.run(whole), frozen = a.run(alone);
  CHECK(four_classes().content() == before);
  CHECK(notes(tuned.solutions()).find("trained whole with distillation") != std::string::npos);
  CHECK(notes(frozen.solutions()).find("trained whole") == std::string::npos);
  auto const best = [](auto const& s) {
    double most = 0;
    for (auto const& one : s.front) most = std::max(most, *one.measured.validation_score);
    return most;
  };
  CHECK(best(tuned.solutions()) > best(frozen.solutions()) + 0.02);
}

TEST_CASE("the head that is asked for is the one that is used") {
  auto const a = fed(four_classes(), 4);
  for (auto const head : {rewrite::head_choice::pool, rewrite::head_choice::grid}) {
    auto p = pass(std::nullopt);
    p.with.head = head;
    auto const result = a.run(p);
    std::string const all = notes(result.solutions());
    CHECK(all.find(std::string(rewrite::name_of(head)) + " head") != std::string::npos);
    CHECK(all.find(head == rewrite::head_choice::pool ? "grid head" : "pool head") == std::string::npos);
    CHECK(all.find("conv head") == std::string::npos);
  }
}

TEST_CASE("limits of MACs, weights and memory are kept, or the refusals say which was not") {
  auto const a = fed(four_classes(), 4);
  auto const free = a.run(pass(std::nullopt));
  double least = 1;
  for (auto const& one : free.solutions().front)
    least = std::min(least, *one.measured.validation_relative_macs);
  auto p = pass(std::nullopt);
  p.with.keep.macs_share = least;
  auto const tight = a.run(p);
  REQUIRE(tight.has_choice());
  CHECK(*tight.solutions().front[*tight.solutions().choice].measured.validation_relative_macs == least);
  p.with.keep.macs_share = least / 2;
  auto const none = a.run(p);
  CHECK_FALSE(none.has_choice());
  CHECK(!none.solutions().front.empty());
  CHECK(none.solutions().refusals.back().why.find("constraints besides the loss") != std::string::npos);
  p = pass(std::nullopt);
  p.with.keep.flash_bytes = 8;
  auto const heavy = a.run(p);
  CHECK_FALSE(heavy.has_choice());
  CHECK(heavy.solutions().refusals.front().why.find("weights take") != std::string::npos);
}

TEST_CASE("preferences choose by what they name") {
  auto const a = fed(four_classes(), 4);
  auto const chosen = [&](result::preference by) {
    auto p = pass(search::loss_limit::plain(0.3));
    p.with.keep.prefer = by;
    auto const result = a.run(p);
    auto const& s = result.solutions();
    REQUIRE(s.choice);
    std::pair<result::figures, std::vector<result::figures>> out{s.front[*s.choice].measured, {}};
    for (auto const& one : s.front)
      if (base_score() - *one.measured.validation_score <= 0.3 + 1e-12) out.second.push_back(one.measured);
    return out;
  };
  auto const [best, others] = chosen(result::preference::score);
  for (auto const& o : others) CHECK(*best.validation_score >= *o.validation_score);
  auto const [small, rest] = chosen(result::preference::ram);
  for (auto const& o : rest) CHECK(*small.peak_memory_bytes <= *o.peak_memory_bytes);
}

TEST_CASE("a surer limit never allows more than a plain one, with groups or without") {
  for (bool const grouped : {false, true}) {
    auto const a = fed(four_classes(), 4, grouped);
    auto const cost = [&](search::loss_limit const& limit) {
      auto const result = a.run(pass(limit));
      auto const& s = result.solutions();
      if (!s.choice) {
        CHECK(!s.refusals.empty());
        return 1.0;
      }
      CHECK(base_score() - *s.front[*s.choice].measured.validation_score <= limit.loss + 1e-12);
      return *s.front[*s.choice].measured.validation_relative_macs;
    };
    double const plain = cost(search::loss_limit::plain(0.12));
    CHECK(plain <= cost(search::loss_limit::margin(0.12, 1.645)) + rewrite::indifferent_macs);
    CHECK(plain <= cost(search::loss_limit::certified(0.12, 0.9)) + rewrite::indifferent_macs);
  }
}

TEST_CASE("what a pass before has lost counts against the limit, sample by sample") {
  network_builder b("poor", {batch_extent, 1, 12, 12}, 5);
  b.conv(4, {3, 3}).relu().max_pool({2, 2}).conv(4, {3, 3}).relu().max_pool({2, 2}).flatten();
  network const poor(b.dense(4).softmax().finish("answer")); // untrained: loses most of the score
  report::architecture const shape = report::architecture::default_reporter{}.make(poor);
  report::dataset<train> const learn{blobs::samples(300, 4, 1)};
  report::dataset<validation> const judge{blobs::samples(300, 4, 2)};
  auto const tried = report::early_exits::of{{.kinds = {report::branch_kind::pool}, .epochs = 1}}.make(
      poor, shape, learn, judge, {});
  auto const loss =
      result::score_of_network(four_classes(), judge.samples, report::answer_form::softmax, {}) -
      tried.tried.at(0).score;
  REQUIRE(loss > 0.05);
  auto const by_itself = pass(search::loss_limit::plain(0.01))
                             .rewrite(model<single_exit>(poor), original(poor), tried, learn, judge, {});
  auto const in_a_flow =
      pass(search::loss_limit::plain(0.01))
          .rewrite(model<single_exit>(poor), original(four_classes()), tried, learn, judge, {});
  CHECK(by_itself.choice);
  CHECK_FALSE(in_a_flow.choice);
}

TEST_CASE("the reason of a choice is the rule that was applied: the bonus of what was trained whole is named "
          "where it counted") {
  network_builder b("small", {batch_extent, 1, 12, 12}, 5);
  network const small(
      b.conv(2, {3, 3}).relu().global_average_pool().flatten().dense(4).softmax().finish("answer"));
  auto const judge = blobs::samples(300, 4, 2);
  auto const wrong_on = [&](std::size_t wrong) { // outputs that answer all but the first few samples rightly
    std::vector<float> out(4 * judge.size(), 0.0F);
    for (std::size_t i = 0; i < judge.size(); ++i)
      out[4 * i + static_cast<std::size_t>((judge.labels()[i] + (i < wrong ? 1 : 0)) % 4)] = 1;
    return tensor(shape{300, 4}, std::move(out));
  };
  result::constraints keep;
  keep.loss = search::loss_limit::plain(0.2);
  auto const chosen = [&](bool second_trained_whole, std::size_t second_wrong) {
    rewrite::single_exit_trials trials(four_classes(), judge, keep, "float32", 0);
    trials.add(small, wrong_on(10), {"first", ""});
    trials.add(small, wrong_on(second_wrong), {"second", "", second_trained_whole});
    auto const found = trials.finish({});
    auto const& s = found.front.at(found.choice.value());
    return s.note + ": " + s.chosen_because;
  };
  CHECK(chosen(false, 12) ==
        "first: it has the fewest mean MACs of the networks tried that keep to the limits");
  // Two samples worse, and trained whole: worth more by a standard error of the score.
  auto const bonus = chosen(true, 12);
  CHECK(bonus.starts_with("second: of the networks that keep to the limits and take at most 0.5 %"));
  CHECK(bonus.find("a standard error of the score counted in favour of those that were trained whole") !=
        std::string::npos);
}

TEST_CASE("same seed, same bytes, and the cache gives them back") {
  auto const bytes = [](auto const& solutions) {
    std::ostringstream to;
    put(to, solutions);
    return to.str();
  };
  auto const fresh = [] { return fed(four_classes(), 4).with_memo(std::make_shared<memo>()); };
  std::string const first = bytes(fresh().run(pass(search::loss_limit::plain(0.05), true)).solutions());
  CHECK(first == bytes(fresh().run(pass(search::loss_limit::plain(0.05), true)).solutions()));
  std::istringstream from(first);
  CHECK(bytes(get<solutions<single_exit>>(from)) == first);
}

TEST_CASE("networks without a place to cut, and what is no classifier, are refused in words") {
  network_builder t("shallow", {batch_extent, 1, 12, 12}, 1);
  network const shallow(t.conv(4, {3, 3}).relu().global_average_pool().flatten().dense(4).softmax().finish());
  auto const nowhere = fed(shallow, 4).run(pass(search::loss_limit::plain(0.1)));
  CHECK_FALSE(nowhere.has_choice());
  CHECK(nowhere.solutions().front.empty());
  CHECK(nowhere.solutions().refusals.at(0).why.find("cut") != std::string::npos);

  network_builder r("regression", {batch_extent, 1, 12, 12}, 1);
  network const regression(
      r.conv(4, {3, 3}).relu().conv(4, {3, 3}).relu().global_average_pool().flatten().dense(1).finish());
  auto const refused = fed(regression, 4).run(pass(search::loss_limit::plain(0.1)));
  CHECK(refused.solutions().front.empty());
  CHECK(refused.solutions().refusals.at(0).why.find("regression") != std::string::npos);
}

static_assert(RunnableOn<rewrite::right_sizing, decltype(fed(network(), 4))>);
static_assert(!RunnableOn<rewrite::right_sizing, analysis<single_exit>>);
