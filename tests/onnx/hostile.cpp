#include "model_text.hpp"
#include <peax/core/random.hpp>
#include <peax/graph/op.hpp>
#include <peax/onnx/load.hpp>
#include <peax/onnx/save.hpp>

#include <doctest/doctest.h>
#include <support/temporary_folder.hpp>
#include <support/test_data.hpp>

#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

using namespace peax;
using namespace peax::testing;

namespace {
auto const x = input_text("x", {"N", "3"});
auto const y = output_text("y");

//! Whether the bytes load, or end in an error of peax; anything else is a failure of the test.
bool is_answered(std::string const& bytes) {
  try {
    (void)peax::onnx::load_bytes(bytes);
  } catch (error const&) {
  } catch (std::exception const& e) {
    MESSAGE("not an error of peax: ", e.what());
    return false;
  }
  return true;
}

void write(std::filesystem::path const& file, std::string const& content) {
  std::ofstream(file, std::ios::binary) << content;
}

std::string external_model(std::string const& location, std::string const& more = "") {
  return model_bytes(13, x +
                             "initializer { name: 'b' data_type: 1 dims: 3 data_location: EXTERNAL "
                             "external_data { key: 'location' value: '" +
                             location + "' } " + more + "}" + node_text("Add", {"x", "b"}, {"y"}) + y);
}
std::string entry(char const* key, char const* value) {
  return std::string("external_data { key: '") + key + "' value: '" + value + "' } ";
}
} // namespace

TEST_CASE("broken graphs are refused with the node and the reason") {
  auto const says = [](std::string const& graph, char const* part) {
    auto const why = refusal_of(model_bytes(13, graph));
    CAPTURE(why);
    CHECK(contains(why, part));
  };
  says(x + node_text("Add", {"x", "q"}, {"p"}) + node_text("Relu", {"p"}, {"q"}) +
           node_text("Add", {"p", "q"}, {"y"}) + y,
       "form a cycle");
  says(x + node_text("Add", {"x", "nowhere"}, {"y"}) + y, "'nowhere' is made by no node");
  says(x + y, "output 'y' is made by no node");
  says(x + node_text("Relu", {"x"}, {"y"}) + node_text("Tanh", {"x"}, {"y"}) + y, "given to two values");
  says(x + node_text("Relu", {"x"}, {"y"}) + y + y, "listed twice");
  says(x + node_text("Relu", {"x"}, {"y"}), "has no output");
  says(x + node_text("Loop", {"x"}, {"y"}) + y, "control flow");
  says(x + node_text("GridSample", {"x"}, {"y"}) + y, "the operator GridSample is not supported");
  says(x + "node { op_type: 'FusedConv' domain: 'com.microsoft' input: 'x' output: 'y' }" + y,
       "'com.microsoft'");
  says(x + "sparse_initializer { values { name: 'w' data_type: 1 } }" + node_text("Add", {"x", "w"}, {"y"}) +
           y,
       "sparse initializer");
  says("input { name: 'x' type { sequence_type { } } }" + node_text("Relu", {"x"}, {"y"}) + y, "sequence");
  says(x + floats_text("w", {4, 4}, std::vector<float>(16, 1)) + node_text("MatMul", {"x", "w"}, {"y"}) + y,
       "w [4,4]");
  says(x + "initializer { name: 'w' data_type: 1 dims: -3 }" + node_text("Add", {"x", "w"}, {"y"}) + y,
       "negative");
  says(x + "initializer { name: 'w' data_type: 1 dims: 4611686018427387904 dims: 4 }" +
           node_text("Add", {"x", "w"}, {"y"}) + y,
       "too large");
  says(x + "initializer { name: 'w' data_type: 1 dims: 1000000000 raw_data: 'abcd' }" +
           node_text("Add", {"x", "w"}, {"y"}) + y,
       "4000000000 bytes, there are 4");
  says(x + "initializer { name: 'w' data_type: 8 dims: 1 }" + node_text("Add", {"x", "w"}, {"y"}) + y,
       "STRING");
  says(input_text("x", {"N", "4611686018427387904", "8"}) + node_text("Relu", {"x"}, {"y"}) + y, "too large");
  says(input_text("x", {"N", "-7"}) + node_text("Relu", {"x"}, {"y"}) + y, "negative");
  says(x + node_text("Identity", {"x"}, {"y", "z"}) + y + output_text("z"), "outputs");
  says(x + node_text("Constant", {}, {"y", "z"}, float_attribute("value_float", 1)) + output_text("z"),
       "not supported");
  says(x + node_text("Relu", {}, {"y"}) + y, "missing");
}

TEST_CASE("small files that ask for much are refused with the bound") {
  auto const says = [](std::string const& graph, char const* part) {
    auto const why = refusal_of(model_bytes(13, graph));
    CAPTURE(why);
    CHECK(contains(why, part));
  };
  std::string doubled = node_text("Shape", {"x"}, {"c0"}), joined, ranks;
  for (int i = 0; i < 40; ++i) {
    auto const from = std::to_string(i), to = std::to_string(i + 1);
    doubled += node_text("Concat", {"c" + from, "c" + from}, {"c" + to}, int_attribute("axis", 0));
    joined += node_text("Concat", {"k" + from, "k" + from}, {"k" + to}, int_attribute("axis", 0));
    ranks += node_text("Gather", {"r" + from, "r" + from}, {"r" + to});
  }
  says(x + doubled + node_text("Reshape", {"x", "c40"}, {"y"}) + y, "most_numbers");
  says(x + ints_text("k0", {1}, {3}) + joined + node_text("Reshape", {"x", "k20"}, {"y"}) + y,
       "most_numbers");
  says(x + input_text("r0", {"1", "1"}, 7) + ranks +
           node_text("Cast", {"r40"}, {"y"}, int_attribute("to", 1)) + y,
       "most_axes");
  says(input_text("x", std::vector<std::string>(5000, "1")) + node_text("Relu", {"x"}, {"y"}) + y,
       "most_axes");
  says(x + "initializer { name: 'w' data_type: 1" + dims_text(std::vector<std::int64_t>(64, 1)) +
           " float_data: 1 }" + node_text("Add", {"x", "w"}, {"y"}) + y,
       "most_axes");
  std::string const flat = input_text("x", {"N", "1", "1"});
  std::string const one = floats_text("c", {1}, {1});
  says(flat + one + ints_text("s", {2}, {8192, 8192}) + node_text("Expand", {"c", "s"}, {"a"}) +
           node_text("MatMul", {"a", "a"}, {"m"}) + node_text("Add", {"x", "m"}, {"y"}) + y,
       "most_folded");
  says(flat + one + ints_text("s", {2}, {1024, 1024}) + node_text("Expand", {"c", "s"}, {"a"}) +
           node_text("MatMul", {"a", "a"}, {"m"}) + node_text("Add", {"x", "m"}, {"y"}) + y,
       "most_folding_work");
}

TEST_CASE("a constant without elements is a constant") {
  std::string const none = "initializer { name: 'w' data_type: 1 dims: 0 }";
  CHECK(contains(refusal_of(model_bytes(13, x + none + node_text("Add", {"x", "w"}, {"y"}) + y)), "[0]"));
  auto const n =
      peax::onnx::load_bytes(model_bytes(13, x + none + node_text("Identity", {"w"}, {"v"}) +
                                                 node_text("Relu", {"x"}, {"y"}) + y + output_text("v")));
  CHECK((*n)[n->outputs()[1]].is_constant());
}

TEST_CASE("nodes may come in any order") {
  auto const n = peax::onnx::load_bytes(
      model_bytes(13, x + node_text("Tanh", {"p"}, {"y"}) + node_text("Relu", {"x"}, {"p"}) + y));
  CHECK(n->nodes()[0].op.is<op::relu>());
  CHECK(n->nodes()[1].op.is<op::tanh>());
}

TEST_CASE("what no output needs may be anything") {
  CHECK(refusal_of(model_bytes(13, x + node_text("Relu", {"x"}, {"y"}) +
                                       node_text("GridSample", {"x"}, {"unused"}) + y))
            .empty());
}

TEST_CASE("files that are no models are refused with their name") {
  temporary_folder const folder;
  auto const says = [&](std::string const& content) {
    write(folder / "some.onnx", content);
    try {
      (void)peax::onnx::load(folder / "some.onnx");
    } catch (bad_input const& e) {
      return std::string(e.what());
    }
    return std::string();
  };
  CHECK(contains(says(""), "some.onnx: is empty"));
  CHECK(contains(says("this is a text about models"), "some.onnx: "));
  CHECK(contains(says(std::string("\x3a\xff\xff\xff\xff\x07", 6)), "cut off")); // a graph that claims 2 GB
  std::string nested;
  for (int i = 0; i < 200000; ++i) nested += "\x3a\x7f";
  CHECK(contains(says(nested), "some.onnx: "));
  CHECK_THROWS_AS((void)peax::onnx::load(folder / "none.onnx"), io_error);
  CHECK_THROWS_AS((void)peax::onnx::load(folder.path()), io_error);
}

TEST_CASE("external data are read from inside the model's folder only") {
  temporary_folder const outer;
  auto const folder = outer / "models";
  std::filesystem::create_directories(folder / "parts");
  std::string const three_floats(reinterpret_cast<char const*>(std::vector<float>{1, 2, 3}.data()), 12);
  write(folder / "weights.bin", "pad!" + three_floats);
  write(folder / "parts" / "weights.bin", three_floats);
  write(outer / "secret.bin", three_floats);
  std::filesystem::create_symlink(outer / "secret.bin", folder / "link.bin");
  std::filesystem::create_symlink(folder / "parts" / "weights.bin", folder / "inner_link.bin");
  auto const says = [&](std::string const& bytes) {
    write(folder / "m.onnx", bytes);
    try {
      (void)peax::onnx::load(folder / "m.onnx");
    } catch (error const& e) {
      return std::string(e.what());
    }
    return std::string();
  };
  CHECK(says(external_model("weights.bin", entry("offset", "4") + entry("length", "12"))).empty());
  CHECK(says(external_model("parts/weights.bin")).empty());
  CHECK(says(external_model("inner_link.bin")).empty());
  CHECK(contains(says(external_model("../secret.bin")), "outside of the model's folder"));
  CHECK(contains(says(external_model("parts/../../secret.bin")), "outside of the model's folder"));
  CHECK(contains(says(external_model((outer / "secret.bin").string())), "absolute"));
  CHECK(contains(says(external_model("link.bin")), "link that leads out"));
  CHECK(contains(says(external_model("none.bin")), "does not exist"));
  CHECK(contains(says(external_model("parts")), "is no file"));
  CHECK(contains(says(external_model("")), "no usable name"));
  CHECK(contains(says(external_model("weights.bin", entry("offset", "8") + entry("length", "12"))),
                 "reach beyond"));
  CHECK(
      contains(says(external_model("weights.bin", entry("offset", "18446744073709551615"))), "reach beyond"));
  CHECK(contains(says(external_model("weights.bin", entry("length", "8"))), "8 bytes, the tensor needs 12"));
  CHECK(contains(says(external_model("weights.bin", entry("offset", "-4"))), "not a number of bytes"));
  CHECK(contains(refusal_of(external_model("weights.bin")), "no file"));
}

TEST_CASE("no mutation of a model does anything but load or end in an error of peax") {
  std::string weights;
  for (char const* w : {"s", "b", "m", "v"}) weights += floats_text(w, {2}, {1, 1});
  auto const graph =
      input_text("x", {"N", "2", "6", "6"}) + weights +
      floats_text("k", {2, 1, 3, 3}, std::vector<float>(18, 0.5f)) + ints_text("zero", {}, {0}) +
      ints_text("axes", {1}, {0}) + ints_text("rest", {1}, {-1}) +
      ints_text("pads", {8}, {0, 0, 1, 1, 0, 0, 1, 1}) + ints_text("st", {1}, {0}) +
      ints_text("en", {1}, {4}) + ints_text("ax", {1}, {3}) + node_text("Pad", {"x", "pads"}, {"p"}) +
      node_text("Conv", {"p", "k"}, {"c"},
                int_attribute("group", 2) + ints_attribute("strides", {1, 1}) +
                    ints_attribute("dilations", {1, 1})) +
      node_text("BatchNormalization", {"c", "s", "b", "m", "v"}, {"n"}) +
      node_text("AveragePool", {"n"}, {"a"},
                ints_attribute("kernel_shape", {2, 2}) + text_attribute("auto_pad", "SAME_UPPER")) +
      node_text("Slice", {"a", "st", "en", "ax"}, {"sl"}) + node_text("Shape", {"sl"}, {"sh"}) +
      node_text("Gather", {"sh", "zero"}, {"g"}) + node_text("Unsqueeze", {"g", "axes"}, {"u"}) +
      node_text("Concat", {"u", "rest"}, {"t"}, int_attribute("axis", 0)) +
      node_text("Reshape", {"sl", "t"}, {"r"}) + node_text("Softmax", {"r"}, {"y"}) + y;
  std::vector<std::string> seeds{model_bytes(13, graph),
                                 model_bytes(11, x + node_text("Clip", {"x"}, {"y"}) + y)};
  REQUIRE(refusal_of(seeds[0]).empty());
  random_stream random(7);
  std::size_t answered = 0, tried = 0;
  for (auto const& seed : seeds)
    for (std::size_t cut = 0; cut < seed.size(); cut += 3)
      ++tried, answered += is_answered(seed.substr(0, cut));
  for (int i = 0; i < 3000; ++i) {
    std::string changed = seeds[random.index(2)];
    for (std::uint64_t flips = 1 + random.index(4); flips-- > 0;)
      changed[random.index(changed.size())] = static_cast<char>(random.index(256));
    ++tried, answered += is_answered(changed);
  }
  CHECK(answered == tried);
}

TEST_CASE(
    "no truncation or change of a real model's file does anything but load or end in an error of peax") {
  auto const file = data("models/har_cnn/har_cnn.onnx");
  if (!file) return;
  std::ifstream in(*file, std::ios::binary);
  std::string const bytes{std::istreambuf_iterator<char>(in), {}};
  random_stream random(11);
  std::size_t answered = 0;
  for (int i = 0; i < 200; ++i) {
    std::string changed = bytes;
    if (i % 2 == 0)
      changed.resize(random.index(bytes.size()));
    else
      for (int k = 0; k < 20; ++k) changed[random.index(bytes.size())] = static_cast<char>(random.index(256));
    answered += is_answered(changed);
  }
  CHECK(answered == 200);
}
