#include <peax/graph/builder.hpp>
#include <peax/graph/layer_facts.hpp>
#include <peax/graph/op.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

using namespace peax;

namespace {

layer_facts facts(graph const& g, std::string const& layer) {
  for (std::size_t i = 0; i < g.nodes().size(); ++i)
    if (g.nodes()[i].name == layer) return facts_of(g, static_cast<node_id>(i), 8);
  FAIL("no layer " << layer);
  return {};
}

void expect(layer_facts const& f, std::vector<std::pair<layer_fact, std::int64_t>> const& wanted) {
  for (auto const& [fact, value] : wanted) {
    CAPTURE(entry_of(fact).name);
    REQUIRE(f[fact]);
    CHECK(*f[fact] == value);
  }
}

} // namespace

TEST_CASE("facts of a convolution: windows, groups, tiles that lie inside") {
  network_builder b("g", shape{batch_extent, 6, 5, 7});
  b.conv(10, {3, 5}, {.stride = {1, 2}, .groups = 2}, "c").relu();
  graph const g = b.finish();
  using enum layer_fact;
  // Lines: 5 x 4 positions; of 3 lines of the window 2 lie inside at both borders: 13. Tiles: 1 a line, 2 of 5 filters in each group.
  // Columns inside: of positions 0, 2, 4, 6 with a window of 5 from -2: 3, 5, 5, 3.
  expect(facts(g, "c"), {{kernel, 5},
                         {kernel_h, 3},
                         {kernel_w, 5},
                         {stride, 2},
                         {stride_h, 1},
                         {stride_w, 2},
                         {dilation, 1},
                         {groups, 2},
                         {channels_in, 6},
                         {channels_out, 10},
                         {rank, 4},
                         {inputs, 1},
                         {elements, 200},
                         {elements_in, 210},
                         {mac_count, 200 * 15 * 3},
                         {lines, 50},
                         {taps, 13 * 16},
                         {tiles, 5 * 1 * 4},
                         {inner_tiles, 0}, // not with groups
                         {border_tiles, 5 * 1 * 4},
                         {tile_taps, 13 * 5 * 4},
                         {tile_macs, 13 * 5 * 4 * 16 * 3},
                         {bits, 8},
                         {depthwise, 0},
                         {pointwise, 0},
                         {fused, 0},
                         {limited, 1},
                         {reordered, 210},
                         {broadcasts, 0}});
  CHECK_FALSE(facts(g, "c")[axis]);
  CHECK(facts(g, "relu_1")[fused] == 1);
  CHECK(facts(g, "relu_1")[reordered] == 200); // the output of the network, in the file's order
  CHECK_FALSE(facts(g, "relu_1")[kernel]);
}

TEST_CASE("tiles whose windows lie inside the line are told from those at its ends") {
  network_builder b("g", shape{batch_extent, 3, 6, 18});
  b.conv(8, {3, 5}, {}, "same").conv(8, {1, 3}, {.stride = {1, 2}, .pads = {0, 0, 0, 0}}, "valid");
  graph const g = b.finish();
  using enum layer_fact;
  // Positions 0 to 17 with a window of 5 from -2: of the tiles from 0, 4, 8, 12 and 16 those from 4, 8 and, up to 12 + 3 + 2 = 17, 12.
  // Lines of the window inside: 6 x 3 less one at each border.
  expect(facts(g, "same"), {{tiles, 6 * 5 * 2},
                            {inner_tiles, 6 * 3 * 2},
                            {border_tiles, 6 * 2 * 2},
                            {tile_taps, 16 * (3 + 2 * 5) * 2},
                            {tile_macs, 16 * 5 * 5 * 2 * 16 * 3}});
  // Positions 0 to 7 with steps of 2: both tiles lie inside, up to 14 + 2 = 16.
  expect(facts(g, "valid"),
         {{tiles, 6 * 2 * 2}, {inner_tiles, 6 * 2 * 2}, {border_tiles, 0}, {tile_taps, 6 * 2 * 2}});
}

TEST_CASE("facts of lines, depthwise and pointwise layers, products and pooling") {
  network_builder b("g", shape{batch_extent, 6, 20});
  b.depthwise({3}, {.stride = {2}}, "d")
      .conv(5, {1}, {}, "p")
      .max_pool({2})
      .flatten()
      .dense(9, "f")
      .softmax();
  graph const g = b.finish();
  using enum layer_fact;
  expect(facts(g, "d"), {{kernel_h, 1},
                         {kernel_w, 3},
                         {stride_h, 1},
                         {stride, 2},
                         {depthwise, 1},
                         {groups, 6},
                         {lines, 6},
                         {taps, 29}});
  expect(facts(g, "p"), {{pointwise, 1},
                         {depthwise, 0},
                         {tiles, 3 * 2},
                         {tile_taps, 3 * 2},
                         {tile_macs, 3 * 2 * 16 * 6},
                         {reordered, 0}});
  expect(facts(g, "max_pool_2"), {{kernel, 2}, {stride, 2}, {taps, 10}, {operations, 50}});
  expect(facts(g, "flatten_3"), {{reordered, 25}});
  expect(facts(g, "f"), {{channels_in, 25}, {channels_out, 9}, {tiles, 3}, {tile_macs, 3 * 4 * 25}});
  expect(facts(g, "softmax"), {{axis, 1}, {rank, 2}});
}

TEST_CASE("what is fused: normalization behind a layer, a row behind a product, limits; not what somebody "
          "else reads") {
  network_builder b("g", shape{batch_extent, 4, 6, 6});
  b.conv(4, {3, 3}, {}, "c").batch_normalization("n").relu();
  value_id const shared = b.at();
  b.conv(4, {3, 3}, {}, "c2");
  value_id const read_twice = b.at();
  b.relu();
  value_id const kept = b.at();
  b.add(shared).relu();
  auto& edit = b.editor();
  b.from(edit.add(op::add{}, {b.at(), read_twice}, "more"))
      .from(edit.add(op::mul{}, {b.at(), kept}, "product"));
  graph const g = b.finish();
  using enum layer_fact;
  CHECK(facts(g, "n")[fused] == 1);
  CHECK(facts(g, "c")[limited] == 1);
  CHECK(facts(g, "c2")[limited] == 0);
  std::size_t not_fused = 0;
  for (std::size_t i = 0; i < g.nodes().size(); ++i)
    if (g.nodes()[i].op.is<op::relu>() && facts_of(g, static_cast<node_id>(i), 32)[fused] == 0) ++not_fused;
  CHECK(not_fused == 1); // the one behind c2

  graph_editor e("m");
  auto const x = e.add_input("x", data_type::float32, shape{batch_extent, 3});
  auto const w = e.add_constant("w", tensor(shape{3, 2}, std::vector<float>(6, 1)));
  auto const row = e.add_constant("b", tensor(shape{2}, std::vector<float>(2, 1)));
  auto const one = e.add_constant("o", tensor(shape{1}, std::vector<float>(1, 1)));
  auto const y = e.add(op::add{}, {e.add(op::matmul{}, {x, w}, "product"), row}, "bias");
  e.add_output(e.add(op::add{}, {y, one}, "plus"));
  graph const m = e.finish();
  CHECK(facts(m, "bias")[fused] == 1);
  CHECK(facts(m, "plus")[fused] == 0);
  CHECK(facts(m, "plus")[broadcasts] == 1);
}

TEST_CASE("facts have names, and operators those that mean something") {
  CHECK(layer_fact_named("kernel_w") == layer_fact::kernel_w);
  CHECK_FALSE(layer_fact_named("kernels"));
  CHECK(entry_of(layer_fact::broadcasts).name == "broadcasts");
  CHECK(has_fact("Conv", layer_fact::groups));
  CHECK_FALSE(has_fact("MaxPool", layer_fact::groups));
  CHECK_FALSE(has_fact("Con", layer_fact::groups));
  CHECK(has_fact("MyOwn", layer_fact::elements));
}

TEST_CASE("a window without end is counted at once") {
  network_builder b("g", shape{batch_extent, 1, 4000000});
  b.apply(op::max_pool{{1999999}, {1}, {1000000, 1000000}, {}, false}, "wide");
  graph const g = b.finish();
  CHECK(*facts(g, "wide")[layer_fact::taps] > 0);
}
