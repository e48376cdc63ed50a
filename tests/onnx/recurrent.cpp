#include "model_text.hpp"
#include <peax/core/random.hpp>
#include <peax/graph/editor.hpp>
#include <peax/graph/location.hpp>
#include <peax/graph/op.hpp>
#include <peax/onnx/load.hpp>
#include <peax/onnx/save.hpp>
#include <peax/rule/canonical.hpp>

#include <doctest/doctest.h>
#include <support/reference_interpreter.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

// Recurrent layers in files: steps in front, axes turned around them, states repeated for every sample.

using namespace peax;
using namespace peax::testing;

namespace {

tensor normal(shape dims, std::uint64_t seed) {
  random_stream random(seed);
  std::vector<float> out(static_cast<std::size_t>(dims.elements()));
  for (auto& v : out) v = static_cast<float>(0.5 * random.normal());
  return tensor(std::move(dims), std::move(out));
}

template <class Layer>
network network_of(Layer const& layer, bool states, shape const& input = {batch_extent, 3, 7}) {
  graph_editor e("recurrent");
  auto const d = static_cast<std::int64_t>(layer.directions()), g = static_cast<std::int64_t>(Layer::gates);
  std::vector<value_id> in{
      e.add_input("x", data_type::float32, input), e.add_constant("w", normal({d, g * 4, 3}, 1)),
      e.add_constant("r", normal({d, g * 4, 4}, 2)), e.add_constant("b", normal({d, 2 * g * 4}, 3))};
  if (states) {
    in.push_back(value_id::none);
    in.push_back(e.add_constant("h", normal({1, d * 4}, 4)));
    if (g == 4)
      in.push_back(e.add_constant("c", normal({1, d * 4}, 5))),
          in.push_back(e.add_constant("p", normal({d, 12}, 6)));
  }
  std::vector<std::string> names;
  for (auto const what : {Layer::sequence, Layer::last, Layer::cell})
    if (layer.gives(what)) names.push_back("y" + std::to_string(what));
  for (auto const id : e.add_node(layer, in, names, "layer")) e.add_output(id);
  return network(e.finish());
}

template <class Layer> void check_saved(Layer layer) {
  for (std::int64_t const direction : {0, 1, 2})
    for (bool const states : {false, true})
      for (shape const& input : {shape{batch_extent, 3, 7}, shape{2, 3, 7}}) {
        INFO(std::string(Layer::name), " direction ", direction, " states ", states, " ", input.text());
        layer.direction = direction;
        network const n = network_of(layer, states, input);
        network const back = peax::onnx::load_bytes(peax::onnx::save_bytes(n));
        REQUIRE(back->nodes().size() == n->nodes().size());
        CHECK(back->nodes()[0].op == n->nodes()[0].op);
        for (std::size_t i = 0; i < n->outputs().size(); ++i) {
          CHECK((*back)[back->outputs()[i]].name == (*n)[n->outputs()[i]].name);
          CHECK((*back)[back->outputs()[i]].dims == (*n)[n->outputs()[i]].dims);
        }
        tensor const x = normal(input.with_batch(3), 9);
        auto const before = interpret(*n, {x}), after = interpret(*back, {x});
        for (std::size_t i = 0; i < before.size(); ++i) CHECK(before[i] == after[i]);
      }
}

std::string floats_text(std::string const& name, std::vector<std::int64_t> const& dims, std::uint64_t seed) {
  tensor const t = normal(shape(dims), seed);
  std::string out = "initializer { name: '" + name + "' data_type: 1";
  for (auto const e : dims) out += " dims: " + std::to_string(e);
  for (auto const v : t.floats()) out += " float_data: " + std::to_string(v);
  return out + " }\n";
}
std::string perm(std::vector<std::int64_t> const& order) {
  std::string out = "attribute { name: 'perm' type: INTS";
  for (auto const a : order) out += " ints: " + std::to_string(a);
  return out + " } ";
}
std::string const weights = floats_text("w", {1, 16, 3}, 1) + floats_text("r", {1, 16, 4}, 2);
std::string kinds(network const& n) {
  std::string out;
  for (auto const& one : n->nodes()) out += (out.empty() ? "" : " ") + std::string(one.op.name());
  return out;
}

} // namespace

TEST_CASE("recurrent layers are saved as ONNX has them and read back as the same network") {
  op::lstm lstm;
  for (std::int64_t const outputs : {1, 2, 6, 7}) lstm.outputs = outputs, check_saved(lstm);
  lstm.clip = 0.5F;
  lstm.direction = 0;
  op::gru gru;
  gru.linear_before_reset = true;
  for (std::int64_t const outputs : {1, 2, 3}) gru.outputs = outputs, check_saved(gru);
  check_saved(op::rnn{});
  op::rnn other;
  other.activations = {static_cast<std::int64_t>(op::cell_kind::leaky_relu)};
  other.alphas = {0.3F}, other.betas = {0};
  network const n = network_of(other, false);
  CHECK(peax::onnx::load_bytes(peax::onnx::save_bytes(n))->nodes()[0].op == n->nodes()[0].op);
}

TEST_CASE("the turns that exporters write around a layer leave one turn of the input") {
  auto const read = [](std::string const& behind) {
    return peax::onnx::load_bytes(model_bytes(
        11, input_text("x", {"N", "7", "3"}) + weights +
                node_text("Transpose", {"x"}, {"t"}, perm({1, 0, 2})) +
                node_text("LSTM", {"t", "w", "r"}, {"y", "h"}, int_attribute("hidden_size", 4)) + behind));
  };
  std::string const axes_1 = "attribute { name: 'axes' type: INTS ints: 1 } ",
                    axes_0 = "attribute { name: 'axes' type: INTS ints: 0 } ";
  CHECK(kinds(read(node_text("Squeeze", {"h"}, {"o"}, axes_0) + output_text("o"))) == "Transpose LSTM");
  network const all = read(node_text("Squeeze", {"y"}, {"s"}, axes_1) +
                           node_text("Transpose", {"s"}, {"o"}, perm({1, 2, 0})) + output_text("o"));
  CHECK(kinds(all) == "Transpose LSTM");
  CHECK((*all)[all->outputs()[0]].name == "o");
  CHECK((*all)[all->outputs()[0]].dims == shape{batch_extent, 4, 7});
  network const steps = read(node_text("Squeeze", {"y"}, {"s"}, axes_1) +
                             node_text("Transpose", {"s"}, {"o"}, perm({1, 0, 2})) + output_text("o"));
  CHECK((*steps)[steps->outputs()[0]].dims == shape{batch_extent, 7, 4});
}

TEST_CASE("h[-1] of stacked layers is the last layer's state, and there are places for exits") {
  // As PyTorch writes it: the last states of all layers, joined, and the last of them taken.
  auto const read = [](std::string const& choice, std::string const& direction = "") {
    auto const layer = [&](std::string const& x, std::string const& number) {
      std::string const d = direction.empty() ? "" : text_attribute("direction", direction);
      return node_text("LSTM", {x, "w" + number, "r" + number}, {"y" + number, "h" + number},
                       int_attribute("hidden_size", 4) + d);
    };
    std::int64_t const d = direction.empty() ? 1 : 2;
    return peax::onnx::load_bytes(model_bytes(
        13,
        input_text("x", {"N", "7", "3"}) + floats_text("w1", {d, 16, 3}, 1) +
            floats_text("r1", {d, 16, 4}, 2) + floats_text("w2", {d, 16, 4 * d}, 3) +
            floats_text("r2", {d, 16, 4}, 4) + floats_text("v", {5, 4}, 5) +
            "initializer { name: 'last' data_type: 7 int64_data: -1 }\n"
            "initializer { name: 'rows' data_type: 7 dims: 3 int64_data: 0 int64_data: 0 int64_data: -1 }\n"
            "initializer { name: 'zero' data_type: 7 dims: 1 int64_data: 0 }\n"
            "initializer { name: 'from' data_type: 7 dims: 1 int64_data: -1 }\n"
            "initializer { name: 'to' data_type: 7 dims: 1 int64_data: 9223372036854775807 }\n" +
            node_text("Transpose", {"x"}, {"t"}, perm({1, 0, 2})) + layer("t", "1") +
            node_text("Transpose", {"y1"}, {"s"}, perm({0, 2, 1, 3})) +
            node_text("Reshape", {"s", "rows"}, {"u"}) + layer("u", "2") +
            node_text("Concat", {"h1", "h2"}, {"h"}, int_attribute("axis", 0)) + choice +
            node_text("Gemm", {"z", "v"}, {"o"}, int_attribute("transB", 1)) + output_text("o")));
  };
  std::string const gather = node_text("Gather", {"h", "last"}, {"z"}, int_attribute("axis", 0)),
                    slice = node_text("Slice", {"h", "from", "to", "zero"}, {"l"}) +
                            node_text("Squeeze", {"l", "zero"}, {"z"});
  for (auto const& choice : {gather, slice})
    for (std::string const direction : {"", "bidirectional"}) {
      CAPTURE(choice);
      network const file = read(choice, direction), n = rule::canonical(file);
      CHECK(kinds(n) == (direction.empty() ? "Transpose LSTM LSTM Gemm" : "Transpose LSTM LSTM Slice Gemm"));
      CHECK(n->nodes()[1].outputs.size() == 1);
      CHECK(exit_locations(*n).size() == 1);
      tensor const x = normal(shape{3, 7, 3}, 9);
      auto const before = interpret(*file, {x})[0], after = interpret(*n, {x})[0];
      CHECK(before.dims() == shape{3, 5});
      CHECK(before == after);
    }
}

TEST_CASE("what a recurrent layer cannot take is refused in words") {
  auto const refused = [](std::string const& x, std::string const& layer) {
    return refusal_of(
        model_bytes(14, input_text("x", {"N", "7", "3"}) + weights + x + layer + output_text("y")));
  };
  std::string const turn = node_text("Transpose", {"x"}, {"t"}, perm({1, 0, 2}));
  CHECK(contains(refused(turn, node_text("LSTM", {"t", "w", "r"}, {"y"})),
                 "does not keep the batch on axis 0"));
  CHECK(contains(refused("", node_text("LSTM", {"x", "w", "r"}, {"y"})), "batch"));
  CHECK(contains(refused(turn, node_text("LSTM", {"t", "w", "r"}, {"y"}, int_attribute("input_forget", 1))),
                 "input_forget"));
  CHECK(contains(refused(turn, node_text("LSTM", {"t", "w", "r"}, {"y"}, text_attribute("direction", "up"))),
                 "direction 'up'"));
  CHECK(
      contains(refused(turn + input_text("l", {"N"}, 6), node_text("LSTM", {"t", "w", "r", "", "l"}, {"y"})),
               "must be constant"));
}

TEST_CASE("what is rounded to codes behind a recurrent layer enters the graph, and is refused where its axes "
          "are turned") {
  auto const text_of = [](std::string const& behind) {
    return model_bytes(13,
                       input_text("x", {"N", "7", "3"}) + weights +
                           node_text("Transpose", {"x"}, {"t"}, perm({1, 0, 2})) +
                           node_text("LSTM", {"t", "w", "r"}, {"y", "h"}, int_attribute("hidden_size", 4)) +
                           "initializer { name: 's' data_type: 1 float_data: 0.01 }\n" +
                           "initializer { name: 'z' data_type: 3 int32_data: 0 }\n"
                           "initializer { name: 'one' data_type: 7 dims: 1 int64_data: 1 }\n"
                           "initializer { name: 'zero' data_type: 7 dims: 1 int64_data: 0 }\n" +
                           behind + output_text("o"));
  };
  auto const pair = [](std::string const& from, std::string const& to) {
    return node_text("QuantizeLinear", {from, "s", "z"}, {"q"}) +
           node_text("DequantizeLinear", {"q", "s", "z"}, {to});
  };
  network const n =
      peax::onnx::load_bytes(text_of(node_text("Squeeze", {"h", "zero"}, {"last"}) + pair("last", "o")));
  CHECK(kinds(n) == "Transpose LSTM FakeQuantize");
  CHECK((*n)[n->outputs()[0]].dims == shape{batch_extent, 4});
  std::string const why = refusal_of(text_of(node_text("Squeeze", {"y", "one"}, {"all"}) + pair("all", "d") +
                                             node_text("Transpose", {"d"}, {"o"}, perm({1, 0, 2}))));
  CAPTURE(why);
  CHECK(contains(why, "does not keep the batch on axis 0"));
}
