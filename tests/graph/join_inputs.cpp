#include <peax/core/error.hpp>
#include <peax/graph/editor.hpp>
#include <peax/graph/interpret.hpp>
#include <peax/graph/join_inputs.hpp>
#include <peax/graph/op.hpp>
#include <peax/graph/verify.hpp>

#include <doctest/doctest.h>

#include <vector>

using namespace peax;

namespace {
//! image [N,1,2,2] and table [N,3]: the image flat, behind it the table, and the table's negative as a second output.
graph of_two() {
  graph_editor edit("two");
  value_id const image = edit.add_input("image", data_type::float32, {batch_extent, 1, 2, 2});
  value_id const table = edit.add_input("table", data_type::float32, {batch_extent, 3});
  value_id const flat = edit.add(op::reshape{{0, 4}}, {image});
  edit.add_output(edit.add(op::concat{1}, {flat, table}));
  edit.add_output(edit.add(op::neg{}, {table}));
  return edit.finish();
}
} // namespace

TEST_CASE("a network of several inputs computes the same from rows that hold them all") {
  graph const g = of_two(), joined = join_inputs(g);
  verify(joined);
  REQUIRE(joined.inputs().size() == 1);
  CHECK(joined[joined.inputs()[0]].dims == shape{batch_extent, 7});
  tensor const image(shape{2, 1, 2, 2}, std::vector<float>{1, 2, 3, 4, 5, 6, 7, 8}),
      table(shape{2, 3}, std::vector<float>{-1, -2, -3, -4, -5, -6});
  tensor const rows = join_samples({image, table});
  CHECK(rows == tensor(shape{2, 7}, std::vector<float>{1, 2, 3, 4, -1, -2, -3, 5, 6, 7, 8, -4, -5, -6}));
  auto const a = interpret_values(g, {image, table}), b = interpret_values(joined, {rows});
  for (std::size_t i = 0; i < 2; ++i) CHECK(a[index_of(g.outputs()[i])] == b[index_of(joined.outputs()[i])]);
}

TEST_CASE("inputs that were joined come apart again") {
  graph const g = of_two(), apart = separate_inputs(join_inputs(g), g);
  verify(apart);
  CHECK(equal(apart, g));
}

TEST_CASE("inputs without a batch, and arrays of different numbers of samples, are refused") {
  graph_editor edit("fixed");
  value_id const a = edit.add_input("a", data_type::float32, {batch_extent, 2});
  value_id const b = edit.add_input("b", data_type::float32, {1, 2});
  edit.add_output(edit.add(op::add{}, {a, b}));
  CHECK_THROWS_WITH_AS((void)join_inputs(edit.finish()),
                       doctest::Contains("its input 'b' [1,2] has no free batch"), bad_input);
  CHECK_THROWS_AS((void)join_samples({tensor(shape{1, 1}, std::vector<float>{1.0F}),
                                      tensor(shape{2, 1}, std::vector<float>{1.0F, 2.0F})}),
                  bad_input);
}
