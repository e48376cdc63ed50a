#include <peax/core/random.hpp>
#include <peax/graph/editor.hpp>
#include <peax/graph/op.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <vector>

using namespace peax;

namespace {

value_id drawn_from(std::vector<value_id> const& values, random_stream& random) {
  return values[random.index(values.size())];
}

//! The inputs of every node of the editor.
std::vector<std::vector<value_id>> inputs_in(graph_editor const& edit) {
  std::vector<std::vector<value_id>> out;
  for (std::size_t i = 0; i < edit.node_count(); ++i) out.push_back(edit[static_cast<node_id>(i)].inputs);
  return out;
}

} // namespace

TEST_CASE("replacing uses does what a search of all inputs does, after any other edits") {
  random_stream random(11);
  for (int round = 0; round < 40; ++round) {
    graph_editor edit;
    std::vector<value_id> values{edit.add_input("x", data_type::float32, {batch_extent, 3}),
                                 edit.add_input("y", data_type::float32, {batch_extent, 3})};
    std::vector<std::vector<value_id>> expected;
    auto const some = [&] {
      std::vector<value_id> in(2 + random.index(3));
      for (auto& id : in) id = drawn_from(values, random);
      return in;
    };
    for (int step = 0; step < 60; ++step) {
      std::size_t const at = expected.empty() ? 0 : random.index(expected.size());
      switch (expected.empty() ? 0 : random.index(4)) {
      case 0: {
        auto const in = some();
        expected.push_back(in);
        values.push_back(edit.add(op::max{}, in));
        break;
      }
      case 1: {
        auto const with = drawn_from(values, random);
        std::size_t const input = random.index(expected[at].size());
        edit.set_node_input(static_cast<node_id>(at), input, with);
        expected[at][input] = with;
        break;
      }
      case 2:
        expected[at] = some(); // fewer, as many or more than it had
        edit.set_node_inputs(static_cast<node_id>(at), expected[at]);
        break;
      default:
        auto const old = drawn_from(values, random), with = drawn_from(values, random);
        edit.replace_uses(old, with);
        for (auto& inputs : expected) std::replace(inputs.begin(), inputs.end(), old, with);
      }
      REQUIRE(inputs_in(edit) == expected);
    }
  }
}
