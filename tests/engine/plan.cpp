#include "allocation_count.hpp"
#include "trial.hpp"
#include <peax/engine/plan/memory_plan.hpp>
#include <peax/engine/run.hpp>
#include <peax/graph/find_logits.hpp>
#include <peax/graph/op.hpp>

#include <vector>

using namespace peax;
using namespace peax::testing;
using values = std::vector<value_id>;

namespace {

graph two_exits() {
  return graph_of({batch_extent, 3, 12, 12}, [](graph_editor& e, value_id x) {
    auto const w = [&](shape const& dims, std::uint64_t seed) {
      return e.add_constant("w", random_tensor(dims, seed, 0.3));
    };
    auto const ones = [&](std::int64_t n) {
      return e.add_constant("one", tensor(shape{n}, std::vector<float>(static_cast<std::size_t>(n), 1.0F)));
    };
    op::conv const same{{}, {1, 1, 1, 1}, {}, 1};
    value_id h = e.add(op::conv{same}, {x, w({8, 3, 3, 3}, 1)});
    h = e.add(op::relu{}, {e.add(op::batch_normalization{}, {h, ones(8), w({8}, 2), w({8}, 3), ones(8)})});
    value_id const block = e.add(op::max_pool{{2, 2}, {2, 2}, {}, {}, false}, {h});
    value_id const early =
        e.add(op::gemm{1, 1, false, true},
              {e.add(op::flatten{}, {e.add(op::global_average_pool{}, {block})}), w({4, 8}, 4), w({4}, 5)});
    h = e.add(op::add{}, {e.add(op::conv{same}, {block, w({8, 8, 3, 3}, 6)}), block});
    h = e.add(op::mul{},
              {e.add(op::hard_swish{}, {h}), e.add(op::sigmoid{}, {e.add(op::global_average_pool{}, {h})})});
    value_id const late =
        e.add(op::gemm{1, 1, false, true}, {e.add(op::flatten{}, {h}), w({4, 288}, 7), w({4}, 8)});
    return values{e.add(op::softmax{}, {early}), e.add(op::softmax{}, {late})};
  });
}

} // namespace

TEST_CASE("a run allocates nothing, forward and backward, with one thread and with two") {
  graph const g = two_exits();
  tensor const x = random_tensor({16, 3, 12, 12}, 1);
  for (int threads : {1, 2}) {
    engine::plan inference(g, 16, {.threads = threads}),
        training(g, 16, {.training = true, .threads = threads});
    std::vector<float> const seed(64, 1.0F);
    std::vector<float const*> const seeds{seed.data(), seed.data()};
    long before = 0;
    for (int i = 0; i < 4; ++i) {
      if (i == 2) before = allocation_count(); // the threads have started
      inference.forward(x.floats().data(), i % 2 == 0 ? 16 : 5);
      training.forward(x.floats().data(), 16);
      training.backward(seeds);
    }
    CHECK(allocation_count() == before);
  }
}

TEST_CASE("only what the wanted values need is computed, and every value can be wanted") {
  graph const g = two_exits();
  check_results(g, 9, 16);
  std::vector<tensor> const inputs{random_tensor({9, 3, 12, 12}, 5)};
  for (std::size_t i = 0; i < g.nodes().size(); ++i) {
    value_id const id = g.nodes()[i].outputs[0];
    graph_editor e(g);
    e.set_outputs({id});
    graph const cut = e.finish();
    auto const expected = interpret(cut, inputs);
    engine::plan plan(g, 10, {.wanted = {id}, .threads = 1});
    plan.forward(inputs[0].floats().data(), 9);
    tensor const got(plan.output_dims(0).with_batch(9),
                     std::vector<float>(plan.output(0).begin(), plan.output(0).end()));
    INFO(g[id].name);
    CHECK(distance(got, expected[0]) < 2e-6);
  }
}

TEST_CASE("gradients flow into every wanted value, features and logits alike") {
  graph const g = two_exits();
  check_gradients(g, 9, 16);
}

TEST_CASE("logits are found behind a final activation") {
  graph const g = two_exits();
  auto const found = find_logits(g, 1);
  CHECK(found.activation == final_activation::softmax);
  CHECK(g[g.producer(found.id)].op.is<op::gemm>());
}

TEST_CASE("whole data sets run in batches, networks of a fixed batch piece by piece") {
  graph const g = two_exits();
  tensor const x = random_tensor({37, 3, 12, 12}, 5);
  auto const expected = interpret(g, {x});
  double last = 0;
  engine::runner run(g, {}, 8);
  std::span<float const> const all = x.floats();
  auto const got = run(std::span(&all, 1), [&](std::string_view, double share) { last = share; });
  REQUIRE(got.size() == 2);
  for (std::size_t i = 0; i < 2; ++i) CHECK(distance(got[i], expected[i]) < 2e-6);
  CHECK(last == 1.0);

  graph const fixed =
      graph_of({2, 3}, [](graph_editor& e, value_id v) { return values{e.add(op::tanh{}, {v})}; });
  tensor const y = random_tensor({6, 3}, 6);
  engine::runner one(fixed);
  tensor const pieces = one(y.floats());
  CHECK(pieces.dims() == shape{6, 3});
  for (std::size_t i = 0; i < 3; ++i) {
    auto const part = y.floats().subspan(i * 6, 6);
    tensor const want =
        interpret(fixed, {tensor(shape{2, 3}, std::vector<float>(part.begin(), part.end()))})[0];
    CHECK(std::equal(want.floats().begin(), want.floats().end(),
                     pieces.floats().begin() + static_cast<std::ptrdiff_t>(i * 6),
                     [](float a, float b) { return std::abs(a - b) < 1e-6F; }));
  }
  CHECK_THROWS_WITH_AS((void)run(std::span<float const>(x.floats().data(), 100)),
                       doctest::Contains("takes 432 elements a sample"), bad_input);
}

TEST_CASE(
    "dropout keeps the mean, passes the gradient where it passed the value, and does nothing in inference") {
  graph const g = graph_of({batch_extent, 4000}, [](graph_editor& e, value_id x) {
    return values{e.add(op::dropout{0.25F}, {x})};
  });
  check_results(g, 2, 2);
  engine::plan plan(g, 1, {.training = true, .seed = 9});
  std::vector<float> const x(4000, 3.0F), seed = random_floats(4000, 4);
  plan.forward(x.data(), 1);
  plan.backward(seed.data());
  std::vector<float> const first(plan.output(0).begin(), plan.output(0).end());
  std::size_t silent = 0;
  for (std::size_t i = 0; i < 4000; ++i) {
    float const value = 3.0F + plan.parameters()[i];
    if (first[i] == 0)
      ++silent;
    else
      CHECK(first[i] == doctest::Approx(value / 0.75F));
    CHECK(plan.gradients()[i] == doctest::Approx(first[i] / value * seed[i]));
  }
  CHECK(silent > 900);
  CHECK(silent < 1100);
  plan.forward(x.data(), 1);
  CHECK_FALSE(std::equal(first.begin(), first.end(), plan.output(0).begin()));
  engine::plan again(g, 1, {.training = true, .seed = 9});
  again.forward(x.data(), 1);
  CHECK(std::equal(first.begin(), first.end(), again.output(0).begin()));
}

op::conv const padded = [] {
  op::conv one;
  one.pads = {1, 1, 1, 1};
  return one;
}();

bool is_alive(engine::lifetime const& buffer, std::size_t moment) {
  auto const in = [&](engine::interval const& one) { return one.first <= moment && moment <= one.last; };
  return in(buffer.alive) || in(buffer.again);
}

//! Two convolutions that Winograd's algorithm does, a normalization and an activation between them; gives both results.
values normalized_between(graph_editor& e, value_id x) {
  auto const named = [&](char const* name, shape dims, std::uint64_t seed) {
    return e.add_constant(name, random_tensor(std::move(dims), seed));
  };
  value_id const first = e.add(padded, {x, named("w1", {16, 16, 3, 3}, 1)});
  value_id const norm = e.add(op::batch_normalization{},
                              {first, named("scale", {16}, 2), named("shift", {16}, 3),
                               e.add_constant("mean", tensor(shape{16}, std::vector<float>(16, 0.0F))),
                               e.add_constant("variance", tensor(shape{16}, std::vector<float>(16, 1.0F)))});
  value_id const active = e.add(op::relu{}, {norm});
  return values{e.add(padded, {active, named("w2", {16, 16, 3, 3}, 4)}), active};
}

TEST_CASE(
    "a normalized value that the backward pass computes again gives the gradients of one that is kept") {
  graph const g = graph_of({batch_extent, 16, 9, 7}, normalized_between);
  value_id const result = g.outputs()[0], active = g.outputs()[1];
  constexpr engine::index batch = 20;
  engine::plan again(g, batch, {.wanted = {result}, .training = true});
  engine::plan kept(g, batch, {.wanted = {result, active}, .training = true}); // whoever wants it keeps it
  auto const x = random_floats(batch * 16 * 9 * 7, 5), seed = random_floats(batch * 16 * 9 * 7, 6);
  again.forward(x.data(), batch);
  again.backward(seed.data());
  kept.forward(x.data(), batch);
  std::vector<float const*> const seeds{seed.data(), nullptr};
  kept.backward(seeds);
  CHECK(std::equal(again.gradients().begin(), again.gradients().end(), kept.gradients().begin(),
                   kept.gradients().end()));
  CHECK(again.memory() + batch * 16 * 9 * 7 * sizeof(float) / 2 < kept.memory());
}

TEST_CASE(
    "one and two threads give the same bytes with Winograd's algorithm and values that are computed again") {
  graph const g = graph_of({batch_extent, 16, 9, 7}, normalized_between);
  constexpr engine::index batch = 37;
  auto const x = random_floats(batch * 16 * 9 * 7, 5), seed = random_floats(batch * 16 * 9 * 7, 6);
  engine::plan one(g, batch, {.wanted = {g.outputs()[0]}, .training = true, .threads = 1});
  engine::plan two(g, batch, {.wanted = {g.outputs()[0]}, .training = true, .threads = 2});
  for (auto* plan : {&one, &two}) {
    plan->forward(x.data(), batch);
    plan->backward(seed.data());
  }
  CHECK(std::equal(one.output(0).begin(), one.output(0).end(), two.output(0).begin(), two.output(0).end()));
  CHECK(std::equal(one.gradients().begin(), one.gradients().end(), two.gradients().begin(),
                   two.gradients().end()));
  CHECK(std::equal(one.statistics().begin(), one.statistics().end(), two.statistics().begin(),
                   two.statistics().end()));
}

TEST_CASE("an exact plan does not use Winograd's algorithm") {
  graph const g = graph_of({batch_extent, 16, 12, 12}, [](graph_editor& e, value_id x) {
    return values{e.add(padded, {x, e.add_constant("w", random_tensor({16, 16, 3, 3}, 1))})};
  });
  engine::plan fast(g, 2), exact(g, 2, {.exact_convolution = true});
  auto const x = random_floats(2 * 16 * 12 * 12, 5);
  fast.forward(x.data(), 2);
  exact.forward(x.data(), 2);
  double most = 0, largest = 0;
  for (std::size_t i = 0; i < exact.output(0).size(); ++i) {
    most = std::max(
        most, std::abs(static_cast<double>(fast.output(0)[i]) - static_cast<double>(exact.output(0)[i])));
    largest = std::max(largest, std::abs(static_cast<double>(exact.output(0)[i])));
  }
  CHECK(most > 0);
  CHECK(most < 2e-5 * largest);
}

TEST_CASE("buffers that live at the same time never share memory, and others may") {
  random_stream random(1);
  std::vector<engine::lifetime> buffers;
  for (int i = 0; i < 60; ++i) {
    auto const first = static_cast<std::size_t>(random.index(40));
    auto const again = static_cast<std::size_t>(random.index(40));
    engine::interval const late = i % 3 == 0 ? engine::interval{again, again + 2} : engine::interval{};
    buffers.push_back({static_cast<std::size_t>(random.index(500)) + 1,
                       {first, first + static_cast<std::size_t>(random.index(6))},
                       late});
  }
  auto const plan = engine::plan_memory(buffers);
  std::size_t sum = 0;
  for (std::size_t i = 0; i < buffers.size(); ++i) {
    sum += engine::in_lines(buffers[i].floats);
    CHECK(plan.offsets[i] % 16 == 0);
    CHECK(plan.offsets[i] + buffers[i].floats <= plan.floats);
    for (std::size_t k = 0; k < i; ++k) {
      bool together = false;
      for (std::size_t moment = 0; moment < 60; ++moment)
        together = together || (is_alive(buffers[i], moment) && is_alive(buffers[k], moment));
      bool const apart = plan.offsets[i] + buffers[i].floats <= plan.offsets[k] ||
                         plan.offsets[k] + buffers[k].floats <= plan.offsets[i];
      CHECK((!together || apart));
    }
  }
  CHECK(2 * plan.floats < sum);
}

TEST_CASE("what does not fit a plan is said") {
  graph const g = two_exits();
  engine::plan plan(g, 4);
  float const* x = nullptr;
  CHECK_THROWS_WITH_AS(plan.forward(x, 5), doctest::Contains("made for 1 to 4"), bad_input);
  CHECK_THROWS_WITH_AS(plan.backward(x), doctest::Contains("made for inference"), bad_input);
}
