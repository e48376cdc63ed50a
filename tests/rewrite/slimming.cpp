#include "blobs.hpp"
#include <peax/analysis/analysis.hpp>
#include <peax/analysis/stored.hpp>
#include <peax/engine/run.hpp>
#include <peax/graph/evaluate.hpp>
#include <peax/graph/op.hpp>
#include <peax/graph/own_constants.hpp>
#include <peax/graph/verify.hpp>
#include <peax/rewrite/slimming.hpp>
#include <peax/rewrite/slimming/slimming_channels.hpp>
#include <peax/rewrite/slimming/slimming_narrowed.hpp>
#include <peax/solution/decisions.hpp>

#include <doctest/doctest.h>

#include <algorithm>
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

//! A network answers as the one it was narrowed from, where what went was read by nobody or was nothing.
void answers_alike(graph const& g, graph const& slim) {
  verify(slim);
  auto const samples = blobs::samples(20, 4, 5);
  auto const x = samples.inputs().floats().first(20 * 72);
  auto const before = engine::run(network(g), x)[0], after = engine::run(network(slim), x)[0];
  for (std::size_t i = 0; i < before.size(); ++i)
    CHECK(after.floats()[i] == doctest::Approx(before.floats()[i]).epsilon(1e-5));
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
  answers_alike(g, slim);
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

namespace {
//! The shape of a constant or value after half of the channels went.
shape slimmed(graph const& slim, std::string const& name) {
  value_id const id = slim.find(name);
  REQUIRE(id != value_id::none);
  return slim[id].dims;
}

//! The weight of a layer with nothing on some of its inputs.
void silence(graph_editor& edit, graph const& g, std::string const& weight,
             std::vector<std::size_t> const& inputs) {
  value_id const id = g.find(weight);
  auto const old = g[id].constant.floats();
  auto const rows = static_cast<std::size_t>(g[id].dims[0]),
             columns = static_cast<std::size_t>(g[id].dims[1]);
  std::vector<float> w(old.begin(), old.end());
  std::size_t const taps = w.size() / (rows * columns);
  for (std::size_t r = 0; r < rows; ++r)
    for (auto c : inputs)
      for (std::size_t t = 0; t < taps; ++t) w[(r * columns + c) * taps + t] = 0;
  edit.set_constant(id, tensor(g[id].dims, std::move(w)));
}

//! conv a [8 channels] of [2,6,6], `between` from and to a map of any shape, flattened, dense.
template <class Between> graph with_between(Between const& between) {
  network_builder b("between", {batch_extent, 2, 6, 6}, 4);
  b.conv(8, {3, 3}, {}, "a").relu();
  value_id const made = between(b.editor(), b.at());
  return b.from(made).flatten().dense(3, "out").softmax().finish();
}

//! Narrowed to half, the answers are those of the whole network when the channels that go are read by nobody.
//! `position(channel)` lists the columns of "out" that a channel lies in.
template <class Positions> void narrows_as_it_should(graph const& fresh, Positions const& positions) {
  graph_editor edit(fresh);
  std::vector<std::size_t> columns;
  for (std::size_t c : {0UL, 3UL, 5UL, 6UL})
    for (auto p : positions(c)) columns.push_back(p);
  silence(edit, fresh, "out.weight", columns);
  graph const g = edit.finish(), slim = rewrite::narrowed(g, g, 0.5);
  CHECK(slimmed(slim, "a.weight") == shape{4, 2, 3, 3});
  CHECK(slimmed(slim, "out.weight")[1] == fresh[fresh.find("out.weight")].dims[1] / 2);
  answers_alike(g, slim);
}

std::vector<std::size_t> from_to(std::size_t first, std::size_t last, std::size_t step = 1) {
  std::vector<std::size_t> out;
  for (; first < last; first += step) out.push_back(first);
  return out;
}
tensor ramp(shape dims) {
  std::vector<float> v(static_cast<std::size_t>(dims.elements()));
  for (std::size_t i = 0; i < v.size(); ++i) v[i] = 0.1F * static_cast<float>(i) - 0.3F;
  return tensor(std::move(dims), std::move(v));
}
} // namespace

TEST_CASE("channels are followed through moves of other axes") {
  auto const first = [](std::size_t each) {
    return [each](std::size_t c) { return from_to(c * each, (c + 1) * each); };
  };
  SUBCASE("transposed to the back, they lie side by side") {
    narrows_as_it_should(with_between([](graph_editor& e, value_id x) {
                           return e.add(op::transpose{{0, 2, 3, 1}}, {x}, "back");
                         }),
                         [](std::size_t c) { return from_to(c, 8 * 36, 8); });
  }
  SUBCASE("transposed and back, with padding between") {
    narrows_as_it_should(with_between([](graph_editor& e, value_id x) {
                           value_id at = e.add(op::transpose{{0, 2, 3, 1}}, {x}, "back");
                           at = e.add(op::pad{{0, 1, 0, 0, 0, 0, 1, 0}}, {at}, "padded");
                           return e.add(op::transpose{{0, 3, 1, 2}}, {at}, "front");
                         }),
                         first(49));
  }
  SUBCASE("a slice of rows") {
    narrows_as_it_should(with_between([](graph_editor& e, value_id x) {
                           return e.add(op::slice{{1}, {5}, {2}, {2}}, {x}, "rows");
                         }),
                         first(12));
  }
  SUBCASE("unsqueezed in front, squeezed again") {
    narrows_as_it_should(with_between([](graph_editor& e, value_id x) {
                           value_id const at = e.add(op::unsqueeze{{1, -1}}, {x}, "wide");
                           return e.add(op::squeeze{{-1}}, {at}, "narrow");
                         }),
                         first(36));
  }
  SUBCASE("reshaped by numbers that name the channels") {
    narrows_as_it_should(with_between([](graph_editor& e, value_id x) {
                           return e.add(op::reshape{{-1, 1, 8, 36}}, {x}, "lines");
                         }),
                         first(36));
  }
}

TEST_CASE("channels are followed through transposed convolutions, normalizations by the sample and other "
          "resolutions") {
  auto const plane = [](std::size_t pixels) {
    return [pixels](std::size_t c) { return from_to(c * pixels, (c + 1) * pixels); };
  };
  narrows_as_it_should(with_between([](graph_editor& e, value_id at) {
                         value_id const w = e.add_constant("up.weight", ramp({8, 1, 2, 2}));
                         return e.add(op::conv_transpose{{2, 2}, {}, {}, {}, 8},
                                      {at, w, e.add_constant("up.bias", ramp({8}))});
                       }),
                       plane(144));
  narrows_as_it_should(
      with_between([](graph_editor& e, value_id at) {
        value_id const scale = e.add_constant("scale", ramp({8})), shift = e.add_constant("shift", ramp({8}));
        value_id const y = e.add(op::instance_normalization{1e-3F}, {at, scale, shift});
        return e.add(op::resize{op::resizing::linear, op::resizing::half_pixel, 0, -0.75F, false, {9, 3}, {}},
                     {y});
      }),
      plane(27));
  narrows_as_it_should(
      with_between([](graph_editor& e, value_id at) { return e.add(op::global_lp_pool{2}, {at}); }),
      plane(1));
  narrows_as_it_should(
      with_between([](graph_editor& e, value_id at) { return e.add(op::space_to_depth{2}, {at}); }),
      [](std::size_t c) {
        std::vector<std::size_t> out;
        for (std::size_t block = 0; block < 4; ++block)
          for (auto p : from_to((block * 8 + c) * 9, (block * 8 + c + 1) * 9)) out.push_back(p);
        return out;
      });
}

TEST_CASE("a transposed convolution is narrowed along both axes of its weights") {
  network_builder b("up", {batch_extent, 2, 6, 6}, 4);
  b.conv(8, {3, 3}, {}, "a").relu();
  auto& e = b.editor();
  value_id const up = e.add(
      op::conv_transpose{{2, 2}, {}, {}, {}, 1},
      {b.at(), e.add_constant("up.weight", ramp({8, 6, 2, 2})), e.add_constant("up.bias", ramp({6}))}, "up");
  value_id const blocks = e.add(op::space_to_depth{2}, {up});
  graph const fresh =
      b.from(blocks).relu().conv(4, {1, 1}, {}, "behind").relu().flatten().dense(3, "out").finish();
  graph_editor edit(fresh);
  // What reads channels 1, 2 and 4 of "up" in every block is 0, and so is what "up" reads of channels 0 to 3.
  std::vector<std::size_t> read;
  for (std::size_t block = 0; block < 4; ++block)
    for (std::size_t c : {1UL, 2UL, 4UL}) read.push_back(block * 6 + c);
  silence(edit, fresh, "behind.weight", read);
  auto const old = fresh[fresh.find("up.weight")].constant.floats();
  std::vector<float> w(old.begin(), old.end());
  std::fill_n(w.begin(), 4 * 6 * 4, 0.0F);
  edit.set_constant(fresh.find("up.weight"), tensor(shape{8, 6, 2, 2}, w));
  silence(edit, fresh, "out.weight", [] {
    auto out = from_to(0, 36);
    for (auto p : from_to(108, 144)) out.push_back(p);
    return out;
  }());
  graph const g = edit.finish(), slim = rewrite::narrowed(g, g, 0.5);
  CHECK(slimmed(slim, "up.weight") == shape{4, 3, 2, 2});
  CHECK(slimmed(slim, "up.bias") == shape{3});
  CHECK(slimmed(slim, "behind.weight") == shape{2, 12, 1, 1});
  answers_alike(g, slim);
}

namespace {
//! Nothing for some outputs of a layer: their weights, and all other constants that the layer and a normalization have for them.
void silence_made(graph_editor& edit, graph const& g, std::vector<std::string> const& constants,
                  std::vector<std::size_t> const& outputs, bool is_transposed = false) {
  for (auto const& name : constants) {
    value const& v = g[g.find(name)];
    auto const old = v.constant.floats();
    std::vector<float> now(old.begin(), old.end());
    std::size_t const axis = is_transposed && v.dims.rank() > 1 ? 1 : 0;
    auto const extent = static_cast<std::size_t>(v.dims[axis]);
    std::size_t inner = 1;
    for (std::size_t a = axis + 1; a < v.dims.rank(); ++a) inner *= static_cast<std::size_t>(v.dims[a]);
    for (std::size_t i = 0; i < now.size(); ++i)
      if (std::ranges::count(outputs, i / inner % extent) != 0) now[i] = 0;
    edit.set_constant(g.find(name), tensor(v.dims, std::move(now)));
  }
}

//! Which of the channels in front of DepthToSpace make some of those behind it, asked of the evaluator: one map of one pixel for each.
std::vector<std::size_t> channels_in(op::depth_to_space const& blocks, std::size_t channels,
                                     std::vector<std::size_t> const& behind) {
  std::vector<std::size_t> out;
  auto const extent = static_cast<std::int64_t>(channels);
  for (std::size_t c = 0; c < channels; ++c) {
    std::vector<float> one(channels, 0.0F);
    one[c] = 1;
    auto const made = evaluate(blocks, "", {tensor(shape{1, extent, 1, 1}, std::move(one))})[0];
    auto const plane = static_cast<std::size_t>(blocks.block * blocks.block);
    for (auto b : behind)
      for (std::size_t p = 0; p < plane; ++p)
        if (made.floats()[b * plane + p] == 1) out.push_back(c);
  }
  return out;
}

} // namespace

TEST_CASE("channels that DepthToSpace makes one of stay or go together") {
  for (bool const column_first : {false, true}) {
    CAPTURE(column_first);
    op::depth_to_space const blocks{2, column_first};
    network_builder b("blocks", {batch_extent, 2, 6, 6}, 4);
    b.conv(24, {3, 3}, {}, "a").batch_normalization("norm").relu();
    value_id const whole = b.editor().add(blocks, {b.at()}, "blocks");
    b.from(whole).depthwise({3, 3}, {}, "each").relu();
    graph const fresh = b.conv(4, {3, 3}, {}, "behind").relu().flatten().dense(3, "out").softmax().finish();
    rewrite::channel_groups const groups(fresh);
    REQUIRE(groups.free().size() == 2);
    CHECK(groups.channels(groups.free()[0]) == 6);

    graph_editor edit(fresh);
    std::vector<std::size_t> const dead{0, 2, 3};
    silence_made(edit, fresh, {"a.weight", "norm.scale", "norm.shift"}, channels_in(blocks, 24, dead));
    edit.set_constant(fresh.find("norm.mean"), ramp({24}));
    silence_made(edit, fresh, {"behind.weight"}, {1, 2});
    graph const g = edit.finish(), slim = rewrite::narrowed(g, g, 0.5);
    CHECK(slimmed(slim, "a.weight") == shape{12, 2, 3, 3});
    CHECK(slimmed(slim, "norm.scale") == shape{12});
    CHECK(slimmed(slim, "each.weight") == shape{3, 1, 3, 3});
    CHECK(slimmed(slim, "behind.weight") == shape{2, 3, 3, 3});
    answers_alike(g, slim);
    graph const one = rewrite::narrowed(slim, g, 0.01);
    CHECK(slimmed(one, "a.weight") == shape{4, 2, 3, 3});
  }
}

TEST_CASE("groups of channels reach the layers that they are added to, in front of blocks and behind them") {
  op::depth_to_space const blocks{2, false};
  network_builder b("to and fro", {batch_extent, 2, 6, 6}, 4);
  value_id const x = b.at();
  value_id const a = b.conv(16, {3, 3}, {}, "a").relu().at();
  value_id const c = b.from(x).conv(16, {3, 3}, {}, "c").relu().at();
  auto& e = b.editor();
  value_id const large = e.add(blocks, {a}, "large");
  value_id const up =
      e.add(op::conv_transpose{{2, 2}, {}, {}, {}, 1},
            {x, e.add_constant("up.weight", ramp({2, 4, 2, 2})), e.add_constant("up.bias", ramp({4}))}, "up");
  value_id const sum = e.add(op::add{}, {large, e.add(op::relu{}, {up})}, "sum");
  value_id const small = e.add(op::add{}, {e.add(op::space_to_depth{2}, {sum}), c}, "small");
  graph const fresh =
      b.from(e.add(op::add{}, {small, a}, "again")).flatten().dense(3, "out").softmax().finish();
  rewrite::channel_groups const groups(fresh);
  REQUIRE(groups.free().size() == 1);
  CHECK(groups.makers(groups.free()[0]).size() == 3);

  graph_editor edit(fresh);
  std::vector<std::size_t> const dead{0, 3};
  silence_made(edit, fresh, {"a.weight", "c.weight"}, channels_in(blocks, 16, dead));
  silence_made(edit, fresh, {"up.weight", "up.bias"}, dead, true);
  graph const g = edit.finish(), slim = rewrite::narrowed(g, g, 0.5);
  CHECK(slimmed(slim, "a.weight") == shape{8, 2, 3, 3});
  CHECK(slimmed(slim, "c.weight") == shape{8, 2, 3, 3});
  CHECK(slimmed(slim, "up.weight") == shape{2, 2, 2, 2});
  CHECK(slimmed(slim, "out.weight") == shape{3, 8 * 36});
  answers_alike(g, slim);
}

TEST_CASE("blocks that cut a channel in two keep its layer's width, with the reason") {
  graph const crossed = with_between([](graph_editor& e, value_id at) {
    value_id const back = e.add(op::space_to_depth{2}, {e.add(op::depth_to_space{2, true}, {at}, "blocks")});
    return e.add(op::add{}, {at, back}, "crossed"); // groups lie in a row here, two apart there
  });
  rewrite::channel_groups const groups(crossed);
  CHECK(groups.free().empty());
  REQUIRE_FALSE(groups.refusals().empty());
  CHECK(groups.refusals()[0] ==
        refusal{"slimming", "what Add crossed does to channels is not followed", "a"});

  network_builder b("shuffle", {batch_extent, 2, 6, 6}, 4);
  b.conv(4, {3, 3}, {}, "a").relu();
  value_id const whole = b.editor().add(op::depth_to_space{2, true}, {b.at()}, "blocks");
  graph const shuffled = b.from(whole).flatten().dense(3, "out").finish();
  rewrite::channel_groups const only(shuffled);
  CHECK(only.free().empty());
  CHECK(only.refusals().at(0) == refusal{"slimming", "its channels become one that is taken apart", "a"});
}

TEST_CASE("an axis that is cut or padded itself keeps its width") {
  for (int which = 0; which < 3; ++which) {
    graph const g = with_between([&](graph_editor& e, value_id x) {
      if (which == 0) return e.add(op::slice{{1}, {5}, {1}, {1}}, {x}, "cut");
      if (which == 1) return e.add(op::pad{{0, 1, 0, 0, 0, 0, 0, 0}}, {x}, "cut");
      return e.add(op::reshape{{0, 3, -1}}, {x}, "cut"); // a channel lies in two rows
    });
    rewrite::channel_groups const groups(g);
    CHECK(groups.free().empty());
    CHECK(groups.refusals()[0].text().find("cut does to channels is not followed") != std::string::npos);
  }
}

TEST_CASE("channels are followed through arithmetic with constants") {
  auto const first = [](std::size_t c) { return from_to(c * 36, (c + 1) * 36); };
  SUBCASE("a bias of [C,1,1] loses its channels too") {
    graph const g = with_between([](graph_editor& e, value_id x) {
      return e.add(op::add{}, {x, e.add_constant("bias", ramp({8, 1, 1}))}, "biased");
    });
    CHECK(slimmed(rewrite::narrowed(g, g, 0.5), "bias") == shape{4, 1, 1});
    narrows_as_it_should(g, first);
  }
  SUBCASE("HardSwish in pieces") {
    narrows_as_it_should(with_between([](graph_editor& e, value_id x) {
                           value_id at = e.add(op::add{}, {x, e.add_constant("three", tensor::scalar(3.0F))});
                           at = e.add(op::clip{0, 6}, {at});
                           at = e.add(op::mul{}, {x, at});
                           return e.add(op::div{}, {at, e.add_constant("six", tensor::scalar(6.0F))});
                         }),
                         first);
  }
  SUBCASE("a constant for each channel behind a transposition") {
    graph const g = with_between([](graph_editor& e, value_id x) {
      value_id const at = e.add(op::transpose{{0, 2, 3, 1}}, {x}, "back");
      return e.add(op::mul{}, {at, e.add_constant("scale", ramp({8}))}, "scaled");
    });
    CHECK(slimmed(rewrite::narrowed(g, g, 0.5), "scale") == shape{4});
    narrows_as_it_should(g, [](std::size_t c) { return from_to(c, 8 * 36, 8); });
  }
}

TEST_CASE("a weight that two layers share becomes their own before they are narrowed") {
  network_builder b("shared", {batch_extent, 1, 12, 12}, 5);
  b.conv(8, {3, 3}, {}, "stem").relu().conv(8, {3, 3}, {}, "one").relu();
  graph const with_one = b.global_average_pool().flatten().dense(4, "out").softmax().finish();
  graph_editor edit(with_one);
  value_id const w = with_one.find("one.weight"), bias = with_one.find("one.bias");
  node const& one = with_one[with_one.readers(w)[0]];
  value_id const twice =
      edit.add(op::conv{one.op.get<op::conv>()}, {edit.add(op::relu{}, {one.outputs[0]}), w, bias}, "two");
  value_id const old = one.outputs[0];
  for (auto r : with_one.readers(old))
    if (with_one[r].op.is<op::relu>()) edit.set_node_input(r, 0, twice);
  graph const g = edit.finish();
  CHECK(rewrite::channel_groups(g).free().empty());
  graph const own = with_own_constants(g), slim = rewrite::narrowed(own, own, 0.5);
  verify(slim);
  CHECK(slimmed(slim, "one.weight") == shape{4, 4, 3, 3});
  CHECK(slimmed(slim, "one.weight_1") == shape{4, 4, 3, 3});
  auto const result = fed(network(g), 4).run(pass(0.9, {0.5}));
  REQUIRE(result.solutions().front.size() == 1);
  CHECK(*result.solutions().front[0].measured.relative_macs < 0.5);
  // Sharing itself costs nothing: with a copy for each layer from the start the same network comes out.
  auto const apart = fed(network(own), 4).run(pass(0.9, {0.5}));
  REQUIRE(apart.solutions().front.size() == 1);
  CHECK(equal(*apart.solutions().front[0].network, *result.solutions().front[0].network));
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
