#include "blobs.hpp"
#include <peax/analysis/analysis.hpp>
#include <peax/analysis/stored.hpp>
#include <peax/engine/run.hpp>
#include <peax/graph/op.hpp>
#include <peax/graph/verify.hpp>
#include <peax/rewrite/slimming.hpp>
#include <peax/rewrite/slimming/slimming_channels.hpp>
#include <peax/rewrite/slimming/slimming_narrowed.hpp>
#include <peax/solution/decisions.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <sstream>
#include <string>
#include <vector>

using namespace peax;

namespace {
auto fed(network const& n, int classes) {
  return analysis(model<single_exit>(n))
      .submit(report::dataset<train>::of{blobs::samples(600, classes, 1)})
      .submit(report::dataset<validation>::of{blobs::samples(400, classes, 2)})
      .submit(report::dataset<test>::of{blobs::samples(300, classes, 3)});
}

rewrite::slimming pass(double loss, std::vector<double> widths = {0.75, 0.5}) {
  rewrite::slimming p;
  p.with.keep.loss = search::loss_limit::plain(loss);
  p.with.widths = std::move(widths);
  p.with.epochs = 1;
  return p;
}
} // namespace

TEST_CASE("what is added keeps the same channels, behind depthwise and normalizing layers too") {
  network_builder b("residual", {batch_extent, 1, 8, 8}, 3);
  b.conv(8, {3, 3}, {}, "stem").batch_normalization("norm").relu();
  value_id const in = b.at();
  b.depthwise({3, 3}, {}, "depthwise")
      .conv(8, {1, 1}, {}, "pointwise")
      .batch_normalization("second")
      .add(in)
      .relu();
  b.max_pool({2, 2}).flatten().dense(10, "hidden").relu().dense(3, "last").softmax();
  graph const g = b.finish();
  rewrite::channel_groups const groups(g);
  REQUIRE(groups.free().size() == 2);
  CHECK(groups.makers(groups.free()[0]).size() == 2); // stem and pointwise
  REQUIRE(groups.refusals().size() == 1);
  CHECK(groups.refusals()[0] == refusal{"slimming", "its outputs are the answers of a softmax", "last"});
  graph const slim = rewrite::narrowed(g, g, 0.5);
  verify(slim);
  auto const dims = [&](std::string const& name) { return slim[slim.find(name)].dims; };
  CHECK(dims("stem.weight") == shape{4, 1, 3, 3});
  CHECK(dims("depthwise.weight") == shape{4, 1, 3, 3});
  CHECK(dims("pointwise.weight") == shape{4, 4, 1, 1});
  CHECK(dims("second.mean") == shape{4});
  CHECK(dims("hidden.weight") == shape{5, 4 * 16});
  CHECK(dims("last.weight") == shape{3, 5});
  CHECK(slim[slim.outputs()[0]].dims == g[g.outputs()[0]].dims);
}

TEST_CASE("channels that nothing reads are the first to go, and without them the answers stay the same") {
  network_builder b("dead", {batch_extent, 2, 6, 6}, 4);
  b.conv(6, {3, 3}, {}, "a").relu().conv(4, {3, 3}, {}, "b").relu().flatten().dense(3, "out").softmax();
  graph const fresh = b.finish();
  graph_editor edit(fresh);
  auto const silence = [&](std::string const& weight, std::size_t outputs, std::size_t inputs,
                           std::vector<std::size_t> const& dead) {
    value_id const id = fresh.find(weight);
    auto const old = fresh[id].constant.floats();
    std::vector<float> w(old.begin(), old.end());
    std::size_t const each = w.size() / (outputs * inputs);
    for (std::size_t o = 0; o < outputs; ++o)
      for (auto i : dead)
        for (std::size_t j = 0; j < each; ++j) w[(o * inputs + i) * each + j] = 0;
    edit.set_constant(id, tensor(fresh[id].dims, std::move(w)));
  };
  silence("b.weight", 4, 6, {0, 3, 5});
  silence("out.weight", 3, 4, {1, 2});
  graph const g = edit.finish(), slim = rewrite::narrowed(g, g, 0.5);
  CHECK(slim[slim.find("a.weight")].dims[0] == 3);
  auto const samples = blobs::samples(20, 4, 5);
  auto const x = samples.inputs().floats().first(20 * 72);
  auto const before = engine::run(network(g), x)[0], after = engine::run(network(slim), x)[0];
  for (std::size_t i = 0; i < before.size(); ++i)
    CHECK(after.floats()[i] == doctest::Approx(before.floats()[i]).epsilon(1e-5));
}

TEST_CASE("widths count from the original, and no set becomes empty") {
  network_builder b("small", {batch_extent, 1, 6, 6}, 4);
  graph const g = b.conv(9, {3, 3}, {}, "a")
                      .relu()
                      .conv(2, {3, 3}, {}, "b")
                      .relu()
                      .global_average_pool()
                      .flatten()
                      .dense(3)
                      .finish();
  graph const three = rewrite::narrowed(g, g, 0.75), one = rewrite::narrowed(three, g, 0.1);
  CHECK(three[three.find("a.weight")].dims[0] == 7);
  CHECK(one[one.find("a.weight")].dims[0] == 1);
  CHECK(one[one.find("b.weight")].dims == shape{1, 1, 3, 3});
}

TEST_CASE("what is done to channels but not followed keeps its width, with the reason") {
  network_builder b("concat", {batch_extent, 1, 6, 6}, 4);
  b.conv(4, {3, 3}, {}, "left");
  value_id const left = b.at();
  b.conv(4, {3, 3}, {}, "right");
  value_id const both = b.editor().add(op::concat{1}, {left, b.at()}, "side by side");
  graph const g = b.from(both)
                      .relu()
                      .conv(4, {3, 3}, {}, "behind")
                      .relu()
                      .global_average_pool()
                      .flatten()
                      .dense(3, "answer")
                      .finish();
  rewrite::channel_groups const groups(g);
  REQUIRE(groups.free().size() == 1);
  CHECK(g[groups.makers(groups.free()[0])[0]].name == "behind");
  std::string all;
  for (auto const& r : groups.refusals()) all += r.text() + "\n";
  CHECK(all.find("at left: what Concat side by side does to channels is not followed") != std::string::npos);
  CHECK(all.find("at answer: its outputs are the network's answers") != std::string::npos);
}

TEST_CASE("slimming gives narrower networks whose figures are those of the deployed ones, with the same "
          "bytes every time") {
  network const n = blobs::trained(4);
  auto const a = fed(n, 4);
  auto const result = a.run(pass(0.2));
  auto const& s = result.solutions();
  REQUIRE(s.front.size() == 2);
  REQUIRE(s.choice);
  auto const judge = blobs::samples(400, 4, 2), unseen = blobs::samples(300, 4, 3);
  for (auto const& one : s.front) {
    verify(*one.network);
    CHECK(result::score_of_network(one.network, judge, report::answer_form::softmax, {}) ==
          *one.measured.validation_accuracy);
    CHECK(result::score_of_network(one.network, unseen, report::answer_form::softmax, {}) ==
          *one.measured.test_accuracy);
    CHECK(*one.measured.relative_macs == doctest::Approx(*one.measured.validation_relative_macs));
    CHECK(*one.measured.relative_macs < 0.7);
    CHECK(one.decision.is<result::no_exit>());
  }
  double const base = result::score_of_network(n, judge, report::answer_form::softmax, {});
  CHECK(base - *s.front[*s.choice].measured.validation_score <= 0.2 + 1e-12);

  auto const bytes = [](auto const& solutions) {
    std::ostringstream to;
    put(to, solutions);
    return to.str();
  };
  auto const again = fed(n, 4).with_memo(std::make_shared<memo>());
  CHECK(bytes(again.run(pass(0.2)).solutions()) == bytes(s));
}

TEST_CASE("a limit that no width keeps chooses nothing and says so; what is no classifier is refused") {
  network const n = blobs::trained(4);
  auto const none = fed(n, 4).run(pass(0.0, {0.1}));
  CHECK_FALSE(none.has_choice());
  CHECK(none.solutions().refusals.back().why.find("keeps the loss within") != std::string::npos);

  network_builder r("regression", {batch_extent, 1, 12, 12}, 1);
  network const regression(r.conv(4, {3, 3}).relu().global_average_pool().flatten().dense(1).finish());
  auto const refused = fed(regression, 4).run(pass(0.1));
  CHECK(refused.solutions().front.empty());
  CHECK(refused.solutions().refusals.at(0).why.find("regression") != std::string::npos);

  network_builder l("linear", {batch_extent, 1, 12, 12}, 1);
  network const linear(l.flatten().dense(4).softmax().finish());
  auto const nothing = fed(linear, 4).run(pass(0.1));
  CHECK(nothing.solutions().front.empty());
  CHECK(nothing.solutions().refusals.back().why.find("no layer") != std::string::npos);
  CHECK_THROWS_AS((void)fed(n, 4).run(pass(0.1, {1.5})), usage_error);
}
