#include "trial.hpp"

#include <cmath>
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
    auto const x = call.inputs[0].elements, offset = call.inputs[1].elements;
    std::size_t const pixels = x.size() / offset.size();
    for (std::size_t i = 0; i < x.size(); ++i)
      call.outputs[0].elements[i] = gain * x[i] * x[i] + offset[i / pixels];
  }
  void backward(backward_call const& call) const {
    auto const x = call.inputs[0].elements, dy = call.output_gradients[0].elements;
    auto const dx = call.input_gradients[0].elements, doffset = call.input_gradients[1].elements;
    std::size_t const pixels = x.size() / call.inputs[1].elements.size();
    for (std::size_t i = 0; i < dx.size(); ++i) dx[i] += 2 * gain * x[i] * dy[i];
    if (!doffset.empty())
      for (std::size_t i = 0; i < x.size(); ++i) doffset[i / pixels] += dy[i];
  }
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

graph with_squared() {
  return graph_of({batch_extent, 3, 4, 5}, [](graph_editor& e, value_id x) {
    value_id const y = e.add(squared{0.5F}, {x, e.add_constant("offset", random_tensor({3}, 2))});
    return std::vector<value_id>{e.add(op::conv{}, {y, e.add_constant("w", random_tensor({4, 3, 3, 3}, 3))})};
  });
}

} // namespace

TEST_CASE("a user's operator runs forward and backward inside a plan") {
  graph const g = with_squared();
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
