#include <peax/core/error.hpp>
#include <peax/graph/batch_axis.hpp>
#include <peax/graph/builder.hpp>
#include <peax/graph/op.hpp>
#include <peax/graph/own_constants.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace peax;

TEST_CASE("shared constants become those of each reader, scalars and single readers stay") {
  graph_editor edit("shared");
  value_id const x = edit.add_input("x", data_type::float32, {batch_extent, 2});
  value_id const w = edit.add_constant("w", tensor(shape{2, 2}, std::vector<float>{1, 2, 3, 4}));
  value_id const half = edit.add_constant("half", tensor::scalar(0.5F));
  value_id at = edit.add(op::gemm{1, 1, false, true}, {x, w}, "one");
  at = edit.add(op::mul{}, {at, half}, "first half");
  at = edit.add(op::gemm{1, 1, false, true}, {at, w}, "two");
  at = edit.add(op::mul{}, {at, half}, "second half");
  edit.add_output(at);
  graph const g = edit.finish(), own = with_own_constants(g);
  CHECK(own.nodes().size() == g.nodes().size());
  CHECK(own.nodes()[0].inputs[1] != own.nodes()[2].inputs[1]);
  CHECK(own[own.nodes()[2].inputs[1]].name == "w_1");
  CHECK(own[own.nodes()[2].inputs[1]].constant == g[g.find("w")].constant);
  CHECK(own.nodes()[1].inputs[1] == own.nodes()[3].inputs[1]);
  CHECK(equal(with_own_constants(own), own));
}

TEST_CASE("what lacks a batch axis is named, in the input first") {
  graph_editor edit("fixed");
  value_id const x = edit.add_input("x", data_type::float32, {1, 4});
  value_id const list = edit.add(op::reshape{{-1}}, {x}, "list");
  edit.add_output(list);
  edit.add_output(x);
  graph const g = edit.finish();
  auto const why = why_no_batch(g);
  REQUIRE(why);
  CHECK(why->starts_with("input 'x' [1,4] has no batch axis"));
  CHECK_NOTHROW(require_rows(g, g.outputs()[1]));
  try {
    require_rows(g, g.outputs()[0]);
    CHECK(false);
  } catch (bad_input const& e) {
    CHECK(std::string(e.what()) == "network fixed: " + *why);
  }
  network_builder b("free", {batch_extent, 4}, 1);
  CHECK_FALSE(why_no_batch(b.dense(3).softmax().finish()));
}
