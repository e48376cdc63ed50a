#include "temporal_stream.hpp"
#include <peax/analysis/analysis.hpp>
#include <peax/analysis/stored.hpp>
#include <peax/deploy/parts.hpp>
#include <peax/engine/run.hpp>
#include <peax/graph/cost.hpp>
#include <peax/graph/op.hpp>
#include <peax/graph/verify.hpp>
#include <peax/report/accuracy.hpp>
#include <peax/report/platform.hpp>
#include <peax/rewrite/feature_map_termination.hpp>
#include <peax/rewrite/temporal_exits.hpp>
#include <peax/solution/decisions.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

using namespace peax;

namespace {

network const& four_classes() {
  static network const n = blobs::trained(4);
  return n;
}

auto fed(network const& n, data::stream const& calibrate, data::stream const& unseen) {
  report::early_exits::settings with;
  with.epochs = 8;
  with.kinds = {report::branch_kind::pool, report::branch_kind::grid};
  return analysis(model<single_exit>(n))
      .submit(report::dataset<train>::of{blobs::samples(800, 4, 1)})
      .submit(report::dataset<validation>::of{blobs::samples(300, 4, 2)})
      .submit(report::stream<calibration>::of{calibrate})
      .submit(report::stream<test>::of{unseen})
      .submit(report::early_exits::of{with});
}
auto fed() { return fed(four_classes(), blobs::stream(5), blobs::stream(6)); }

rewrite::temporal_exits pass(double loss,
                             rewrite::temporal_decision decision = rewrite::temporal_decision::automatic) {
  rewrite::temporal_exits p;
  p.with.keep.loss = search::loss_limit::plain(loss);
  p.with.decision = decision;
  return p;
}

float distance(std::span<float const> a, std::span<float const> b) {
  double sum = 0;
  for (std::size_t k = 0; k < a.size(); ++k)
    sum += (static_cast<double>(a[k]) - static_cast<double>(b[k])) *
           (static_cast<double>(a[k]) - static_cast<double>(b[k]));
  return static_cast<float>(std::sqrt(sum));
}

struct simulated {
  double accuracy = 0, macs = 0;
};
//! Runs a solution sample by sample from its record alone, by the rules' definition.
simulated simulate(solution<temporal> const& s, data::stream const& on) {
  auto const outputs = engine::run(s.network, on.samples().inputs().floats());
  auto const row = [&](std::size_t e, std::size_t i) {
    std::size_t const width = outputs[e].size() / on.size();
    return outputs[e].floats().subspan(i * width, width);
  };
  auto const label = [&](std::size_t e, std::size_t i) {
    return std::max_element(row(e, i).begin(), row(e, i).end()) - row(e, i).begin();
  };
  std::size_t const last = outputs.size() - 1;
  auto const* const map = s.decision.get_if<result::signature_change>();
  bool const previous = map != nullptr && map->reference == decision::reference::previous;
  simulated out;
  for (auto const& r : on.recordings()) {
    std::size_t scene = r.first;
    for (std::size_t i = r.first; i < r.last; ++i) {
      std::size_t e = i == r.first ? last : 0;
      for (; e < last; ++e) {
        if (s.decision.is<result::temporal_patience>() &&
            (label(e, scene) != label(last, scene) || label(e, i) != label(last, scene)))
          continue;
        if (distance(row(e, i), row(e, previous ? i - 1 : scene)) < s.thresholds[e]) break;
      }
      if (e == last) scene = i;
      out.accuracy += label(last, scene) == on.samples().labels()[i] ? 1.0 : 0.0;
      out.macs += static_cast<double>(s.exits[e].macs);
    }
  }
  auto const n = static_cast<double>(on.size());
  return {out.accuracy / n, out.macs / n};
}

template <class Result> void check_front(Result const& s, result::output_form on) {
  REQUIRE(s.choice);
  REQUIRE(!s.front.empty());
  auto const original = static_cast<double>(cost_of(*four_classes()).macs.value);
  double last_cost = -1, last_score = -1;
  for (auto const& one : s.front) {
    verify(*one.network);
    CHECK(one.network->outputs().size() == one.thresholds.size() + 1);
    simulated const here = simulate(one, blobs::stream(5)), there = simulate(one, blobs::stream(6));
    CHECK(here.accuracy == doctest::Approx(*one.measured.validation_accuracy).epsilon(1e-12));
    CHECK(here.macs / original == doctest::Approx(*one.measured.validation_relative_macs).epsilon(1e-9));
    CHECK(there.accuracy == doctest::Approx(*one.measured.test_accuracy).epsilon(1e-12));
    CHECK(there.macs / original == doctest::Approx(*one.measured.relative_macs).epsilon(1e-9));
    CHECK(*one.measured.validation_relative_macs > last_cost);
    CHECK(*one.measured.validation_score > last_score);
    last_cost = *one.measured.validation_relative_macs, last_score = *one.measured.validation_score;
    if (one.thresholds.empty()) continue;
    CHECK(one.outputs_are == on);
    CHECK(one.decision.has_memory());
    // A saved solution replays without reports.
    auto const again = result::evaluate_stream(one.network, one, blobs::stream(6), {});
    CHECK(*again.accuracy == *one.measured.test_accuracy);
    CHECK(again.mean_macs == *one.measured.mean_macs);
    CHECK(again.termination_rate == doctest::Approx(1 - one.measured.exit_shares.back()));
  }
  CHECK(s.front[*s.choice].note.find("k = 2") != std::string::npos);
  CHECK(s.front[*s.choice].measured.stream);
}

std::string bytes_of(solutions<temporal> const& s) {
  std::ostringstream to;
  put(to, s);
  return to.str();
}

} // namespace

TEST_CASE("temporal exits: the front holds what the deployed models do along recordings, sample by sample") {
  for (auto const decision :
       {rewrite::temporal_decision::automatic, rewrite::temporal_decision::difference_detection,
        rewrite::temporal_decision::temporal_patience}) {
    auto const result = fed().run(pass(0.02, decision));
    check_front(result.solutions(), result::output_form::logits);
    auto const& chosen = result.solutions().front[*result.solutions().choice];
    CHECK(*chosen.measured.validation_relative_macs < 0.8);
    for (auto const& one : result.solutions().front)
      if (!one.thresholds.empty() && decision == rewrite::temporal_decision::difference_detection)
        CHECK(one.decision == result::difference_detection{});
  }
}

TEST_CASE("feature map termination: every pooling and reference, no training") {
  using decision::reference;
  for (auto const to :
       {std::optional<reference>(), std::optional(reference::scene), std::optional(reference::previous)}) {
    rewrite::feature_map_termination p;
    p.with.keep.loss = search::loss_limit::plain(0.05);
    p.with.reference = to;
    auto const result = analysis(model<single_exit>(four_classes()))
                            .submit(report::stream<calibration>::of{blobs::stream(5)})
                            .submit(report::stream<test>::of{blobs::stream(6)})
                            .run(p);
    check_front(result.solutions(), result::output_form::signatures);
  }
  auto const a = fed();
  auto const& f = a.get<report::feature_map_signatures>();
  REQUIRE(!f.places.empty());
  bool coarse = false;
  for (auto const& place : f.places) {
    coarse = coarse || place.pooled == report::pooling::coarse;
    CHECK(cost_of(*place.exit.branch).macs.value == 0);
    if (place.pooled != report::pooling::global) continue;
    // The signature is the mean of each channel of the feature map.
    engine::plan_options wanted;
    wanted.wanted = {four_classes()->find(place.exit.at)};
    auto const maps =
        engine::run(four_classes(), blobs::stream(5).samples().inputs().floats(), wanted).front();
    std::size_t const channels = static_cast<std::size_t>(maps.dims()[1]),
                      cells = maps.size() / blobs::stream(5).size() / channels;
    for (std::size_t k = 0; k < 3 * channels; ++k) {
      double mean = 0;
      for (std::size_t c = 0; c < cells; ++c)
        mean += static_cast<double>(maps.floats()[k * cells + c]) / static_cast<double>(cells);
      CHECK(static_cast<double>(place.exit.outputs.floats()[k]) == doctest::Approx(mean).epsilon(1e-4));
    }
  }
  CHECK(coarse);
}

TEST_CASE("temporal rules: same seed, same bytes, and the cache gives them back") {
  auto const fresh = [] { return fed().with_memo(std::make_shared<memo>()); };
  std::string const first = bytes_of(fresh().run(pass(0.02)).solutions());
  CHECK(first == bytes_of(fresh().run(pass(0.02)).solutions()));
  std::istringstream from(first);
  CHECK(bytes_of(get<solutions<temporal>>(from)) == first);
}

TEST_CASE("behind another pass the limit and the MACs count from the model of the user") {
  // A smaller network stands for what the pass before made of the user's.
  network_builder b("smaller", {batch_extent, 1, 12, 12}, 3);
  b.conv(6, {3, 3})
      .batch_normalization()
      .relu()
      .max_pool({2, 2})
      .conv(8, {3, 3})
      .relu()
      .conv(8, {3, 3})
      .relu();
  b.max_pool({2, 2}).flatten().dense(4).softmax();
  training::fit_options o;
  o.epochs = 3;
  o.batch = 32;
  o.optimizer.rate = 3e-3;
  network const small = training::fit(network(b.finish("answer")), blobs::samples(800, 4, 1), {}, o).network;
  auto const a = fed(small, blobs::stream(5), blobs::stream(6));
  original const first(four_classes());
  auto const& behaviour = a.get<report::temporal_behaviour>();
  report::stream<calibration> const judge{blobs::stream(5)};
  auto const labels = judge.recordings.samples().labels();
  auto const score = [&](network const& n) {
    auto const said =
        report::labels_of(report::first_output(n, judge.recordings.samples()), report::answer_form::softmax);
    double right = 0;
    for (std::size_t i = 0; i < said.size(); ++i) right += said[i] == labels[i] ? 1 : 0;
    return right / static_cast<double>(said.size());
  };
  double const lost = score(four_classes()) - score(small);
  auto const found =
      pass(std::max(0.0, lost) + 0.03).rewrite(model<single_exit>(small), first, behaviour, judge, {}, {});
  REQUIRE(found.choice);
  auto const& m = found.front[*found.choice].measured;
  CHECK(score(four_classes()) - *m.validation_score <= std::max(0.0, lost) + 0.03 + 1e-9);
  double macs = 0;
  for (std::size_t e = 0; e < m.validation_exit_shares.size(); ++e)
    macs += m.validation_exit_shares[e] * static_cast<double>(found.front[*found.choice].exits[e].macs);
  CHECK(*m.validation_relative_macs ==
        doctest::Approx(macs / static_cast<double>(cost_of(*four_classes()).macs.value)).epsilon(1e-9));
  if (lost > 0.001) {
    auto const none = pass(lost - 0.001).rewrite(model<single_exit>(small), first, behaviour, judge, {}, {});
    CHECK(!none.choice);
    CHECK(none.refusals.back().why.find("passes before") != std::string::npos);
  }
}

namespace {
double mean(std::vector<double> const& shares, std::vector<double> const& of_exit) {
  double out = 0;
  for (std::size_t e = 0; e < shares.size(); ++e) out += shares[e] * of_exit[e];
  return out;
}

template <class Pass> solutions<temporal> placed(Pass p, hardware::platform const& on) {
  p.with.keep.loss = search::loss_limit::plain(0.05);
  return fed().submit(report::platform::of{on}).run(p).solutions();
}
} // namespace

TEST_CASE_TEMPLATE("with a platform temporal rules have a mapping, latency and energy", Pass,
                   rewrite::temporal_exits, rewrite::feature_map_termination) {
  Pass p;
  solutions<temporal> const found = placed(p, blobs::board());
  REQUIRE(found.choice);
  for (auto const& s : found.front) {
    REQUIRE(!s.mapping.empty());
    REQUIRE(s.leaving_seconds.size() == s.exits.size());
    CHECK(s.measured.worst_latency_s == s.leaving_seconds.back());
    CHECK(*s.measured.mean_latency_s == doctest::Approx(mean(s.measured.exit_shares, s.leaving_seconds)));
    CHECK(*s.measured.mean_energy_j == doctest::Approx(mean(s.measured.exit_shares, s.leaving_joules)));
    CHECK(deploy::cut_into_parts(s.network, s.exits, s.mapping).size() == s.mapping.size());
  }
  // The whole network on the large processor alone is the fastest: only less than its time is too much to ask.
  auto const whole =
      static_cast<double>(cost_of(*four_classes()).macs.value + cost_of(*four_classes()).elements.value) /
      2e7;
  p.with.keep.latency_s = 1.5 * whole;
  for (auto const& s : placed(p, blobs::board()).front) CHECK(s.leaving_seconds.back() <= 1.5 * whole);
  p.with.keep.latency_s = 0.5 * whole;
  auto const none = placed(p, blobs::board());
  CHECK(none.front.empty());
  CHECK(none.refusals.back().why == "no set of exits can be mapped on platform board");
}

TEST_CASE("without labels a temporal rule is judged by the network's own answers, and the note says so") {
  auto const blind = blobs::stream(5, {.labelled = false});
  auto const result = fed(four_classes(), blind, blobs::stream(6)).run(pass(0.02));
  auto const& s = result.solutions();
  REQUIRE(s.choice);
  auto const& chosen = s.front[*s.choice];
  CHECK(chosen.note.find("no class labels") != std::string::npos);
  CHECK(*chosen.measured.validation_accuracy >= 0.98 - 1e-12);
  CHECK(*chosen.measured.validation_relative_macs < 0.9);
  auto const again = result::evaluate_stream(chosen.network, chosen, blind, {});
  CHECK(!again.labelled);
  CHECK(*again.network_accuracy == 1);
  CHECK(*again.accuracy == doctest::Approx(*chosen.measured.validation_accuracy));
}

TEST_CASE("a regression has feature map termination, judged by the variance that repeated outputs keep, and "
          "no temporal exits") {
  network_builder b("regression", {batch_extent, 1, 12, 12}, 1);
  network const n(b.conv(4, {3, 3})
                      .relu()
                      .conv(4, {3, 3})
                      .relu()
                      .conv(4, {3, 3})
                      .relu()
                      .global_average_pool()
                      .flatten()
                      .dense(1)
                      .finish());
  auto const a = fed(n, blobs::stream(5), blobs::stream(6));
  auto const refused = a.run(pass(0.02));
  CHECK_FALSE(refused.has_choice());
  CHECK(refused.solutions().front.empty());
  REQUIRE(!refused.solutions().refusals.empty());
  CHECK(refused.solutions().refusals[0].why.find("regression") != std::string::npos);

  rewrite::feature_map_termination p;
  p.with.keep.loss = search::loss_limit::plain(0.1);
  auto const result = a.run(p);
  auto const& s = result.solutions();
  REQUIRE(s.choice);
  auto const& chosen = s.front[*s.choice];
  CHECK(!chosen.measured.validation_accuracy);
  CHECK(!chosen.measured.test_accuracy);
  CHECK(*chosen.measured.validation_score >= 0.9 - 1e-9);
  CHECK(*chosen.measured.validation_relative_macs < 0.9);
  // The share of the variance, from the outputs alone.
  auto const on = blobs::stream(6);
  auto const outputs = engine::run(chosen.network, on.samples().inputs().floats());
  std::vector<tensor const*> all;
  for (auto const& t : outputs) all.push_back(&t);
  auto const replayed = result::replay_stream(chosen, all, on.lengths(), std::nullopt);
  double lost = 0, variance = 0, mean = 0;
  auto const own = [&](std::size_t i) { return static_cast<double>(outputs.back().floats()[i]); };
  for (std::size_t i = 0; i < on.size(); ++i) mean += own(i) / static_cast<double>(on.size());
  for (std::size_t i = 0; i < on.size(); ++i) {
    lost += (own(i) - own(replayed.from[i])) * (own(i) - own(replayed.from[i]));
    variance += (own(i) - mean) * (own(i) - mean);
  }
  CHECK(*chosen.measured.test_score == doctest::Approx(1 - lost / variance).epsilon(1e-6));
}

TEST_CASE("streams that give nothing to follow are refused in words") {
  auto const why = [](data::stream const& calibrate, auto const& rewriter) {
    auto const result = fed(four_classes(), calibrate, blobs::stream(6)).run(rewriter);
    CHECK_FALSE(result.has_choice());
    CHECK(result.solutions().front.empty());
    return result.solutions().refusals.empty() ? std::string() : result.solutions().refusals.back().why;
  };
  rewrite::feature_map_termination maps;
  maps.with.keep.loss = search::loss_limit::plain(0.02);
  CHECK(why(blobs::stream(5, {.recordings = 5, .samples = 1}), pass(0.02)).find("one sample") !=
        std::string::npos);
  CHECK(why(blobs::stream(5, {.change = 0}), pass(0.02)).find("one scene") != std::string::npos);
  CHECK(why(blobs::stream(5, {.change = 0}), maps).find("one scene") != std::string::npos);

  // The same image all along: no distance is above zero.
  std::vector<float> x(20 * 144, 0.5f);
  std::vector<std::int64_t> y(20, 0), lengths{10, 10};
  std::fill(y.begin() + 5, y.end(), 1);
  data::stream const constant(data::data_set(tensor(shape{20, 1, 12, 12}, x), tensor::list(y)), lengths);
  CHECK(why(constant, pass(0.02)).find("no place left") != std::string::npos);
  auto const refusals = fed(four_classes(), constant, blobs::stream(6)).run(maps).solutions().refusals;
  CHECK(std::any_of(refusals.begin(), refusals.end(),
                    [](refusal const& r) { return r.why.find("constant") != std::string::npos; }));

  network_builder t("shallow", {batch_extent, 1, 12, 12}, 1);
  network const shallow(t.conv(4, {3, 3}).relu().global_average_pool().flatten().dense(4).softmax().finish());
  auto const nowhere = fed(shallow, blobs::stream(5), blobs::stream(6));
  CHECK(nowhere.run(pass(0.02)).solutions().refusals[0].why.find("cut") != std::string::npos);
  CHECK(nowhere.run(maps).solutions().refusals[0].why.find("cut") != std::string::npos);

  rewrite::temporal_exits certified;
  certified.with.keep.loss = search::loss_limit::certified(0.02, 0.95);
  auto const few = fed(four_classes(), blobs::stream(5, {.recordings = 4}), blobs::stream(6)).run(certified);
  CHECK_FALSE(few.has_choice());
  CHECK(few.solutions().refusals.back().why.find("4 recordings") != std::string::npos);
}

TEST_CASE("delays and missed changes are counted from the change of the true label on") {
  // Answers of a model with one output, the identity; the record says that the whole network runs always.
  graph_editor e("echo");
  auto const x = e.add_input("x", data_type::float32, {batch_extent, 3});
  e.add_output(e.add(
      op::softmax{},
      {e.add(op::gemm{1, 1, false, true},
             {x, e.add_constant("w", tensor(shape{3, 3}, std::vector<float>{1, 0, 0, 0, 1, 0, 0, 0, 1}))})}));
  solution<temporal> s;
  s.network = model<temporal>(network(e.finish()));
  s.exits = {{"final", "y", "", "", 9}};
  std::vector<std::int64_t> const truth{0, 0, 1, 1, 1, 2, 2, 0, 0, 1}, said{0, 0, 0, 0, 1, 1, 1, 0, 0, 1},
      lengths{9, 1};
  std::vector<float> values;
  for (auto const a : said)
    for (std::int64_t k = 0; k < 3; ++k) values.push_back(k == a ? 4.0f : 0.0f);
  data::stream const on(data::data_set(tensor(shape{10, 3}, values), tensor::list(truth)), lengths);
  auto const figures = result::evaluate_stream(s.network, s, on, {});
  REQUIRE(figures.changes);
  CHECK(figures.changes->change_delay == doctest::Approx((2 + 0) / 2.0)); // at samples 2 and 7
  CHECK(figures.changes->changes_missed == doctest::Approx(1 / 3.0));     // at sample 5
  CHECK(figures.termination_rate == 0);
  CHECK(*figures.accuracy == doctest::Approx(0.6));
  REQUIRE(figures.control.size() == 5);
  CHECK(figures.control[0].relative_macs == doctest::Approx(0.6)); // samples 0, 2, 4, 6, 8 and 9
  CHECK(*figures.control[0].accuracy == doctest::Approx(0.5));     // 0 0 0 0 1 1 1 1 0 1
}

static_assert(RunnableOn<rewrite::temporal_exits, decltype(fed())>);
static_assert(!RunnableOn<rewrite::temporal_exits, analysis<single_exit>>);
static_assert(!RunnableOn<rewrite::feature_map_termination, analysis<single_exit>>);
