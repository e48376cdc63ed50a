#include <peax/graph/builder.hpp>
#include <peax/graph/editor.hpp>
#include <peax/graph/op.hpp>
#include <peax/graph/pattern.hpp>

#include <doctest/doctest.h>

#include <type_traits>

using namespace peax;

namespace {
constexpr auto normalized = is<op::conv>.as<"conv"> >> is<op::batch_normalization>.as<"norm">;

graph small(bool second_reader) {
  graph_editor edit("small");
  auto const x = edit.add_input("x", data_type::float32, {batch_extent, 2, 5});
  auto const w = edit.add_constant("w", tensor(shape{2, 2, 3}, std::vector<float>(12, 1)));
  std::vector<value_id> parameters;
  for (char const* name : {"s", "b", "m", "v"})
    parameters.push_back(edit.add_constant(name, tensor(shape{2}, std::vector<float>{1, 1})));
  auto const c = edit.add(op::conv{{2}, {}, {}, 1}, {x, w}, "the conv");
  auto const n = edit.add(op::batch_normalization{},
                          {c, parameters[0], parameters[1], parameters[2], parameters[3]}, "the norm");
  auto const r = edit.add(op::relu{}, {n}, "the relu");
  edit.add_output(second_reader ? edit.add(op::add{}, {r, c}, "the sum") : r);
  return edit.finish();
}
} // namespace

TEST_CASE("a match gives its captures with the type of their operator") {
  graph const g = small(false);
  auto const found = find_all(normalized, g);
  REQUIRE(found.size() == 1);
  static_assert(std::is_same_v<decltype(found[0].get<"conv">()), node_ref<op::conv>>);
  static_assert(std::is_same_v<decltype(found[0].get<"norm">()), node_ref<op::batch_normalization>>);
  CHECK(found[0].get<"conv">().op().strides == op::ints{2});
  CHECK(found[0].get<"conv">().name() == "the conv");
  CHECK(found[0].get<"norm">().input(4).name == "v");
  CHECK(found[0].nodes()[1] == found[0].get<"norm">().id());
}

TEST_CASE("a value that somebody else reads is not inside a match") {
  CHECK(find_all(normalized, small(true)).empty());
  CHECK(find_all(is<op::batch_normalization> >> is<op::relu>.as<"relu">, small(true)).size() == 1);
}

TEST_CASE("a pattern may take one of several kinds, any kind, and nodes without a name") {
  graph const g = small(false);
  auto const pattern = is<op::conv> >> is_anything >> is_one_of<op::relu, op::clip>.as<"activation">;
  auto const found = find_all(pattern, g);
  REQUIRE(found.size() == 1);
  static_assert(std::is_same_v<decltype(found[0].get<"activation">()), node_ref<any_op>>);
  CHECK(found[0].get<"activation">().op().is<op::relu>());
  CHECK(find_all(is<op::conv> >> is<op::relu>, g).empty());
}

TEST_CASE("a node with several inputs is followed through each") {
  graph const g = small(true);
  auto const found = find_all(is<op::relu>.as<"left"> >> is<op::add>.as<"sum">, g);
  REQUIRE(found.size() == 1);
  CHECK(found[0].get<"sum">().name() == "the sum");
}
