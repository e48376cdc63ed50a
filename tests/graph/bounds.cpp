#include <peax/graph/block.hpp>
#include <peax/graph/builder.hpp>
#include <peax/graph/constant_work.hpp>
#include <peax/graph/cost.hpp>
#include <peax/graph/memory.hpp>
#include <peax/graph/op.hpp>

#include <doctest/doctest.h>
#include <support/growth.hpp>

#include <cstddef>
#include <ctime>
#include <string>
#include <vector>

using namespace peax;

namespace {
std::string refusal_of(auto f) {
  try {
    f();
  } catch (bad_input const& e) {
    return e.what();
  }
  return "";
}
bool has(std::string const& text, char const* part) { return text.find(part) != std::string::npos; }

tensor ones(shape dims) {
  auto const n = static_cast<std::size_t>(dims.elements());
  return tensor(std::move(dims), std::vector<float>(n, 1));
}
} // namespace

TEST_CASE("shapes of too many axes or elements are refused with the bound") {
  graph_editor edit;
  CHECK(has(
      refusal_of([&] { edit.add_input("x", data_type::float32, shape(std::vector<std::int64_t>(33, 1))); }),
      "it has 33 axes, too many (most_axes is 32)"));
  CHECK(has(refusal_of([&] {
              edit.add_input("x", data_type::float32, shape{1 << 21, 1 << 21});
            }),
            "most_elements"));
  CHECK_NOTHROW(edit.add_input("x", data_type::float32, shape(std::vector<std::int64_t>(32, 1))));
}

TEST_CASE("work that 64 bits do not count is refused with its node") {
  graph_editor edit;
  value_id const x = edit.add_input("x", data_type::float32, {batch_extent, 4, 8, 8, 8});
  std::int64_t const wide = 1 << 30;
  op::average_pool pool{{wide, wide, wide}, {}, op::ints(6, wide / 2), false, true};
  edit.add_output(edit.add(pool, {x}, "vast"));
  graph const g = edit.finish();
  CHECK(has(refusal_of([&] { (void)cost_of(g); }), "the work of AveragePool 'vast'"));
}

TEST_CASE("sums of work that 64 bits do not count are refused") {
  graph_editor edit;
  std::int64_t const side = std::int64_t{1} << 20;
  value_id const a = edit.add_input("a", data_type::float32, {side, side}),
                 b = edit.add_input("b", data_type::float32, {side, side});
  for (int i = 0; i < 16; ++i) edit.add_output(edit.add(op::matmul{}, {a, b}));
  graph const g = edit.finish();
  CHECK(cost_of(g, node_id{0}).macs.value == std::int64_t{1} << 60);
  CHECK(has(refusal_of([&] { (void)cost_of(g); }), "beyond 64 bits"));
}

TEST_CASE("what is computed of constants alone is bounded in elements and in work") {
  auto const said = [](auto build) {
    graph_editor edit;
    value_id const x = edit.add_input("x", data_type::float32, {batch_extent, 1, 1});
    edit.add_output(edit.add(op::add{}, {x, build(edit)}));
    graph const g = edit.finish();
    return refusal_of([&] { check_constant_work(g); });
  };
  CHECK(has(said([](graph_editor& edit) {
              value_id const c = edit.add_constant("c", ones({1}));
              value_id const large = edit.add(op::expand{{2048, 2048}}, {c});
              return edit.add(op::matmul{}, {large, large}, "square");
            }),
            "most_folding_work"));
  CHECK(has(said([](graph_editor& edit) {
              value_id at = edit.add_constant("c", ones({1, 1}));
              for (int i = 0; i < 26; ++i) at = edit.add(op::concat{0}, {at, at});
              return at;
            }),
            "most_folded"));
  CHECK(said([](graph_editor& edit) {
          value_id const weights = edit.add_constant("w", ones({1, 512, 512}));
          return edit.add(op::transpose{{0, 2, 1}}, {weights});
        }).empty());
}

namespace {
//! Seconds of this process for a graph of that many branches, names wished for twice and residual steps.
double seconds_for(int count) {
  auto const begin = std::clock();
  graph_editor edit;
  value_id const x = edit.add_input("x", data_type::float32, {batch_extent, 3});
  std::vector<value_id> branches;
  for (int i = 0; i < count; ++i) branches.push_back(edit.add(op::sigmoid{}, {x}, "same"));
  value_id at = edit.add(op::concat{1}, branches);
  for (int i = 0; i < count / 4; ++i) at = edit.add(op::add{}, {at, edit.add(op::sigmoid{}, {at})});
  edit.add_output(at);
  graph const g = edit.finish();
  CHECK(blocks_of(g).size() > 1);
  CHECK(peak_memory(g).elements >= 3 * count);
  CHECK(cost_of(g).elements.value > 0);
  graph_editor again(g);
  for (auto const& n : g.nodes())
    if (n.op.is<op::sigmoid>()) again.replace_uses(n.outputs[0], n.inputs[0]);
  CHECK(again.finish().nodes().size() == static_cast<std::size_t>(count / 4 + 1));
  return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}
} // namespace

TEST_CASE("nothing is quadratic in branches, names and residual steps") {
  // Eight times as many: not sixty-four times as long.
  CHECK(testing::growth(seconds_for, 3000, 24000, 16) < 16);
}
