#include "model_text.hpp"
#include <peax/graph/op.hpp>
#include <peax/graph/quantization.hpp>
#include <peax/graph/text.hpp>
#include <peax/onnx/save.hpp>

#include <doctest/doctest.h>
#include <support/reference_interpreter.hpp>
#include <support/temporary_folder.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

// ONNX's own tests of these operators: conformance.cpp. The numbers here are worked out by hand.

using namespace peax;
using namespace peax::testing;

namespace {

auto const x = input_text("x", {"N", "3"});
auto const y = output_text("y");

std::string codes_text(std::string const& name, int type, std::vector<std::int64_t> const& dims,
                       std::vector<int> const& codes) {
  std::string out = "initializer { name: '" + name + "' data_type: " + std::to_string(type) + dims_text(dims);
  for (int const c : codes) out += " int32_data: " + std::to_string(c);
  return out + " }\n";
}
constexpr int uint8 = 2, int8 = 3, int16 = 5;

std::string scale_text(std::string const& name, float scale) { return floats_text(name, {}, {scale}); }
std::string pair_text(float scale, int type, int zero) {
  return scale_text("s", scale) + codes_text("z", type, {}, {zero});
}
std::string microsoft(std::string node) {
  return node.insert(node.find("op_type"), "domain: 'com.microsoft' ");
}

network load_text(std::string const& graph) {
  return peax::onnx::load_bytes(
      model_bytes(13, graph, "opset_import { domain: 'com.microsoft' version: 1 }"));
}

std::vector<float> answers(network const& n, std::vector<float> const& sample) {
  auto const out = interpret(*n, {tensor((*n)[n->inputs()[0]].dims.with_batch(1), sample)});
  return {out[0].floats().begin(), out[0].floats().end()};
}
std::size_t count_of(graph const& g, std::string_view name) {
  std::size_t n = 0;
  for (auto const& node : g.nodes()) n += node.op.name() == name ? 1 : 0;
  return n;
}

} // namespace

TEST_CASE("A pair of QuantizeLinear and DequantizeLinear rounds halves to even and keeps to the integers") {
  auto const n =
      load_text(x + pair_text(0.5F, int8, 3) + node_text("QuantizeLinear", {"x", "s", "z"}, {"q"}) +
                node_text("DequantizeLinear", {"q", "s", "z"}, {"y"}) + y);
  CHECK(n->nodes().size() == 1);
  CHECK(n->nodes()[0].op == any_op(op::fake_quantize{{}, data_type::int8, 0.5F, 3}));
  CHECK(answers(n, {0.25F, 0.75F, 0.3F}) == std::vector<float>{0, 1, 0.5F});
  CHECK(answers(n, {1000, -1000, -0.25F}) ==
        std::vector<float>{62, -65.5F, 0}); // 0.5 * (127 - 3), 0.5 * (-128 - 3)
  CHECK(!quantization_of(*n, "y"));         // real numbers in the file
}

TEST_CASE("Integers at the ends of a network are real numbers there, and their scales are kept") {
  auto const n =
      load_text(input_text("x", {"N", "3"}, uint8) + pair_text(0.25F, uint8, 128) +
                node_text("DequantizeLinear", {"x", "s", "z"}, {"r"}) + node_text("Relu", {"r"}, {"p"}) +
                node_text("QuantizeLinear", {"p", "s", "z"}, {"y"}) + y);
  quantization const q{data_type::uint8, {0.25F}, {128}, 0};
  CHECK((*n)[n->inputs()[0]].type == data_type::float32);
  CHECK(quantization_of(*n, "x") == q);
  CHECK(quantization_of(*n, "y") == q);
  CHECK(answers(n, {-1, 0.3F, 50}) == std::vector<float>{0, 0.25F, 31.75F});
}

TEST_CASE("An input of integers that an operator without a scale reads stays one of integers") {
  auto const n = load_text(input_text("x", {"N", "3"}, uint8) +
                           node_text("Cast", {"x"}, {"y"}, int_attribute("to", 1)) + y);
  CHECK((*n)[n->inputs()[0]].type == data_type::uint8);
  CHECK(!quantization_of(*n, "x"));
}

TEST_CASE("Constants of integers are folded by the scale of each channel") {
  auto const n = load_text(x + floats_text("s", {2}, {0.5F, 2}) + codes_text("z", int8, {2}, {0, 1}) +
                           codes_text("w", int8, {2, 3}, {1, 2, -3, 4, 5, 1}) +
                           node_text("DequantizeLinear", {"w", "s", "z"}, {"r"}, int_attribute("axis", 0)) +
                           node_text("Gemm", {"x", "r"}, {"y"}, int_attribute("transB", 1)) + y);
  CHECK(n->nodes().size() == 1);
  CHECK(quantization_of(*n, "r") == quantization{data_type::int8, {0.5F, 2}, {0, 1}, 0});
  CHECK(answers(n, {1, 1, 1}) == std::vector<float>{0, 14});
  CHECK(answers(n, {1, 0, 0}) == std::vector<float>{0.5F, 6});
}

TEST_CASE("QLinearMatMul is a product of real numbers, rounded") {
  auto const n = load_text(x + pair_text(0.5F, int8, 3) +
                           node_text("QuantizeLinear", {"x", "s", "z"}, {"q"}) + scale_text("t", 0.25F) +
                           codes_text("u", int8, {}, {-1}) + codes_text("w", int8, {3, 1}, {1, 3, -1}) +
                           node_text("QLinearMatMul", {"q", "s", "z", "w", "t", "u", "s", "z"}, {"y"}) + y);
  // w means 0.5, 1 and 0; 1 * 0.5 + 0.5 * 1 = 1, and 0.5 * 0.5 = 0.25 rounds to the even 0.
  CHECK(answers(n, {1, 0.5F, 7}) == std::vector<float>{1});
  CHECK(answers(n, {0.5F, 0, 7}) == std::vector<float>{0});
  CHECK(count_of(*n, "FakeQuantize") == 2);
  CHECK(quantization_of(*n, "q") == quantization_of(*n, "y"));
  CHECK(quantization_of(*n, "y") == quantization{data_type::int8, {0.5F}, {3}, 0});
}

TEST_CASE("Operators of ONNX Runtime's own domain are read, others of it refused by name") {
  std::string const front =
      x + pair_text(0.5F, int8, 0) + node_text("QuantizeLinear", {"x", "s", "z"}, {"q"});
  std::vector<std::string> const sum{"q", "s", "z", "q", "s", "z", "s", "z"};
  auto const n = load_text(front + microsoft(node_text("QLinearAdd", sum, {"y"})) + y);
  CHECK(answers(n, {1, -2, 60}) == std::vector<float>{2, -4, 63.5F});
  CHECK_THROWS_WITH_AS(load_text(front + microsoft(node_text("QLinearWhere", sum, {"y"})) + y),
                       doctest::Contains("operators of the domain 'com.microsoft' are not supported"),
                       bad_input);
  CHECK_THROWS_WITH_AS(load_text(front +
                                 microsoft(node_text("QLinearGlobalAveragePool", {"q", "s", "z", "s", "z"},
                                                     {"y"}, int_attribute("channels_last", 1))) +
                                 y),
                       doctest::Contains("channels_last is not supported"), bad_input);
}

TEST_CASE("DynamicQuantizeLinear takes the range of each sample, with or without a batch") {
  auto const model = [](std::string const& input) {
    return load_text(input + codes_text("w", int8, {3, 1}, {1, 2, 3}) + scale_text("t", 0.5F) +
                     node_text("DynamicQuantizeLinear", {"x"}, {"q", "qs", "qz"}) +
                     node_text("MatMulInteger", {"q", "w", "qz"}, {"i"}) +
                     node_text("Cast", {"i"}, {"f"}, int_attribute("to", 1)) +
                     node_text("Mul", {"qs", "t"}, {"st"}) + node_text("Mul", {"f", "st"}, {"y"}) + y);
  };
  auto const n = model(x);
  // Ranges of 255 and 510: steps of 1 and 2.
  auto const both = interpret(*n, {tensor({2, 3}, std::vector<float>{-55, 10.5F, 200, 0, 2.9F, 510})})[0];
  REQUIRE(both.dims() == shape{2, 1});
  CHECK(both.floats()[0] == doctest::Approx(0.5 * (-55 + 2 * 10 + 3 * 200)));
  CHECK(both.floats()[1] == doctest::Approx(0.5 * (2 * 2 + 3 * 510)));
  CHECK(answers(n, {0, 0, 0}) == std::vector<float>{0});
  auto const fixed = answers(model(input_text("x", {"2", "3"})), {-55, 10.5F, 200, 0, 2.9F, 510});
  CHECK(fixed[1] ==
        doctest::Approx(0.5 * 565 / 255 * (2 * 1 + 3 * 230))); // a batch that is fixed has one range
}

TEST_CASE("Codes that are moved keep their scale, those that are joined get one") {
  std::string const two = x + pair_text(0.5F, int8, 3) + scale_text("t", 1) + codes_text("u", int8, {}, {0}) +
                          node_text("QuantizeLinear", {"x", "s", "z"}, {"q"}) +
                          node_text("QuantizeLinear", {"x", "t", "u"}, {"p"});
  auto const n = load_text(two + node_text("Concat", {"q", "p"}, {"c"}, int_attribute("axis", 1)) +
                           node_text("DequantizeLinear", {"c", "s", "z"}, {"y"}) + y);
  // Codes of 2 are 7 and 2, which the first scale reads as 2 and -0.5.
  CHECK(answers(n, {2, 2, 2}) == std::vector<float>{2, 2, 2, -0.5F, -0.5F, -0.5F});
  auto const padded =
      load_text(x + pair_text(0.5F, int8, 3) + node_text("QuantizeLinear", {"x", "s", "z"}, {"q"}) +
                ints_text("pads", {4}, {0, 1, 0, 0}) + node_text("Pad", {"q", "pads"}, {"c"}) +
                node_text("DequantizeLinear", {"c", "s", "z"}, {"y"}) + y);
  CHECK(answers(padded, {2, 2, 2}) == std::vector<float>{-1.5F, 2, 2, 2}); // the code 0
}

TEST_CASE("What is saved says the pair again, 16 bits before opset 21 in ONNX Runtime's domain") {
  for (int const type : {int8, int16}) {
    std::string const quantize = node_text("QuantizeLinear", {"x", "s", "z"}, {"q"}),
                      back = node_text("DequantizeLinear", {"q", "s", "z"}, {"y"});
    auto const n = load_text(x + pair_text(0.5F, type, 0) +
                             (type == int8 ? quantize + back : microsoft(quantize) + microsoft(back)) + y);
    temporary_folder const folder;
    peax::onnx::save(n, folder / "n.onnx");
    auto const again = peax::onnx::load(folder / "n.onnx");
    CHECK(to_text(*again) == to_text(*n));
  }
}

TEST_CASE("Training goes straight through rounding, where the integers reach") {
  op::fake_quantize const q{{}, data_type::int8, 0.5F, 3};
  for (double const inside : {-65.5, -1.3, 0., 0.24, 62.}) CHECK(q.slope(inside) == 1);
  for (double const outside : {-66.5, 63., 1e9}) CHECK(q.slope(outside) == 0);
  for (double const v : {-70., -3.2, 0.26, 61.9, 80.}) CHECK(std::fmod(q.value(v), 0.5) == 0);
}

TEST_CASE("Forms that have no meaning here are refused in words") {
  std::string const pair = pair_text(0.5F, int8, 3);
  auto const refuses = [](std::string const& text, char const* why) {
    CHECK_THROWS_WITH_AS(load_text(text), doctest::Contains(why), bad_input);
  };
  refuses(x + scale_text("s", 0) + codes_text("z", int8, {}, {0}) +
              node_text("QuantizeLinear", {"x", "s", "z"}, {"y"}) + y,
          "the scale 0 is not above 0");
  refuses(x + scale_text("s", -1) + codes_text("z", int8, {}, {0}) +
              node_text("QuantizeLinear", {"x", "s", "z"}, {"y"}) + y,
          "the scale -1 is not above 0");
  refuses(x + pair + codes_text("u", uint8, {}, {3}) + node_text("QuantizeLinear", {"x", "s", "z"}, {"q"}) +
              node_text("DequantizeLinear", {"q", "s", "u"}, {"y"}) + y,
          "'q' is int8, its zero point says uint8");
  refuses(x + pair + node_text("QuantizeLinear", {"x", "s", "z"}, {"q"}) +
              node_text("Sigmoid", {"q"}, {"y"}) + y,
          "computes with 'q' of type int8");
  refuses(x + pair + node_text("QuantizeLinear", {"x", "s", "z"}, {"y"}, int_attribute("block_size", 32)) + y,
          "scales of blocks are not supported");
  refuses(x + pair + node_text("DequantizeLinear", {"x", "s", "z"}, {"y"}) + y, "'x' is float32");
  refuses(x + input_text("t", {"1"}) + codes_text("z", int8, {}, {0}) +
              node_text("QuantizeLinear", {"x", "t", "z"}, {"y"}) + y,
          "the scale 't' is computed while running; it must be constant");
  refuses(x + pair + node_text("QuantizeLinear", {"x"}, {"y"}) + y, "input 1 is missing");
  refuses(x + floats_text("s", {2}, {1, 2}) + node_text("QuantizeLinear", {"x", "s"}, {"y"}) + y,
          "2 scales do not fit axis 1 of [N,3]");
  refuses(x + node_text("FakeQuantize", {"x"}, {"y"}) + y, "is no operator of ONNX");
}
