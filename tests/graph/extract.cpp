#include <peax/graph/builder.hpp>
#include <peax/graph/extract.hpp>
#include <peax/graph/location.hpp>
#include <peax/graph/verify.hpp>

#include <doctest/doctest.h>

#include <array>

using namespace peax;

namespace {
graph small() {
  network_builder b("small", {batch_extent, 1, 8, 8});
  return b.conv(4, {3, 3})
      .relu()
      .residual(4, {3, 3})
      .residual(8, {3, 3}, 2)
      .global_average_pool()
      .flatten()
      .dense(3)
      .softmax()
      .finish("probabilities");
}
} // namespace

TEST_CASE("two pieces cut at a location make the whole when they are joined again") {
  graph const g = small();
  auto const places = exit_locations(g);
  REQUIRE(!places.empty());
  value_id const cut = places.front().at;
  std::array const first_in{g.inputs()[0]}, at_cut{cut}, out{g.outputs()[0]};
  graph const head = extract(g, first_in, at_cut, "head"), tail = extract(g, at_cut, out, "tail");
  verify(head);
  verify(tail);
  CHECK(head.nodes().size() + tail.nodes().size() == g.nodes().size());
  CHECK(tail[tail.inputs()[0]].name == g[cut].name);
  CHECK(tail[tail.outputs()[0]].name == "probabilities");

  graph_editor edit(head);
  std::array const joint{head.outputs()[0]};
  auto const made = join(edit, tail, joint, "tail/");
  edit.set_outputs(made);
  graph const whole = edit.finish();
  verify(whole);
  CHECK(whole.nodes().size() == g.nodes().size());
  CHECK(cost_of(whole) == cost_of(g));
  CHECK(whole[whole.outputs()[0]].name == "tail/probabilities");
}

TEST_CASE("a piece whose shape does not fit is refused") {
  graph const g = small();
  graph_editor edit(g);
  graph const other = network_builder("other", {batch_extent, 5}).dense(2).finish();
  std::array const to{g.outputs()[0]};
  CHECK_THROWS_AS((void)join(edit, other, to, "x/"), bad_input);
}
