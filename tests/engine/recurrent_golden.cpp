#include "golden.hpp"
#include <peax/engine/plan.hpp>
#include <peax/graph/editor.hpp>
#include <peax/graph/op.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

// Recurrent layers against PyTorch: last states, and the gradients of weights, biases, first states and of what is added to the input of
// every sample. The figures are of tests/golden/engine/make_golden.py; the longest sequence is more than a block of steps.

using namespace peax;
using namespace peax::testing;

namespace {

template <class Layer> graph network_of(Layer layer, std::int64_t units, std::int64_t steps) {
  graph_editor e("recurrent");
  auto const d = static_cast<std::int64_t>(layer.directions()), g = static_cast<std::int64_t>(Layer::gates);
  layer.outputs = Layer::sequence | Layer::last;
  value_id const x = e.add_input("x", data_type::float32, {batch_extent, 3, steps});
  value_id const sum = e.add(op::add{}, {x, e.add_constant("p", filled({1, 3, steps}, 4))});
  std::vector<value_id> in{sum,
                           e.add_constant("w", filled({d, g * units, 3}, 1, 0.4)),
                           e.add_constant("r", filled({d, g * units, units}, 2, 0.3)),
                           e.add_constant("b", filled({d, 2 * g * units}, 3, 0.2)),
                           value_id::none,
                           e.add_constant("h", filled({1, d * units}, 5, 0.3))};
  if (g == 4) in.push_back(e.add_constant("c", filled({1, d * units}, 6, 0.3)));
  for (auto const out : e.add_node(layer, in, {"y", "last"})) e.add_output(out);
  return e.finish();
}

template <class Layer>
void compare(Layer layer, std::string const& name, std::int64_t directions, std::int64_t units,
             std::int64_t steps) {
  layer.direction = directions == 2 ? Layer::bidirectional : Layer::forward;
  auto const golden = golden_engine("recurrent");
  std::string const prefix = name + std::to_string(directions) + "_";
  graph const g = network_of(layer, units, steps);
  tensor const x = filled({9, 3, steps}, 20, 1), of_y = filled({9, directions * units, steps}, 30, 0.1),
               of_last = filled({9, directions * units}, 31);
  for (int const threads : {1, 2}) {
    engine::plan plan(g, 12, {.training = true, .threads = threads});
    plan.forward(x.floats().data(), 9);
    CHECK(relative_difference(plan.output(1), golden.at(prefix + "h")) < 1e-6);
    std::vector<float const*> const seeds{of_y.floats().data(), of_last.floats().data()};
    plan.backward(seeds);
    std::size_t compared = 0;
    for (auto const& p : plan.parameter_list()) {
      INFO(prefix, g[p.id].name);
      CHECK(relative_difference(plan.parameter_gradient(p), golden.at(prefix + "gradient_" + g[p.id].name)) <
            5e-6);
      ++compared;
    }
    CHECK(compared == (Layer::gates == 4 ? 6 : 5));
  }
}

} // namespace

TEST_CASE("recurrent layers give PyTorch's states and gradients") {
  compare(op::lstm{}, "LSTM", 2, 18, 200);
  compare(op::lstm{}, "LSTM", 1, 5, 9);
  op::gru gru;
  gru.linear_before_reset = true;
  compare(gru, "GRU", 2, 17, 30);
  compare(gru, "GRU", 1, 5, 9);
  compare(op::rnn{}, "RNN", 2, 17, 30);
  compare(op::rnn{}, "RNN", 1, 5, 9);
}
