#include "blobs.hpp"
#include <peax/analysis/analysis.hpp>
#include <peax/analysis/stored.hpp>
#include <peax/graph/cost.hpp>
#include <peax/graph/cut.hpp>
#include <peax/graph/op.hpp>
#include <peax/graph/verify.hpp>
#include <peax/rewrite/separable/separable_layers.hpp>
#include <peax/rewrite/separable_convolutions.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <sstream>
#include <string>

using namespace peax;

namespace {
network const& four_classes() {
  static network const n = blobs::trained(4);
  return n;
}

auto fed(network const& n, int classes) {
  return analysis(model<single_exit>(n))
      .submit(report::dataset<train>::of{blobs::samples(600, classes, 1)})
      .submit(report::dataset<validation>::of{blobs::samples(400, classes, 2)})
      .submit(report::dataset<test>::of{blobs::samples(300, classes, 3)});
}

rewrite::separable_convolutions pass(double loss, std::size_t layers = 0) {
  rewrite::separable_convolutions p;
  p.with.keep.loss = search::loss_limit::plain(loss);
  p.with.layers = layers;
  p.with.epochs = 1;
  return p;
}

std::size_t depthwise_layers(graph const& g) {
  std::size_t n = 0;
  for (std::size_t i = 0; i < g.nodes().size(); ++i)
    n += class_of(g, static_cast<node_id>(i)) == layer_class::depthwise ? 1 : 0;
  return n;
}

std::size_t convolutions_of(graph const& g) {
  std::size_t n = 0;
  for (auto const& one : g.nodes()) n += one.op.is<op::conv>() ? 1 : 0;
  return n;
}
} // namespace

TEST_CASE("as many convolutions as the limit allows are replaced, each other has its reason") {
  auto const result = fed(four_classes(), 4).run(pass(0.05));
  auto const& s = result.solutions();
  REQUIRE(s.choice);
  auto const& chosen = s.front[*s.choice];
  verify(*chosen.network);
  auto const judge = blobs::samples(400, 4, 2), unseen = blobs::samples(300, 4, 3);
  double const base = result::score_of_network(four_classes(), judge, report::answer_form::softmax, {});
  CHECK(base - *chosen.measured.validation_score <= 0.05 + 1e-12);
  CHECK(result::score_of_network(chosen.network, judge, report::answer_form::softmax, {}) ==
        *chosen.measured.validation_accuracy);
  CHECK(result::score_of_network(chosen.network, unseen, report::answer_form::softmax, {}) ==
        *chosen.measured.test_accuracy);
  std::size_t const replaced = depthwise_layers(*chosen.network);
  CHECK(replaced > 0);
  std::size_t explained = 0;
  for (auto const& r : s.refusals) explained += r.what == "separable convolution" && !r.why.empty() ? 1 : 0;
  CHECK(replaced + explained == convolutions_of(*four_classes()));
}

TEST_CASE("layers=1 replaces the most costly one and says why the others stay") {
  auto const result = fed(four_classes(), 4).run(pass(0.5, 1));
  auto const& s = result.solutions();
  REQUIRE(s.front.size() == 1);
  REQUIRE(s.choice);
  CHECK(depthwise_layers(*s.front[0].network) == 1);
  auto const order = rewrite::separable_candidates_of(*four_classes());
  CHECK(s.front[0].note.find("separable: " + order.convolutions[0]) == 0);
  auto const costs = rewrite::separable_costs_of(*four_classes(),
                                                 rewrite::node_named(*four_classes(), order.convolutions[0]));
  CHECK(cost_of(*four_classes()).macs.value - cost_of(*s.front[0].network).macs.value ==
        costs.before - costs.after);
  CHECK(s.refusals.size() == convolutions_of(*four_classes()) - 1);
}

TEST_CASE("a limit that no replacement keeps is said, and after some failures no further one is tried") {
  auto p = pass(0);
  p.with.keep.loss = search::loss_limit::margin(0, 3);
  p.with.failures = 1;
  auto const result = fed(four_classes(), 4).run(p);
  auto const& s = result.solutions();
  CHECK_FALSE(s.choice);
  CHECK(s.front.size() == 1);
  std::string all;
  for (auto const& r : s.refusals) all += r.text() + "\n";
  CHECK(all.find("replaced, the network loses") != std::string::npos);
  CHECK(all.find("1 more costly ones went beyond the limit already") != std::string::npos);
  CHECK(s.refusals.back().what == "choice");
}

TEST_CASE(
    "a certificate is given for networks that were made without a look at the samples that it rests on") {
  auto p = pass(0.3);
  p.with.keep.loss = search::loss_limit::certified(0.3, 0.9);
  auto const result = fed(four_classes(), 4).run(p);
  auto const& s = result.solutions();
  REQUIRE(s.choice);
  CHECK(s.front[*s.choice].note.find("certified") != std::string::npos);
}

TEST_CASE("same seed, same bytes") {
  auto const bytes = [](auto const& solutions) {
    std::ostringstream to;
    put(to, solutions);
    return to.str();
  };
  auto const fresh = [] { return fed(four_classes(), 4).with_memo(std::make_shared<memo>()); };
  CHECK(bytes(fresh().run(pass(0.2, 1)).solutions()) == bytes(fresh().run(pass(0.2, 1)).solutions()));
}

TEST_CASE("networks without a suitable convolution, several outputs and regressions are refused in words") {
  network_builder t("pointwise", {batch_extent, 1, 12, 12}, 1);
  network const pointwise(t.conv(4, {3, 3})
                              .relu()
                              .conv(4, {1, 1})
                              .relu()
                              .global_average_pool()
                              .flatten()
                              .dense(4)
                              .softmax()
                              .finish());
  auto const none = fed(pointwise, 4).run(pass(0.1));
  CHECK_FALSE(none.has_choice());
  CHECK(none.solutions().front.empty());
  CHECK(none.solutions().refusals.size() == 3);
  CHECK(none.solutions().refusals.back().why.find("no convolution that would be cheaper") !=
        std::string::npos);

  network_builder r("regression", {batch_extent, 1, 12, 12}, 1);
  network const regression(
      r.conv(4, {3, 3}).relu().conv(4, {3, 3}).relu().global_average_pool().flatten().dense(1).finish());
  CHECK(fed(regression, 4).run(pass(0.1)).solutions().refusals.at(0).why.find("regression") !=
        std::string::npos);

  network_builder m("two answers", {batch_extent, 1, 12, 12}, 1);
  m.conv(4, {3, 3}).relu().conv(4, {3, 3}).relu().global_average_pool().flatten();
  value_id const features = m.at();
  m.dense(4).softmax();
  graph_editor edit = m.editor();
  edit.set_outputs({m.at(), features});
  auto const several = fed(network(edit.finish()), 4).run(pass(0.1));
  CHECK(several.solutions().refusals.at(0).why.find("2 outputs") != std::string::npos);
}

static_assert(RunnableOn<rewrite::separable_convolutions, decltype(fed(network(), 4))>);
static_assert(!RunnableOn<rewrite::separable_convolutions, analysis<single_exit>>);
