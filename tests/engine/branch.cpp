#include "allocation_count.hpp"
#include <peax/engine/plan.hpp>
#include <peax/graph/builder.hpp>
#include <peax/graph/editor.hpp>
#include <peax/graph/op.hpp>

#include <doctest/doctest.h>
#include <support/reference_interpreter.hpp>

#include <memory>
#include <string>
#include <vector>

using namespace peax;

namespace {

//! A branch that convolves what it captures: a feature map of [1,2,6,6].
op::body convolving(float weight) {
  graph_editor e("branch");
  value_id const map = e.add_input("map", data_type::float32, {1, 2, 6, 6});
  std::vector<float> w(3 * 2 * 9);
  for (std::size_t i = 0; i < w.size(); ++i) w[i] = weight * static_cast<float>(i % 7);
  e.add_output(e.add(op::conv{}, {map, e.add_constant("w", tensor(shape{3, 2, 3, 3}, w))}));
  return op::body(std::make_shared<graph const>(e.finish()));
}

//! input -> relu -> If(sum > 0).
graph deciding() {
  graph_editor e("deciding");
  value_id const x = e.add_input("x", data_type::float32, {1, 2, 6, 6});
  value_id const map = e.add(op::relu{}, {x}), sum = e.add(op::reduce_sum{{{}, false}}, {x});
  value_id const positive = e.add(op::greater{}, {sum, e.add_constant("zero", tensor::scalar(0.0F))});
  e.add_output(e.add(op::if_else{convolving(0.1F), convolving(-0.2F)}, {positive, map}));
  return e.finish();
}

} // namespace

TEST_CASE("a branch reads feature maps in whatever order they lie, and a run allocates nothing") {
  graph const g = deciding();
  engine::plan p(g, 1);
  CHECK(p.memory() > 2 * 3 * 2 * 9 * sizeof(float)); // the plans of both branches count
  for (float const sign : {1.0F, -1.0F}) {
    std::vector<float> x(72);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = sign * (static_cast<float>(i % 11) - 4);
    long before = 0;
    for (int i = 0; i < 4; ++i) {
      if (i == 2) before = testing::allocation_count();
      p.forward(x.data(), 1);
    }
    CHECK(testing::allocation_count() == before);
    tensor const got(shape{1, 3, 4, 4}, std::vector<float>(p.output(0).begin(), p.output(0).end()));
    CHECK(testing::distance(got, testing::interpret(g, {tensor(shape{1, 2, 6, 6}, x)})[0]) < 1e-5);
  }
}

TEST_CASE("only the branch that is taken is computed") {
  // The branch that is not taken would fail: it gathers outside of its axis.
  auto const gathering = [](float at) {
    graph_editor e("branch");
    value_id const row = e.add_input("row", data_type::float32, {4});
    value_id const far = e.add_input("far", data_type::float32, {1});
    value_id const index =
        e.add(op::cast{data_type::int64},
              {e.add(op::add{}, {far, e.add_constant("at", tensor(shape{1}, std::vector<float>{at}))})});
    e.add_output(e.add(op::gather{0}, {row, index}));
    return op::body(std::make_shared<graph const>(e.finish()));
  };
  graph_editor e("gathers");
  value_id const row = e.add_input("row", data_type::float32, {4});
  value_id const far = e.add_input("far", data_type::float32, {1});
  value_id const beyond =
      e.add(op::less{}, {far, e.add_constant("limit", tensor(shape{1}, std::vector<float>{4}))});
  e.add_output(e.add(op::if_else{gathering(0), gathering(-4)}, {beyond, row, far}));
  engine::plan p(e.finish(), 1);
  std::vector<float> const values{5, 6, 7, 8};
  for (float const at : {3.0F, 5.0F}) {
    std::vector<float const*> const in{values.data(), &at};
    p.forward(in, 1);
    CHECK(p.output(0)[0] == (at < 4 ? 8 : 6));
  }
}
