#include "trial.hpp"
#include <peax/graph/evaluate.hpp>
#include <peax/tensor/view.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <vector>

// An operator that only this test knows: gain * x^2 + offset by channel, with a trained offset. One struct.

using namespace peax;
using namespace peax::testing;

namespace {

struct squared {
  static constexpr std::string_view name = "Squared";
  float gain = 1;
  static constexpr auto attributes() { return std::tuple{op::attribute{"gain", &squared::gain}}; }
  bool operator==(squared const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const {
    return {{q.in(0).type, q.in(0).dims}};
  }
  [[nodiscard]] work work_of(cost_question const& q) const { return {0, 3 * q.output.dims.elements()}; }

  void forward(forward_call const& call) const {
    auto const x = view_of<4>(call.inputs[0]);
    auto const offset = xt::view(view_of<1>(call.inputs[1]), xt::all(), xt::newaxis(), xt::newaxis());
    into<4>(call.outputs[0]) = gain * xt::square(x) + offset;
  }
  void backward(backward_call const& call) const {
    auto const x = view_of<4>(call.inputs[0]), dy = view_of<4>(call.output_gradients[0]);
    into<4>(call.input_gradients[0]) += 2 * gain * x * dy;
    into<1>(call.input_gradients[1]) += xt::sum(dy, {0, 2, 3});
  }
};

//! The same a row at a time: forward without broadcasting.
struct squared_by_rows {
  static constexpr std::string_view name = "SquaredByRows";
  static constexpr float gain = 0.5F;
  static constexpr auto attributes() { return std::tuple<>{}; }
  bool operator==(squared_by_rows const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const {
    return squared{gain}.output_types(q);
  }
  [[nodiscard]] work work_of(cost_question const& q) const { return squared{gain}.work_of(q); }

  //! [by_rows]
  void forward(peax::forward_call const& call) const {
    auto const x = call.inputs[0].elements, offset = call.inputs[1].elements;
    auto const y = call.outputs[0].elements;
    std::size_t const pixels = x.size() / offset.size();
    peax::shape const row{static_cast<std::int64_t>(pixels)};
    for (std::size_t c = 0; c < offset.size(); ++c)
      peax::into<1>(peax::mutable_array{y.subspan(c * pixels, pixels), &row}) =
          gain * xt::square(peax::view_of<1>(x.subspan(c * pixels, pixels), row)) + offset[c];
  }
  //! [by_rows]
  void backward(backward_call const& call) const { squared{gain}.backward(call); }
};

//! The same without a backward kernel.
struct squared_once {
  static constexpr std::string_view name = "SquaredOnce";
  static constexpr auto attributes() { return std::tuple<>{}; }
  bool operator==(squared_once const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const {
    return {{q.in(0).type, q.in(0).dims}};
  }
  [[nodiscard]] work work_of(cost_question const& q) const { return {0, q.output.dims.elements()}; }
  void forward(forward_call const& call) const {
    auto const x = call.inputs[0].elements;
    for (std::size_t i = 0; i < x.size(); ++i) call.outputs[0].elements[i] = x[i] * x[i];
  }
};

graph with_squared(any_op const& op = squared{0.5F}) {
  return graph_of({batch_extent, 3, 4, 5}, [&](graph_editor& e, value_id x) {
    value_id const y = e.add(op, {x, e.add_constant("offset", random_tensor({3}, 2))});
    return std::vector<value_id>{e.add(op::conv{}, {y, e.add_constant("w", random_tensor({4, 3, 3, 3}, 3))})};
  });
}

} // namespace

TEST_CASE("a user's operator runs forward and backward inside a plan, in expressions and a row at a time") {
  for (any_op const& op : {any_op(squared{0.5F}), any_op(squared_by_rows{})}) {
    CAPTURE(op.name());
    graph const g = with_squared(op);
    check_gradients(g, 9, 16);
    engine::plan plan(g, 2, {.wanted = {g.nodes()[1].outputs[0]}});
    tensor const x = random_tensor({2, 3, 4, 5}, 1);
    plan.forward(x.floats().data(), 2);
    auto const p = g[g.find("p")].constant.floats(), offset = g[g.find("offset")].constant.floats();
    for (std::size_t i = 0; i < 120; ++i) {
      float const v = x.floats()[i] + p[i % 60];
      CHECK(plan.output(0)[i] == doctest::Approx(0.5F * v * v + offset[i % 60 / 20]));
    }
  }
}

TEST_CASE("training refuses an operator without a backward kernel by name and node; inference runs it") {
  graph const g = graph_of({batch_extent, 3}, [](graph_editor& e, value_id x) {
    return std::vector<value_id>{e.add(squared_once{}, {x}, "once")};
  });
  CHECK_THROWS_WITH_AS(engine::plan(g, 2, {.training = true}),
                       doctest::Contains("SquaredOnce 'once': the operator has no `backward`"), bad_input);
  engine::plan plan(g, 2);
  tensor const x = random_tensor({2, 3}, 1);
  plan.forward(x.floats().data(), 2);
  auto const p = g[g.find("p")].constant.floats();
  for (std::size_t i = 0; i < 6; ++i) {
    float const v = x.floats()[i] + p[i % 3];
    CHECK(plan.output(0)[i] == v * v);
  }
}

TEST_CASE("an operator without `evaluate` is not folded: the error names it") {
  CHECK_THROWS_WITH_AS((void)evaluate(squared_once{}, "once", {tensor::list(std::vector<float>{1, 2})}),
                       doctest::Contains("brings no `evaluate`"), bad_input);
}
