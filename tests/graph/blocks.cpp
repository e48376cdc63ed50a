// Block boundaries and MACs of the five networks of appendix A of the study of the Python framework PEAX
// (block graphs observed by running it); MACs are the true ones of convolutions and dense layers.
#include <peax/graph/block.hpp>
#include <peax/graph/builder.hpp>
#include <peax/graph/location.hpp>
#include <peax/graph/op.hpp>
#include <peax/graph/task.hpp>
#include <peax/graph/verify.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace peax;

namespace {
graph radar() {
  network_builder b("radar", {batch_extent, 64, 10, 16});
  for (std::int64_t channels : {32, 64, 128})
    b.depthwise({3, 3}, {.bias = true})
        .relu()
        .conv(channels, {1, 1}, {.bias = true})
        .batch_normalization()
        .relu()
        .max_pool({2, 2});
  return b.flatten().dense(128).batch_normalization().relu().dense(5).softmax().finish();
}

graph lenet() {
  network_builder b("lenet", {batch_extent, 1, 28, 28});
  conv_options const valid{.pads = {0, 0, 0, 0}, .bias = true};
  b.conv(16, {3, 3}, valid).relu().conv(32, {3, 3}, valid).relu().max_pool({2, 2});
  b.conv(64, {3, 3}, valid).relu().max_pool({2, 2}).conv(64, {3, 3}, valid).relu();
  return b.flatten().dense(64).relu().dense(10).softmax().finish();
}

graph mlp() {
  network_builder b("mlp", {batch_extent, 20});
  return b.dense(64).relu().dense(32).relu().dense(16).relu().dense(3).softmax().finish();
}

graph dscnn() {
  network_builder b("dscnn", {batch_extent, 1, 49, 10});
  b.conv(64, {10, 4}, {.stride = {2, 2}, .pads = {4, 1, 5, 1}}).batch_normalization().relu();
  for (int i = 0; i < 4; ++i)
    b.depthwise({3, 3}).batch_normalization().relu().conv(64, {1, 1}).batch_normalization().relu();
  return b.global_average_pool().flatten().dense(12).softmax().finish();
}

graph resnet14_like() {
  network_builder b("resnet14", {batch_extent, 3, 32, 32});
  b.conv(16, {3, 3}).batch_normalization().relu();
  b.residual(16, {3, 3})
      .residual(16, {3, 3})
      .residual(32, {3, 3}, 2)
      .residual(32, {3, 3})
      .residual(64, {3, 3}, 2)
      .residual(64, {3, 3});
  return b.average_pool({8, 8}).flatten().dense(10).softmax().finish();
}

std::vector<std::string> names_of_blocks(graph const& g) {
  std::vector<std::string> out;
  for (auto const& b : blocks_of(g)) out.push_back(b.name);
  return out;
}

std::vector<std::string> names(std::vector<std::string> list) { return list; }
} // namespace

TEST_CASE("the block boundaries of the five reference networks are those of the original") {
  CHECK(names_of_blocks(radar()) ==
        names({"convolution_0", "convolution_1", "convolution_2", "reshape_0", "compute_0"}));
  CHECK(names_of_blocks(lenet()) ==
        names({"convolution_0", "convolution_1", "convolution_2", "reshape_0", "compute_0"}));
  CHECK(names_of_blocks(mlp()) == names({"compute_0"}));
  CHECK(names_of_blocks(dscnn()) == names({"convolution_0", "convolution_1", "convolution_2", "convolution_3",
                                           "convolution_4", "global_pooling_0", "reshape_0", "compute_0"}));
  CHECK(names_of_blocks(resnet14_like()) ==
        names({"convolution_0", "residual_0", "residual_1", "residual_2", "residual_3", "residual_4",
               "residual_5", "reshape_0", "compute_0"}));
}

TEST_CASE("the MACs of the five reference networks are true") {
  CHECK(cost_of(radar()).macs == macs(616832));
  CHECK(cost_of(lenet()).macs == macs(4964032));
  CHECK(cost_of(mlp()).macs == macs(3888));
  CHECK(cost_of(dscnn()).macs == macs(2656768));
  CHECK(cost_of(resnet14_like()).macs == macs(26657408));
}

TEST_CASE("the stem's activation is the split of the first residual, the last residual holds activation and "
          "pooling") {
  graph const g = resnet14_like();
  auto const blocks = blocks_of(g);
  CHECK(g[blocks[0].output].dims == shape{batch_extent, 16, 32, 32});
  CHECK(g[g.producer(blocks[0].output)].op.is<op::batch_normalization>());
  CHECK(g[blocks[1].nodes.front()].op.is<op::relu>());
  CHECK(g[blocks[6].output].dims == shape{batch_extent, 64, 1, 1});
  CHECK(g[g.producer(blocks[6].output)].op.is<op::average_pool>());
}

TEST_CASE("every node is in exactly one block") {
  for (graph const& g : {radar(), lenet(), mlp(), dscnn(), resnet14_like()}) {
    std::vector<int> seen(g.nodes().size(), 0);
    for (auto const& b : blocks_of(g))
      for (auto id : b.nodes) ++seen[index_of(id)];
    for (int n : seen) CHECK(n == 1);
  }
}

TEST_CASE(
    "exits stand behind every convolution and residual but the last, on their activated and pooled maps") {
  graph const r = resnet14_like();
  auto const at_r = exit_locations(r);
  REQUIRE(at_r.size() == 6);
  CHECK(r[r.producer(at_r[0].at)].op.is<op::relu>());
  CHECK(at_r[0].prefix_cost.macs == macs(442368));
  CHECK(r[at_r[5].at].dims == shape{batch_extent, 64, 8, 8});

  graph const l = lenet();
  auto const at_l = exit_locations(l);
  REQUIRE(at_l.size() == 3);
  CHECK(l[l.producer(at_l[1].at)].op.is<op::max_pool>());

  CHECK(exit_locations(dscnn()).size() == 4);
  CHECK(exit_locations(radar()).size() == 2);
  CHECK(exit_locations(mlp()).size() == 2);
}

TEST_CASE("a shortcut from the input and nested branches make one residual block") {
  network_builder b("nested", {batch_extent, 4, 8, 8});
  value_id const in = b.at();
  b.conv(4, {3, 3}).relu();
  value_id const inner = b.at();
  b.conv(4, {3, 3}).add(inner).conv(4, {3, 3}).add(in).relu();
  graph const g = b.global_average_pool().flatten().dense(3).finish();
  verify(g);
  CHECK(names_of_blocks(g) == names({"residual_0", "global_pooling_0", "reshape_0", "compute_0"}));
}

TEST_CASE("tasks follow the last activation and the shape") {
  auto const task_behind = [](any_op op, std::int64_t units) {
    network_builder b("t", {batch_extent, 8});
    graph const g = b.dense(units).apply(std::move(op)).finish();
    return task_of(g, g.outputs()[0]);
  };
  CHECK(task_behind(op::softmax{}, 3) == task::multi_class);
  CHECK(task_behind(op::sigmoid{}, 1) == task::binary);
  CHECK(task_behind(op::sigmoid{}, 4) == task::multi_label);
  CHECK(task_behind(op::identity{}, 1) == task::regression);
  network_builder b("s", {batch_extent, 3, 8, 8});
  graph const g = b.conv(2, {3, 3}).apply(op::softmax{1}).finish();
  CHECK(task_of(g, g.outputs()[0]) == task::segmentation);
  CHECK(modality_of({batch_extent, 6, 128}) == modality::time_series);
  CHECK(modality_of({batch_extent, 3, 32, 32}) == modality::image);
  CHECK(modality_of({batch_extent, 20}) == modality::tabular);
}
