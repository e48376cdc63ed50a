#include "model_text.hpp"
#include <peax/graph/cost.hpp>
#include <peax/graph/op.hpp>
#include <peax/graph/outline.hpp>
#include <peax/onnx/load.hpp>
#include <peax/onnx/save.hpp>

#include <doctest/doctest.h>
#include <support/reference_interpreter.hpp>

#include <cmath>
#include <string>
#include <vector>

using namespace peax;
using namespace peax::testing;

namespace {
struct twice {
  static constexpr std::string_view name = "Twice", domain = "org.example";
  float by = 2;
  static constexpr auto attributes() { return std::tuple{op::attribute{"by", &twice::by}}; }
  bool operator==(twice const&) const = default;
  value_types output_types(shape_question const& q) const { return {{q.in(0).type, q.in(0).dims}}; }
  work work_of(cost_question const&) const { return {}; }
  void forward(forward_call const&) const {}
};

network loaded(int opset, std::string const& graph, peax::onnx::load_options const& options = {},
               std::string const& more = "") {
  return peax::onnx::load_bytes(model_bytes(opset, graph, more), options);
}
std::string output_dims(network const& n, std::size_t i = 0) { return (*n)[n->outputs()[i]].dims.text(); }
std::string const relu_body = node_text("Relu", {"x"}, {"y"}) + output_text("y");
template <class Op> Op const& only_op(network const& n) {
  REQUIRE(n->nodes().size() == 1);
  REQUIRE(n->nodes()[0].op.is<Op>());
  return n->nodes()[0].op.get<Op>();
}
} // namespace

TEST_CASE("the leading free dimension is the batch, however the file writes it") {
  for (char const* front : {"N", "", "0", "-1"})
    CHECK(output_dims(loaded(13, input_text("x", {front, "3"}) + relu_body)) == "[N,3]");
}

TEST_CASE("a free dimension behind the batch is bound by the given shape, and refused without") {
  auto const body = input_text("x", {"N", "3", "height", "width"}) + relu_body;
  auto const why = refusal_of(model_bytes(13, body));
  CHECK(contains(why, "input 'x' [N,3,height,width]"));
  CHECK(contains(why, "--input-shape"));
  CHECK(output_dims(loaded(13, body, {.input_shape = shape{1, 3, 48, 192}, .input_shapes = {}})) ==
        "[N,3,48,192]");
  CHECK(contains(refusal_of(model_bytes(13, body), {.input_shape = shape{1, 4, 48, 192}, .input_shapes = {}}),
                 "dimension 1 is fixed to 3"));
  CHECK(contains(refusal_of(model_bytes(13, body), {.input_shape = shape{1, 3, 48}, .input_shapes = {}}),
                 "4 dimensions"));
  CHECK(contains(refusal_of(model_bytes(13, input_text("x", {"N", "3"}) + relu_body),
                            {.input_shape = {}, .input_shapes = {{"z", shape{1}}}}),
                 "no input 'z'"));
}

TEST_CASE(
    "a leading dimension fixed to 1 is the batch when the graph allows, and stays fixed when it does not") {
  auto const reshape = ints_text("t", {2}, {1, 12}) + input_text("x", {"1", "3", "4"}) +
                       node_text("Reshape", {"x", "t"}, {"y"}) + output_text("y");
  CHECK(output_dims(loaded(13, reshape)) == "[N,12]");
  CHECK(output_dims(
            loaded(13, reshape, {.input_shape = {}, .input_shapes = {}, .leading_one_is_batch = false})) ==
        "[1,12]");
  auto const mixing = ints_text("t", {1}, {12}) + input_text("x", {"1", "3", "4"}) +
                      node_text("Reshape", {"x", "t"}, {"y"}) + output_text("y");
  CHECK(output_dims(loaded(13, mixing)) == "[12]");
  auto const product = input_text("x", {"1", "3"}) + input_text("w", {"1", "3"}) +
                       node_text("Gemm", {"x", "w"}, {"y"}, int_attribute("transA", 1)) + output_text("y");
  CHECK(output_dims(loaded(13, product)) == "[3,3]"); // would sum over the samples
  auto const squeezed =
      input_text("x", {"1", "3", "1"}) + node_text("Squeeze", {"x"}, {"y"}) + output_text("y");
  CHECK(output_dims(loaded(13, squeezed)) == "[3]");
}

TEST_CASE("shape arithmetic is folded with the batch left free") {
  auto const graph =
      input_text("x", {"N", "4", "6"}) + ints_text("zero", {}, {0}) + ints_text("one", {}, {1}) +
      ints_text("two", {}, {2}) + ints_text("axes", {1}, {0}) + node_text("Shape", {"x"}, {"s"}) +
      node_text("Gather", {"s", "zero"}, {"n"}) + node_text("Gather", {"s", "one"}, {"c"}) +
      node_text("Gather", {"s", "two"}, {"l"}) + node_text("Mul", {"c", "l"}, {"cl"}) +
      node_text("Div", {"cl", "two"}, {"half"}) + node_text("Unsqueeze", {"n", "axes"}, {"n1"}) +
      node_text("Unsqueeze", {"half", "axes"}, {"h1"}) + node_text("Unsqueeze", {"two", "axes"}, {"t1"}) +
      node_text("Concat", {"n1", "t1", "h1"}, {"target"}, int_attribute("axis", 0)) +
      node_text("Reshape", {"x", "target"}, {"y"}) + output_text("y");
  auto const n = loaded(13, graph);
  CHECK(only_op<op::reshape>(n).target == op::ints{0, 2, 12});
  CHECK(output_dims(n) == "[N,2,12]");
}

TEST_CASE("what cannot be kept free of the batch size is refused with node and remedy") {
  auto const start = input_text("x", {"N", "4"}) + ints_text("zero", {}, {0}) +
                     node_text("Shape", {"x"}, {"s"}) + node_text("Gather", {"s", "zero"}, {"n"});
  auto const squared =
      refusal_of(model_bytes(13, start + node_text("Mul", {"n", "n"}, {"y"}) + output_text("y")));
  CHECK(contains(squared, "Mul 'y_node'"));
  CHECK(contains(squared, "export with a fixed batch of 1"));
  CHECK(contains(refusal_of(model_bytes(13, start + output_text("n"))), "computed from the batch size"));
  auto const moved = start + ints_text("axes", {1}, {0}) + ints_text("four", {1}, {4}) +
                     node_text("Unsqueeze", {"n", "axes"}, {"n1"}) +
                     node_text("Concat", {"four", "n1"}, {"t"}, int_attribute("axis", 0)) +
                     node_text("Reshape", {"x", "t"}, {"y"}) + output_text("y");
  CHECK(contains(refusal_of(model_bytes(13, moved)), "another axis than 0"));
}

TEST_CASE("attributes and inputs of any version mean the same operator, and each version is saved in its own "
          "form") {
  struct form {
    int opset;
    std::string graph;
  };
  auto const same = [](form const& older, form const& newer, any_op const& wanted) {
    for (auto const& f : {older, newer}) {
      CAPTURE(f.opset);
      auto const n = loaded(f.opset, f.graph);
      REQUIRE(n->nodes().size() == 1);
      CHECK(n->nodes()[0].op == wanted);
      auto const bytes = peax::onnx::save_bytes(n);
      auto const again = peax::onnx::load_bytes(bytes);
      CHECK(equal(*n, *again));
      CHECK(peax::onnx::save_bytes(again) == bytes);
      ::onnx::ModelProto before, after;
      before.ParseFromString(model_bytes(f.opset, f.graph));
      after.ParseFromString(bytes);
      CHECK(after.opset_import(0).version() == f.opset);
      int const last = before.graph().node_size() - 1;
      CHECK(after.graph().node(0).input_size() == before.graph().node(last).input_size());
    }
  };
  auto const x = input_text("x", {"N", "4", "6", "8"});
  auto const y = output_text("y");
  auto const zero = floats_text("zero", {}, {0}), six = floats_text("six", {}, {6});
  same({10, x + node_text("Clip", {"x"}, {"y"}, float_attribute("min", 0) + float_attribute("max", 6)) + y},
       {11, x + zero + six + node_text("Clip", {"x", "zero", "six"}, {"y"}) + y}, op::clip{0.f, 6.f});
  same({10, x + node_text("Clip", {"x"}, {"y"}, float_attribute("max", 6)) + y},
       {13, x + six + node_text("Clip", {"x", "", "six"}, {"y"}) + y}, op::clip{std::nullopt, 6.f});
  same({10, x +
                node_text("Pad", {"x"}, {"y"},
                          ints_attribute("pads", {0, 0, 1, 2, 0, 0, 3, 4}) + float_attribute("value", 6)) +
                y},
       {13, x + six + ints_text("p", {8}, {0, 0, 1, 2, 0, 0, 3, 4}) +
                node_text("Pad", {"x", "p", "six"}, {"y"}) + y},
       op::pad{{0, 0, 1, 2, 0, 0, 3, 4}, op::pad_mode::constant, 6});
  auto const thin = input_text("x", {"N", "1", "6"});
  same({12, thin + node_text("Squeeze", {"x"}, {"y"}, ints_attribute("axes", {1})) + y},
       {13, thin + ints_text("a", {1}, {1}) + node_text("Squeeze", {"x", "a"}, {"y"}) + y}, op::squeeze{{1}});
  same({12, thin + node_text("Unsqueeze", {"x"}, {"y"}, ints_attribute("axes", {1, 4})) + y},
       {13, thin + ints_text("a", {2}, {1, 4}) + node_text("Unsqueeze", {"x", "a"}, {"y"}) + y},
       op::unsqueeze{{1, 4}});
  same({17, x +
                node_text("ReduceMean", {"x"}, {"y"},
                          ints_attribute("axes", {2, 3}) + int_attribute("keepdims", 0)) +
                y},
       {18, x + ints_text("a", {2}, {2, 3}) +
                node_text("ReduceMean", {"x", "a"}, {"y"}, int_attribute("keepdims", 0)) + y},
       op::reduce_mean{{2, 3}, false});
  same({9, x +
               node_text("Slice", {"x"}, {"y"},
                         ints_attribute("starts", {1}) + ints_attribute("ends", {3}) +
                             ints_attribute("axes", {2})) +
               y},
       {13, x + ints_text("s", {1}, {1}) + ints_text("e", {1}, {3}) + ints_text("a", {1}, {2}) +
                ints_text("k", {1}, {1}) + node_text("Slice", {"x", "s", "e", "a", "k"}, {"y"}) + y},
       op::slice{{1}, {3}, {2}, {1}});
  same(
      {11,
       x + node_text("Split", {"x"}, {"y", "z"}, int_attribute("axis", 1) + ints_attribute("split", {1, 3})) +
           y + output_text("z")},
      {13, x + ints_text("p", {2}, {1, 3}) +
               node_text("Split", {"x", "p"}, {"y", "z"}, int_attribute("axis", 1)) + y + output_text("z")},
      op::split{1, {1, 3}});
  auto const ratio = floats_text("r", {}, {0.25});
  same({10, x + node_text("Dropout", {"x"}, {"y"}, float_attribute("ratio", 0.25)) + y},
       {13, x + ratio + node_text("Dropout", {"x", "r"}, {"y"}) + y}, op::dropout{0.25f});
  CHECK(only_op<op::split>(
            loaded(18, x +
                           node_text("Split", {"x"}, {"y", "z", "u"},
                                     int_attribute("axis", 3) + int_attribute("num_outputs", 3)) +
                           y))
            .sizes == op::ints{3, 3, 2});
  CHECK(only_op<op::pad>(loaded(18, x + ints_text("p", {2}, {1, 2}) + ints_text("a", {1}, {-1}) +
                                        node_text("Pad", {"x", "p", "", "a"}, {"y"}) + y))
            .pads == op::ints{0, 0, 0, 1, 0, 0, 0, 2});
}

TEST_CASE("softmax before opset 13 joins all axes from its axis on") {
  auto const n =
      loaded(11, input_text("x", {"N", "2", "3"}) +
                     node_text("Softmax", {"x"}, {"y"}, int_attribute("axis", 1)) + output_text("y"));
  tensor const x(shape{1, 2, 3}, std::vector<float>{0, 1, 2, 3, 4, 5});
  auto const y = interpret(*n, {x})[0];
  double sum = 0;
  for (int i = 0; i < 6; ++i) sum += std::exp(i);
  for (std::size_t i = 0; i < 6; ++i)
    CHECK(static_cast<double>(y.floats()[i]) ==
          doctest::Approx(std::exp(static_cast<double>(i)) / sum).epsilon(1e-6));
  CHECK(equal(*n, *peax::onnx::load_bytes(peax::onnx::save_bytes(n))));
  CHECK(contains(refusal_of(model_bytes(11, input_text("x", {"N", "2"}) +
                                                node_text("Softmax", {"x"}, {"y"}, int_attribute("axis", 0)) +
                                                output_text("y"))),
                 "mixes the samples"));
}

TEST_CASE("a graph that mixes the samples of a free batch is refused with the shape that loads it") {
  auto const over_all = [](std::string const& type, std::string const& attributes) {
    return input_text("x", {"N", "2", "3"}) + node_text(type, {"x"}, {"y"}, attributes) + output_text("y");
  };
  for (auto const& graph : {over_all("ReduceSum", ""), over_all("ArgMax", int_attribute("axis", 0))}) {
    std::string const why = refusal_of(model_bytes(13, graph));
    CAPTURE(why);
    CHECK(contains(why, "mixes the samples"));
    CHECK(contains(why, "it loads for one sample at a time, with --input-shape 1,2,3"));
    peax::onnx::load_options bound;
    bound.input_shape = shape{1, 2, 3};
    network const n = loaded(13, graph, bound);
    CHECK((*n)[n->inputs()[0]].dims == shape{1, 2, 3});
  }
  std::string const two = refusal_of(model_bytes(
      13, input_text("a", {"N", "2"}) + input_text("b", {"N", "2"}) + node_text("Add", {"a", "b"}, {"s"}) +
              node_text("ReduceSum", {"s"}, {"y"}) + output_text("y")));
  CHECK(contains(two, "with --input-shape a=1,2 --input-shape b=1,2"));
  std::string const neither =
      refusal_of(model_bytes(13, input_text("x", {"N", "2"}) + node_text("Unheard", {"x"}, {"s"}) +
                                     node_text("ReduceSum", {"s"}, {"y"}) + output_text("y")));
  CHECK_FALSE(contains(neither, "--input-shape"));
}

TEST_CASE("auto_pad becomes explicit pads once shapes are known") {
  auto const conv = [](char const* mode) {
    return loaded(13, input_text("x", {"N", "1", "5", "6"}) +
                          floats_text("w", {1, 1, 2, 3}, std::vector<float>(6, 1)) +
                          node_text("Conv", {"x", "w"}, {"y"},
                                    text_attribute("auto_pad", mode) + ints_attribute("strides", {2, 1})) +
                          output_text("y"));
  };
  CHECK(only_op<op::conv>(conv("SAME_UPPER")).pads == op::ints{0, 1, 1, 1});
  CHECK(only_op<op::conv>(conv("SAME_LOWER")).pads == op::ints{1, 1, 0, 1});
  CHECK(output_dims(conv("VALID")) == "[N,1,2,4]");
}

TEST_CASE("what exists for training only is dropped when unused and refused when used") {
  std::string weights;
  for (char const* w : {"s", "b", "m", "v"}) weights += floats_text(w, {2}, {1, 1});
  auto const norm = [&](std::string const& attributes, std::string const& more = "") {
    return model_bytes(
        8, input_text("x", {"N", "2", "3"}) + weights +
               node_text("BatchNormalization", {"x", "s", "b", "m", "v"}, {"y", "om", "ov"}, attributes) +
               output_text("y") + more);
  };
  CHECK(refusal_of(norm("")).empty());
  CHECK(contains(refusal_of(norm("", output_text("om"))), "'om'"));
  CHECK(contains(refusal_of(norm(int_attribute("spatial", 0))), "spatial = 0"));
  auto const dropout = [](char const* mode) {
    return model_bytes(13, input_text("x", {"N", "2"}) +
                               "initializer { name: 't' data_type: 9 int32_data: " + mode + " }" +
                               node_text("Dropout", {"x", "", "t"}, {"y", "mask"}) + output_text("y"));
  };
  CHECK(refusal_of(dropout("0")).empty());
  CHECK(contains(refusal_of(dropout("1")), "training_mode"));
}

TEST_CASE("constants come from Constant nodes, from behind Identity and from initializers that are listed as "
          "inputs") {
  auto const graph = input_text("x", {"N", "2"}) + input_text("b", {"2"}) + floats_text("b", {2}, {1, 2}) +
                     node_text("Identity", {"b"}, {"c"}) +
                     node_text("Constant", {}, {"d"},
                               "attribute { name: 'value_floats' type: FLOATS floats: 3 floats: 4 } ") +
                     node_text("Add", {"x", "c"}, {"p"}) + node_text("Add", {"p", "d"}, {"q"}) +
                     node_text("Add", {"q", "b"}, {"y"}) + output_text("y");
  auto const n = loaded(13, graph);
  CHECK(n->inputs().size() == 1);
  CHECK(n->nodes().size() == 3);
  auto const y = interpret(*n, {tensor(shape{1, 2}, std::vector<float>{10, 20})})[0];
  CHECK(y.floats()[0] == 15);
  CHECK(y.floats()[1] == 28);
  std::size_t constants = 0;
  for (auto const& v : n->values()) constants += v.is_constant() ? 1 : 0;
  CHECK(constants == 2); // the weight behind Identity is the same constant
}

TEST_CASE("weights of other floating-point types become float32") {
  auto const with = [](std::string const& initializer) {
    auto const n = loaded(13, input_text("x", {"N", "2"}) + initializer +
                                  node_text("Add", {"x", "b"}, {"y"}) + output_text("y"));
    auto const y = interpret(*n, {tensor(shape{1, 2}, std::vector<float>{0, 0})})[0];
    return std::vector<float>(y.floats().begin(), y.floats().end());
  };
  CHECK(with("initializer { name: 'b' data_type: 11 dims: 2 double_data: 1.5 double_data: -0.25 }") ==
        std::vector<float>{1.5f, -0.25f});
  CHECK(with("initializer { name: 'b' data_type: 10 dims: 2 int32_data: 15360 int32_data: 32769 }") ==
        std::vector<float>{1.f, -0x1p-24f});
  CHECK(with("initializer { name: 'b' data_type: 16 dims: 2 int32_data: 16256 int32_data: 49152 }") ==
        std::vector<float>{1.f, -2.f});
  auto const half = loaded(13, input_text("x", {"N", "2"}, 10) + relu_body);
  CHECK((*half)[half->inputs()[0]].type == data_type::float32);
  CHECK(half->notes().converted_from == "float16");
  auto const brain =
      loaded(13, input_text("x", {"N", "2"}, 16) +
                     node_text("Cast", {"x"}, {"f"}, "attribute { name: 'to' type: INT i: 1 }") +
                     node_text("Cast", {"f"}, {"y"}, "attribute { name: 'to' type: INT i: 16 }") +
                     input_text("y", {"N", "2"}, 16, "output"));
  CHECK((*brain)[brain->inputs()[0]].type == data_type::float32);
  CHECK((*brain)[brain->outputs()[0]].type == data_type::float32);
  CHECK(brain->notes().converted_from == "bfloat16");
}

TEST_CASE("opsets newer than the operators' last change are read, unknown ones and unknown attributes are "
          "refused") {
  CHECK(output_dims(loaded(22, input_text("x", {"N", "3"}) + relu_body)) == "[N,3]");
  CHECK(contains(refusal_of(model_bytes(26, input_text("x", {"N", "3"}) + relu_body)), "opset 26"));
  CHECK(contains(refusal_of(model_bytes(13, input_text("x", {"N", "3"}) +
                                                node_text("Relu", {"x"}, {"y"}, int_attribute("novel", 1)) +
                                                output_text("y"))),
                 "'novel'"));
  auto const dilated = input_text("x", {"N", "1", "9"}) +
                       node_text("AveragePool", {"x"}, {"y"},
                                 ints_attribute("kernel_shape", {2}) + ints_attribute("dilations", {2})) +
                       output_text("y");
  CHECK(contains(refusal_of(model_bytes(19, dilated)), "dilations of AveragePool"));
}

TEST_CASE("broadcasting along an axis, as before opset 7, is said in numpy's way") {
  auto const n = loaded(
      6, input_text("x", {"N", "2", "3"}) + floats_text("b", {2}, {1, 2}) +
             node_text("Add", {"x", "b"}, {"y"}, int_attribute("axis", 1) + int_attribute("broadcast", 1)) +
             output_text("y"));
  CHECK(n->opset() == 7);
  auto const y = interpret(*n, {tensor(shape{1, 2, 3}, std::vector<float>(6, 0))})[0];
  CHECK(y.floats()[2] == 1);
  CHECK(y.floats()[3] == 2);
}

TEST_CASE("names, opset and metadata survive, also through files") {
  auto const n = loaded(15,
                        input_text("my input", {"N", "3"}) + node_text("Relu", {"my input"}, {"my output"}) +
                            output_text("my output"),
                        {}, "metadata_props { key: 'org.example.author' value: 'a person' }");
  auto const again = peax::onnx::load_bytes(peax::onnx::save_bytes(n));
  CHECK(again.name() == "small");
  CHECK(again->opset() == 15);
  CHECK(again->metadata().at("org.example.author") == "a person");
  CHECK((*again)[again->inputs()[0]].name == "my input");
  CHECK((*again)[again->outputs()[0]].name == "my output");
}

TEST_CASE("a Resize to any extents is saved with a free batch and comes back with these extents") {
  for (std::int64_t from : {2, 3, 7, 10, 41, 49})
    for (std::int64_t to = 1; to <= 64; ++to) {
      graph_editor edit("resized");
      op::resize line;
      line.mode = op::resizing::linear, line.sizes = {to};
      edit.add_output(edit.add(line, {edit.add_input("x", data_type::float32, {batch_extent, 2, from})}));
      network const n(edit.finish());
      auto const again = peax::onnx::load_bytes(peax::onnx::save_bytes(n));
      CAPTURE(from);
      CAPTURE(to);
      CHECK((*again)[again->outputs()[0]].dims == shape{batch_extent, 2, to});
      if (to % from == 0) CHECK(equal(*n, *again));
    }
}

TEST_CASE("an operator of the user's own is read and written by its table of attributes") {
  using ops = op_set<default_ops, twice>;
  auto const bytes =
      model_bytes(13, input_text("x", {"N", "3"}) +
                          "node { op_type: 'Twice' domain: 'org.example' input: 'x' output: 'y' " +
                          float_attribute("by", 3) + "}" + output_text("y"));
  CHECK(contains(refusal_of(bytes), "'org.example'"));
  auto const n = peax::onnx::load_bytes<ops>(bytes);
  CHECK(only_op<twice>(n).by == 3);
  CHECK(equal(*n, *peax::onnx::load_bytes<ops>(peax::onnx::save_bytes(n))));
}

namespace {
//! A convolution, an operator that nobody knows, a normalization that is read, another unknown one, two outputs.
std::string partly_known(std::string const& more) {
  return input_text("x", {"N", "2", "4", "4"}) + floats_text("w", {3, 2, 1, 1}, {1, 2, 3, 4, 5, 6}) +
         node_text("Conv", {"x", "w"}, {"a"}) + node_text("Mystery", {"a"}, {"b"}) +
         node_text("Relu", {"b"}, {"c"}) + node_text("Mystery", {"c"}, {"d"}) +
         node_text("Riddle", {"d"}, {"e"}) + node_text("Flatten", {"a"}, {"f"}) + output_text("e") +
         output_text("f") + more;
}

outline outline_of(std::string const& bytes, peax::onnx::load_options const& options = {}) {
  try {
    (void)peax::onnx::load_bytes(bytes, options, "m.onnx");
  } catch (refused_network const& e) {
    CHECK(std::string(e.what()).starts_with("m.onnx: "));
    return *e.found();
  }
  FAIL("was read");
  return {};
}
} // namespace

TEST_CASE("all refused nodes are told at once, and what can be read is there with its costs") {
  auto const found = outline_of(model_bytes(13, partly_known("")));
  CHECK(found.refusals() ==
        "uses operators that are not supported: 2 Mystery ('b_node', 'd_node'), 1 Riddle ('e_node')");
  REQUIRE(found.layers.size() == 6);
  CHECK(cost_of(found.part, found.layers[0].in_part).macs.value == 3 * 2 * 16);
  CHECK(found.layers[0].output_shape == shape{batch_extent, 3, 4, 4});
  CHECK(found.layers[1].in_part == node_id::none);
  CHECK(found.layers[1].refusal == "Mystery 'b_node': the operator Mystery is not supported");
  CHECK(found.layers[2].in_part == node_id::none); // nobody says the shape of what it reads
  CHECK(found.layers[2].refusal.empty());
  CHECK(found.layers[5].output_shape == shape{batch_extent, 48});
  CHECK(!found.outputs[0].type);
  CHECK(found.outputs[1].type == value_type{data_type::float32, {batch_extent, 48}});
}

TEST_CASE("shapes that a file states let layers behind an unknown operator be read") {
  auto const found =
      outline_of(model_bytes(13, partly_known(input_text("b", {"N", "3", "4", "4"}, 1, "value_info"))));
  REQUIRE(found.layers.size() == 6);
  CHECK(found.layers[1].output_shape == shape{batch_extent, 3, 4, 4});
  REQUIRE(found.layers[2].in_part != node_id::none);
  CHECK(cost_of(found.part, found.layers[2].in_part).elements.value == 48);
  REQUIRE(found.inputs.size() == 1);
  CHECK(found.inputs[0].name == "x");
}

TEST_CASE(
    "one refused node is told by its own sentence; forms that are refused stand behind unknown operators") {
  auto const ends = input_text("x", {"N", "2"}) + output_text("y");
  CHECK(outline_of(model_bytes(13, ends + node_text("Mystery", {"x"}, {"y"}))).refusals() ==
        "Mystery 'y_node': the operator Mystery is not supported");
  auto const both =
      outline_of(model_bytes(13, ends + node_text("Mystery", {"x"}, {"a"}) +
                                     node_text("Gelu", {"x"}, {"b"}, text_attribute("approximate", "odd")) +
                                     node_text("Concat", {"a", "b"}, {"y"}, int_attribute("axis", 1))));
  CHECK(both.refused.size() == 2);
  CHECK(both.refusals().starts_with(
      "uses operators that are not supported: 1 Mystery ('a_node'); besides, Gelu"));
  CHECK(both.lacks_support());
}

TEST_CASE("an output is cut out before anything is refused, with the inputs that it needs") {
  auto const text = input_text("x", {"N", "2"}) + input_text("z", {"N", "H"}) +
                    node_text("Relu", {"x"}, {"y"}) + node_text("Mystery", {"z"}, {"u"}) + output_text("u") +
                    output_text("y");
  peax::onnx::load_options how;
  how.output_name = "y";
  auto const n = peax::onnx::load_bytes(model_bytes(13, text), how);
  REQUIRE(n->outputs().size() == 1);
  CHECK((*n)[n->outputs()[0]].name == "y");
  CHECK(n->inputs().size() == 1);
  how.output_name = "yy";
  CHECK_THROWS_WITH_AS((void)peax::onnx::load_bytes(model_bytes(13, text), how, "m.onnx"),
                       "m.onnx has no output 'yy' (did you mean 'y'?); its outputs are u, y", usage_error);
}
