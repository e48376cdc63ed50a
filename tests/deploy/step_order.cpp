#include <peax/core/random.hpp>
#include <peax/deploy/c/lowering.hpp>
#include <peax/deploy/c/memory.hpp>
#include <peax/deploy/c/step_order.hpp>
#include <peax/graph/builder.hpp>
#include <peax/graph/cut.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

using namespace peax;

namespace {

std::vector<std::size_t> stages_of(graph const& g) {
  std::vector<std::size_t> out(g.nodes().size(), g.outputs().size());
  for (std::size_t e = g.outputs().size(); e-- > 0;)
    for (auto const id : nodes_behind(g, g.outputs().first(e + 1))) out[index_of(id)] = e;
  return out;
}

deploy::c::step_order order_of(graph const& g, std::size_t most_sets = 20000) {
  engine::plan_options const how;
  engine::lowering const low(g, how);
  return deploy::c::order_of_least_memory(g, low.steps(), stages_of(g), g.outputs().size(), most_sets);
}

//! Peak of one order of nodes, counted from the definition: of nodes that are steps, with values that nobody writes over.
std::size_t peak_of(graph const& g, std::vector<std::size_t> const& order) {
  std::size_t peak = 0;
  for (std::size_t at = 0; at < order.size(); ++at) {
    std::size_t alive = 0;
    for (std::size_t made = 0; made <= at; ++made)
      for (auto const v : g.nodes()[order[made]].outputs) {
        bool used = g.is_output(v) || made == at;
        for (std::size_t later = at; later < order.size(); ++later)
          for (auto const r : g.nodes()[order[later]].inputs) used = used || r == v;
        if (used) alive += static_cast<std::size_t>(g[v].dims.elements());
      }
    peak = std::max(peak, alive);
  }
  return peak;
}

//! The least peak of all orders.
void try_all(graph const& g, std::vector<std::size_t>& order, std::vector<bool>& done, std::size_t& best) {
  if (order.size() == g.nodes().size()) best = std::min(best, peak_of(g, order));
  for (std::size_t i = 0; i < g.nodes().size(); ++i) {
    bool ready = !done[i];
    for (auto const v : g.nodes()[i].inputs)
      if (g.producer(v) != node_id::none) ready = ready && done[index_of(g.producer(v))];
    if (!ready) continue;
    done[i] = true;
    order.push_back(i);
    try_all(g, order, done, best);
    order.pop_back();
    done[i] = false;
  }
}

//! Convolutions and concatenations, which never write over an input, in a random graph.
graph random_graph(random_stream& random) {
  network_builder b("random", {batch_extent, 2, 8}, 1, "x");
  std::vector<value_id> all{b.at()};
  auto const any = [&] { return all[static_cast<std::size_t>(random.index(all.size()))]; };
  for (int i = 0; i < 5; ++i) {
    if (random.index(4) > 0)
      all.push_back(b.from(any()).conv(1 + static_cast<std::int64_t>(random.index(16)), {1}).at());
    else
      all.push_back(b.editor().add(op::concat{1}, {any(), any()}));
  }
  std::vector<value_id> open;
  for (std::size_t i = 1; i < all.size(); ++i)
    if (i + 1 == all.size() || (random.index(2) == 0 && open.size() < 3)) open.push_back(all[i]);
  for (auto& v : open)
    v = b.from(v).conv(1, {1}).at(); // wide values first, in the file, then what makes them narrow
  b.from(b.editor().add(op::concat{1}, open)).conv(1, {1});
  return b.finish("y");
}

} // namespace

TEST_CASE("the order of a small graph needs as little as the best of all orders") {
  random_stream random(7);
  std::size_t better = 0;
  for (int round = 0; round < 30; ++round) {
    graph const g = random_graph(random);
    auto const found = order_of(g);
    std::vector<std::size_t> own, order;
    for (std::size_t i = 0; i < g.nodes().size(); ++i) own.push_back(i);
    std::vector<bool> done(own.size(), false);
    std::size_t best = peak_of(g, own);
    better += peak_of(g, found.order) < best ? 1 : 0;
    try_all(g, order, done, best);
    CHECK(found.exact);
    CHECK(peak_of(g, found.order) == best);
    CHECK(found.live_floats == best);
    CHECK(found.least_floats == best);
    // With few sets it is no longer exact, and never worse than the file's order.
    auto const quick = order_of(g, 1);
    CHECK(quick.least_floats <= best);
    CHECK(peak_of(g, quick.order) <= peak_of(g, own));
  }
  CHECK(better > 0);
}

TEST_CASE("branches run one after the other, where the file runs them side by side") {
  network_builder b("wide", {batch_extent, 1, 16, 16}, 1, "x");
  value_id const x = b.at();
  std::vector<value_id> wide, narrow;
  for (int i = 0; i < 3; ++i) wide.push_back(b.from(x).conv(16, {3, 3}).at());
  for (auto const v : wide) narrow.push_back(b.from(v).max_pool({4, 4}).at());
  b.from(b.editor().add(op::concat{1}, narrow));
  graph const g = b.finish("y");
  auto const found = order_of(g);
  std::size_t const map = 16 * 16 * 16, pooled = map / 16;
  CHECK(found.live_floats == map + 3 * pooled);
  CHECK(found.least_floats == found.live_floats);
  auto thrifty = deploy::c::lower(g, 1), of_file = deploy::c::lower(g, 1, deploy::c::order_of_steps::of_file);
  deploy::c::plan_arena(thrifty);
  deploy::c::plan_arena(of_file);
  CHECK(thrifty.arena_floats == map + 3 * pooled);
  CHECK(of_file.arena_floats == 3 * map + pooled);
}

TEST_CASE("a chain keeps its order") {
  network_builder b("chain", {batch_extent, 1, 8, 8}, 1, "x");
  for (int i = 0; i < 40; ++i) b.conv(2, {3, 3}).relu();
  auto const found = order_of(b.finish("y"));
  CHECK(found.exact);
  CHECK(std::is_sorted(found.order.begin(), found.order.end()));
  CHECK(found.live_floats == 2 * 2 * 64);
}

TEST_CASE("a stage runs whole before the next, whatever that costs") {
  // The later exit's branch would be cheap first; it waits all the same.
  network_builder b("exits", {batch_extent, 1, 8, 8}, 1, "x");
  b.conv(8, {3, 3});
  value_id const stem = b.at();
  value_id const late = b.max_pool({2, 2}).at();
  b.from(stem).conv(8, {3, 3}).global_average_pool();
  value_id const first = b.at();
  b.from(late).global_average_pool();
  b.editor().set_outputs({first, b.at()});
  graph const g = b.editor().finish();
  REQUIRE(g.outputs().size() == 2);
  auto const stage = stages_of(g);
  auto const found = order_of(g);
  std::size_t before = 0;
  for (auto const i : found.order) {
    CHECK(stage[i] >= before);
    before = stage[i];
  }
  CHECK(found.order.size() == g.nodes().size());
}
