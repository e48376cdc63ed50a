#include "model_text.hpp"
#include <peax/graph/block.hpp>
#include <peax/graph/builder.hpp>
#include <peax/graph/editor.hpp>
#include <peax/graph/location.hpp>
#include <peax/graph/op.hpp>
#include <peax/onnx/load.hpp>
#include <peax/onnx/message.hpp>
#include <peax/rule/canonical.hpp>

#include <doctest/doctest.h>
#include <support/reference_interpreter.hpp>

#include <set>
#include <string>
#include <vector>

// Forms that exporters write and that are no operators: functions, fixed batches, shared tensors, convolutions as classifiers.

using namespace peax;
using namespace peax::testing;

namespace {
network loaded(int opset, std::string const& graph, std::string const& more = "") {
  return peax::onnx::load_bytes(model_bytes(opset, graph, more));
}

std::vector<float> answers(network const& n, shape const& dims, std::vector<float> const& x) {
  auto const y = interpret(*n, {tensor(dims, x)})[0];
  return {y.floats().begin(), y.floats().end()};
}

std::string call(std::string const& type, std::vector<std::string> const& in, std::string const& out,
                 std::string const& more = "") {
  return node_text(type, in, {out}, "domain: 'org.example' " + more);
}

std::string function(std::string const& name, std::string const& ends, std::string const& nodes,
                     int opset = 13) {
  return "functions { name: '" + name + "' domain: 'org.example' " + ends +
         " opset_import { version: " + std::to_string(opset) + " } " + nodes + " } ";
}

std::string const own_domain = "opset_import { domain: 'org.example' version: 1 } ";
} // namespace

TEST_CASE("calls of a file's functions become the nodes of the functions") {
  std::string const leak = function(
      "Leak", "input: 'a' output: 'b' attribute: 'slope'",
      node_text("LeakyRelu", {"a"}, {"t"}, "attribute { name: 'alpha' type: FLOAT ref_attr_name: 'slope' }") +
          node_text("Neg", {"t"}, {"b"}));
  std::string const twice = function("Twice", "input: 'a' output: 'b'",
                                     call("Leak", {"a"}, "t", float_attribute("slope", 0.5)) +
                                         call("Leak", {"t"}, "b", float_attribute("slope", 0.25)));
  auto const n = loaded(13,
                        input_text("x", {"N", "2"}) + call("Twice", {"x"}, "t") + call("Twice", {"t"}, "y") +
                            output_text("y"),
                        own_domain + leak + twice);
  CHECK(n->nodes().size() == 8); // two calls of two calls of two nodes
  std::set<std::string> names;
  for (auto const& v : n->values()) names.insert(v.name);
  CHECK(names.size() == n->values().size());
  CHECK(names.contains("y"));
  // -4 and 8 leak to -2 and 8, negated 2 and -8; these to 2 and -2, negated -2 and 2. Once more: 1 and -2, then -1 and 0.5.
  CHECK(answers(n, {1, 2}, {-4, 8}) == std::vector<float>{-1, 0.5F});
}

TEST_CASE("functions that do not fit are refused in words") {
  auto const body = input_text("x", {"N", "2"}) + call("F", {"x"}, "y") + output_text("y");
  auto const refusal = [&](std::string const& functions) {
    return refusal_of(model_bytes(13, body, own_domain + functions));
  };
  CHECK(contains(refusal(function("F", "input: 'a' output: 'b'", call("F", {"a"}, "b"))), "without an end"));
  CHECK(contains(refusal(function("F", "output: 'b'", node_text("Relu", {"a"}, {"b"}))), "takes 0"));
  CHECK(contains(refusal(function("F", "input: 'a' output: 'b'", node_text("Relu", {"a"}, {"b"}), 18)),
                 "opset 18 where the model has 13"));
  std::string many = function("F0", "input: 'a' output: 'b'", node_text("Relu", {"a"}, {"b"}));
  for (int i = 1; i < 20; ++i) {
    std::string const inner = "F" + std::to_string(i - 1);
    many += function("F" + std::to_string(i), "input: 'a' output: 'b'",
                     call(inner, {"a"}, "t") + call(inner, {"t"}, "u") + call(inner, {"u"}, "b"));
  }
  CHECK(contains(
      refusal_of(model_bytes(13, input_text("x", {"N", "2"}) + call("F19", {"x"}, "y") + output_text("y"),
                             own_domain + many)),
      "expand to more than"));
}

TEST_CASE("a file with a batch of 1 is a network for any batch, and is written with a batch of 1 again") {
  auto const flattened = input_text("x", {"1", "2", "3"}) + ints_text("to", {2}, {1, 6}) +
                         node_text("Reshape", {"x", "to"}, {"y"}) + output_text("y");
  auto const n = peax::onnx::load_bytes(
      model_bytes(13, flattened, "doc_string: 'about' domain: 'org.example' model_version: 7 "));
  CHECK((*n)[n->inputs()[0]].dims.is_batched());
  auto const message = peax::onnx::message_of(*n);
  CHECK(message.graph().input(0).type().tensor_type().shape().dim(0).dim_value() == 1);
  CHECK(message.graph().output(0).type().tensor_type().shape().dim(0).dim_value() == 1);
  CHECK(message.doc_string() == "about");
  CHECK(message.domain() == "org.example");
  CHECK(message.model_version() == 7);
  auto const again = peax::onnx::load_bytes(message.SerializeAsString());
  CHECK(content_hash(*again) == content_hash(*n));
  CHECK(again->notes() == n->notes());

  auto const named =
      loaded(13, input_text("x", {"s77", "3"}) + node_text("Relu", {"x"}, {"y"}) + output_text("y"));
  CHECK(peax::onnx::message_of(*named).graph().input(0).type().tensor_type().shape().dim(0).dim_param() ==
        "s77");
}

TEST_CASE("allowzero matters only where an extent is 0") {
  auto const reshaped = [](std::vector<std::int64_t> const& to) {
    return input_text("x", {"N", "2", "3"}) + ints_text("to", {static_cast<std::int64_t>(to.size())}, to) +
           node_text("Reshape", {"x", "to"}, {"y"}, int_attribute("allowzero", 1)) + output_text("y");
  };
  auto const n = loaded(18, reshaped({-1, 6}));
  CHECK((*n)[n->outputs()[0]].dims.text() == "[N,6]");
  CHECK(contains(refusal_of(model_bytes(18, reshaped({0, 6}))), "a tensor without elements"));
}

TEST_CASE("normalizations whose statistics are a shared tensor in the file have their own in the network") {
  auto const n =
      loaded(13, input_text("x", {"N", "2", "4"}) + floats_text("s", {2}, {1, 2}) +
                     floats_text("z", {2}, {0, 0}) + floats_text("v", {2}, {1, 4}) +
                     node_text("BatchNormalization", {"x", "s", "z", "z", "v"}, {"t"}) +
                     node_text("BatchNormalization", {"t", "s", "z", "z", "v"}, {"y"}) + output_text("y"));
  std::set<value_id> parameters;
  for (auto const& node : n->nodes()) parameters.insert(node.inputs.begin() + 1, node.inputs.end());
  CHECK(parameters.size() == 7); // the scale is shared on purpose or not, which changes no statistics
  CHECK(peax::onnx::message_of(*n).graph().initializer_size() == 7);
  auto const y = answers(n, {1, 2, 4}, {1, 2, 3, 4, 1, 2, 3, 4});
  CHECK(y[0] == doctest::Approx(1).epsilon(1e-4));
  CHECK(y[7] == doctest::Approx(4).epsilon(1e-4)); // 2 / sqrt(4) twice
}

TEST_CASE("a convolution with a channel for each answer is the classifier") {
  network_builder b("squeezed", {batch_extent, 3, 8, 8}, 1, "x");
  b.conv(8, {3, 3}).relu().conv(8, {3, 3}).relu().conv(5, {1, 1}).global_average_pool().flatten().softmax();
  network const n(b.finish("y"));
  node_id const answering = answering_convolution(*n);
  REQUIRE(answering != node_id::none);
  CHECK((*n)[(*n)[answering].outputs[0]].dims.text() == "[N,5,8,8]");
  auto const classifier = classifier_of(*n);
  CHECK(std::find(classifier.begin(), classifier.end(), answering) != classifier.end());
  CHECK(classifier.size() == 4); // with pooling, flattening and softmax
  auto const blocks = blocks_of(*n);
  auto const of = std::find_if(blocks.begin(), blocks.end(), [&](block const& each) {
    return std::find(each.nodes.begin(), each.nodes.end(), answering) != each.nodes.end();
  });
  REQUIRE(of != blocks.end());
  CHECK(of->nodes.front() == answering);

  network_builder d("dense", {batch_extent, 3, 8, 8}, 1, "x");
  d.conv(8, {3, 3}).relu().global_average_pool().flatten().dense(5).softmax();
  CHECK(answering_convolution(d.finish("y")) == node_id::none);
}

TEST_CASE("a layer normalization comes in pieces from a file of opset 13, is one node, and goes in pieces "
          "into one") {
  auto const means = [](std::string const& from, std::string const& to) {
    return node_text("ReduceMean", {from}, {to}, "attribute { name: 'axes' type: INTS ints: -1 } ");
  };
  auto const number = [](std::string const& name, std::vector<std::string> const& values) {
    std::string out = "initializer { name: '" + name + "' data_type: 1 ";
    if (values.size() > 1) out += "dims: " + std::to_string(values.size()) + " ";
    for (auto const& v : values) out += "float_data: " + v + " ";
    return out + "} ";
  };
  auto const read =
      loaded(13, input_text("x", {"N", "2", "3"}) + number("two", {"2"}) + number("epsilon", {"0.00001"}) +
                     number("scale", {"1", "-2", "0.5"}) + number("bias", {"0.1", "0.2", "0.3"}) +
                     means("x", "mean") + node_text("Sub", {"x", "mean"}, {"d"}) +
                     node_text("Pow", {"d", "two"}, {"square"}) + means("square", "variance") +
                     node_text("Add", {"variance", "epsilon"}, {"sum"}) +
                     node_text("Sqrt", {"sum"}, {"root"}) + node_text("Div", {"d", "root"}, {"normal"}) +
                     node_text("Mul", {"normal", "scale"}, {"scaled"}) +
                     node_text("Add", {"scaled", "bias"}, {"y"}) + output_text("y"));
  auto const one = rule::canonical(read);
  REQUIRE(one->nodes().size() == 1);
  CHECK(one->nodes()[0].op.is<op::layer_normalization>());
  auto const message = peax::onnx::message_of(*one);
  CHECK(message.opset_import(0).version() == 13);
  for (auto const& n : message.graph().node()) CHECK(n.op_type() != "LayerNormalization");
  auto const back = peax::onnx::load_bytes(message.SerializeAsString());
  CHECK(equal(*rule::canonical(back),
              *rule::canonical(peax::onnx::load_bytes(
                  peax::onnx::message_of(*rule::canonical(back)).SerializeAsString()))));
  std::vector<float> const x{3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8};
  shape const dims{2, 2, 3};
  auto const expected = answers(read, dims, x);
  for (auto const& n : {one, back, rule::canonical(back)}) {
    auto const got = answers(n, dims, x);
    for (std::size_t i = 0; i < expected.size(); ++i)
      CHECK(got[i] == doctest::Approx(expected[i]).epsilon(1e-6));
  }
}

TEST_CASE("the statistics of a layer normalization are written in pieces too") {
  graph_editor e("statistics");
  value_id const x = e.add_input("x", data_type::float32, {batch_extent, 2, 3});
  value_id const scale = e.add_constant("scale", tensor(shape{2, 3}, std::vector<float>{1, 2, 3, 4, 5, 6}));
  auto const all = e.add_node(op::layer_normalization{1, 0.5F}, {x, scale}, {"y", "mean", "inverse"});
  e.set_outputs({all[0], all[1], all[2]});
  std::vector<float> const values{3, 1, 4, 1, 5, 9};
  std::vector<std::vector<float>> found;
  for (int const opset : {16, 17}) {
    e.set_opset(opset);
    graph_editor copy = e;
    auto const n = peax::onnx::load_bytes(peax::onnx::message_of(copy.finish()).SerializeAsString());
    CHECK((n->nodes().size() == 1) == (opset == 17));
    auto& to = found.emplace_back();
    std::vector<tensor> inputs;
    inputs.emplace_back(shape{1, 2, 3}, values);
    for (auto const& t : interpret(*n, inputs)) to.insert(to.end(), t.floats().begin(), t.floats().end());
  }
  REQUIRE(found[0].size() == 8);
  for (std::size_t i = 0; i < 8; ++i) CHECK(found[0][i] == doctest::Approx(found[1][i]).epsilon(1e-6));
}
