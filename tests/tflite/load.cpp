#include "model_writer.hpp"
#include <peax/engine/run.hpp>
#include <peax/graph/op.hpp>
#include <peax/graph/quantization.hpp>
#include <peax/graph/task.hpp>
#include <peax/onnx/load.hpp>
#include <peax/onnx/save.hpp>
#include <peax/rule/canonical.hpp>
#include <peax/tflite/load.hpp>

#include <doctest/doctest.h>
#include <support/temporary_folder.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <span>
#include <string>
#include <vector>

using namespace peax;
using namespace peax::testing::tflite;

namespace {
network loaded(flat_model const& m) { return peax::tflite::load_bytes(model_bytes(m), {}, "m.tflite"); }

std::vector<float> outputs(network const& n, std::vector<float> const& x) {
  auto const y = engine::runner(n, {.threads = 1}, 4)(std::span<float const>(x));
  return {y.floats().begin(), y.floats().end()};
}

std::size_t count(graph const& g, std::string_view op) {
  return static_cast<std::size_t>(
      std::count_if(g.nodes().begin(), g.nodes().end(), [&](auto const& n) { return n.op.name() == op; }));
}

//! An int8 tensor of scale 0.5 and zero point z.
flat_tensor int8(std::string name, std::vector<std::int32_t> shape, std::int64_t z, float scale = 0.5F) {
  return {std::move(name), std::move(shape), 9, {}, {scale}, {z}};
}
} // namespace

TEST_CASE("a chain of convolutions has one transpose in front and one behind") {
  flat_model m;
  m.tensors = {{"x", {1, 4, 4, 1}},
               floats("w", {2, 2, 2, 1}, {1, 2, 3, 4, 0, 0, 0, 1}),
               floats("b", {2}, {0, 10}),
               {"h", {1, 4, 4, 2}},
               floats("v", {1, 1, 1, 2}, {1, 1}),
               {"y", {1, 4, 4, 1}}};
  m.nodes = {{3, {0, 1, 2}, {3}, {byte(0, 0), integer(1, 1), integer(2, 1), byte(3, 1)}},
             {3, {3, 4}, {5}, {byte(0, 1), integer(1, 1), integer(2, 1)}}};
  m.inputs = {0}, m.outputs = {5};
  network const n = loaded(m);
  CHECK((*n)[n->inputs()[0]].dims == shape{batch_extent, 4, 4, 1});
  CHECK((*n)[n->outputs()[0]].dims == shape{batch_extent, 4, 4, 1});
  CHECK((*n)[n->outputs()[0]].name == "y");
  CHECK(count(*n, "Transpose") == 2);
  CHECK(count(*n, "Relu") == 1);
  // SAME of a window of 2: the pad lies behind. First position: 1*1 + 2*2 + 3*5 + 4*6 = 44, and 10 + 6; last: 1*16, and 10.
  std::vector<float> x(16);
  for (std::size_t i = 0; i < 16; ++i) x[i] = static_cast<float>(i + 1);
  auto const y = outputs(n, x);
  CHECK(y[0] == doctest::Approx(44 + 16));
  CHECK(y[15] == doctest::Approx(16 + 10));
  // Saved as ONNX it is the same function.
  CHECK(outputs(peax::onnx::load_bytes(peax::onnx::save_bytes(n)), x) == y);
}

TEST_CASE("weights of one group of channels, of depth and of several outputs a channel") {
  auto m = single(4, {1, 1, 1, 2}, {1, 1, 1, 4}, {byte(0, 1), integer(1, 1), integer(2, 1), integer(3, 2)},
                  {floats("w", {1, 1, 1, 4}, {1, 2, 3, 4})});
  CHECK(outputs(loaded(m), {10, 100}) == std::vector<float>{10, 20, 300, 400}); // output = channel * 2 + m
  m = single(3, {1, 1, 1, 4}, {1, 1, 1, 2}, {byte(0, 1), integer(1, 1), integer(2, 1)},
             {floats("w", {2, 1, 1, 2}, {1, 2, 3, 4})});
  CHECK(outputs(loaded(m), {1, 10, 100, 1000}) == std::vector<float>{21, 4300}); // two groups
}

TEST_CASE("pooling of the whole plane is global; pads are not counted") {
  auto const pool = [](std::int32_t code, std::int32_t k, std::vector<std::int32_t> out) {
    return loaded(single(code, {1, 3, 3, 1}, std::move(out),
                         {byte(0, 0), integer(1, k), integer(2, k), integer(3, k), integer(4, k)}));
  };
  std::vector<float> const x{1, 2, 3, 4, 5, 6, 7, 8, 9};
  auto const whole = pool(1, 3, {1, 1, 1, 1});
  CHECK(count(*whole, "GlobalAveragePool") == 1);
  CHECK(outputs(whole, x) == std::vector<float>{5});
  CHECK(count(*pool(17, 3, {1, 1, 1, 1}), "GlobalMaxPool") == 1);
  CHECK(outputs(pool(1, 2, {1, 2, 2, 1}), x) == std::vector<float>{3, 4.5F, 7.5F, 9});
  CHECK(outputs(pool(17, 2, {1, 2, 2, 1}), x) == std::vector<float>{5, 6, 8, 9});
}

TEST_CASE("integers: dequantized, held to what the output can hold, scales kept") {
  // y = x w + b with codes: x of scale 0.5 zero 10, w of scale 0.25 and 0.125, b of the products.
  flat_model m;
  m.tensors = {int8("x", {1, 2}, 10),
               {"w", {2, 2}, 9, bytes_of<std::int8_t>({4, 8, 16, -8}), {0.25F, 0.125F}, {0, 0}, 0},
               {"b", {2}, 2, bytes_of<std::int32_t>({8, 16}), {0.125F, 0.0625F}, {0, 0}, 0},
               int8("y", {1, 2}, -128)};
  m.nodes = {{9, {0, 1, 2}, {3}, {byte(0, 0)}}};
  m.inputs = {0}, m.outputs = {3};
  network const n = loaded(m);
  CHECK(outputs(n, {3, 5, -3, -5}) ==
        std::vector<float>{14, 2, 0, 0});   // 1*3 + 2*5 + 1, 2*3 - 1*5 + 1; below 0 is no code
  CHECK(outputs(n, {0, 100})[0] == 127.5F); // 255 * 0.5 is the last
  CHECK(quantization_of(*n, "x") == quantization{data_type::int8, {0.5F}, {10}, 0});
  CHECK(quantization_of(*n, "y") == quantization{data_type::int8, {0.5F}, {-128}, 0});
  CHECK(quantization_of(*n, "w") == quantization{data_type::int8, {0.25F, 0.125F}, {0, 0}, 0});
  CHECK(!quantization_of(*n, "z"));
  auto const again = peax::onnx::load_bytes(peax::onnx::save_bytes(n));
  CHECK(quantization_of(*again, "w") == quantization_of(*n, "w"));
  CHECK(quantization_of(*rule::canonical(n), "x") == quantization_of(*n, "x"));
}

TEST_CASE("limits of integers on both sides of 0 do not hide what an output is for") {
  flat_model m;
  m.tensors = {int8("x", {1, 2}, 0),
               {"w", {3, 2}, 9, bytes_of<std::int8_t>({1, 2, 3, 4, 5, 6}), {1}, {0}},
               int8("y", {1, 3}, 0),
               int8("p", {1, 3}, -128, 1.F / 256)};
  m.nodes = {{9, {0, 1}, {2}}};
  m.inputs = {0}, m.outputs = {2};
  network const n = loaded(m);
  CHECK(count(*n, "Clip") == 1);
  CHECK(task_of(*n, n->outputs()[0]) == task::multi_class);
  // Probabilities reach 1, a code 255/256: no clip behind Softmax.
  m.nodes.push_back({25, {2}, {3}, {real(0, 1)}});
  m.outputs = {3};
  network const p = loaded(m);
  CHECK(p->nodes().back().op.is<op::softmax>());
}

TEST_CASE("fused activations, and what does the same alone") {
  auto const add = [](std::int32_t activation) {
    return outputs(loaded(single(0, {1, 5}, {1, 5}, {byte(0, activation)}, {floats("c", {1}, {0})})),
                   {-9, -0.5F, 0.5F, 3, 9});
  };
  CHECK(add(0) == std::vector<float>{-9, -0.5F, 0.5F, 3, 9});
  CHECK(add(1) == std::vector<float>{0, 0, 0.5F, 3, 9});
  CHECK(add(2) == std::vector<float>{-1, -0.5F, 0.5F, 1, 1});
  CHECK(add(3) == std::vector<float>{0, 0, 0.5F, 3, 6});
  CHECK(add(4)[4] == doctest::Approx(std::tanh(9.F)));
  CHECK_THROWS_WITH_AS(add(5), doctest::Contains("its fused activation 5 is not supported"), bad_input);
  auto const alone = [](std::int32_t code, std::vector<field> options = {}) {
    return outputs(loaded(single(code, {1, 3}, {1, 3}, std::move(options))), {-2, 1, 8});
  };
  CHECK(alone(19) == std::vector<float>{0, 1, 8});
  CHECK(alone(20) == std::vector<float>{-1, 1, 1});
  CHECK(alone(21) == std::vector<float>{0, 1, 6});
  CHECK(alone(98, {real(0, 0.25F)}) == std::vector<float>{-0.5F, 1, 8});
  CHECK(alone(117)[2] == 8);
  auto const logs = alone(50); // log softmax
  CHECK(logs[2] == doctest::Approx(-std::log(1 + std::exp(-7.) + std::exp(-10.))).epsilon(1e-5));
  CHECK(logs[0] == doctest::Approx(logs[2] - 10).epsilon(1e-5));
}

TEST_CASE("slices with masks, axes taken away and put in") {
  auto const slice = [](std::vector<std::int32_t> begin, std::vector<std::int32_t> end,
                        std::vector<std::int32_t> step, std::vector<field> masks,
                        std::vector<std::int32_t> out) {
    auto const n = static_cast<std::int32_t>(begin.size());
    auto const net = loaded(single(45, {1, 2, 3}, std::move(out), std::move(masks),
                                   {ints("b", {n}, begin), ints("e", {n}, end), ints("s", {n}, step)}));
    return outputs(net, {1, 2, 3, 4, 5, 6});
  };
  CHECK(slice({0, 0, 1}, {1, 2, 3}, {1, 1, 1}, {}, {1, 2, 2}) == std::vector<float>{2, 3, 5, 6});
  CHECK(slice({0, 0, -1}, {1, 2, 0}, {1, 1, -1}, {integer(1, 4)}, {1, 2, 3}) ==
        std::vector<float>{3, 2, 1, 6, 5, 4});
  CHECK(slice({0, 1}, {0, 0}, {1, 1}, {integer(0, 1), integer(1, 1), integer(4, 2)}, {1, 3}) ==
        std::vector<float>{4, 5, 6});
  CHECK(slice({0, -1}, {0, 0}, {1, 1}, {integer(2, 1), integer(4, 2)}, {1, 2}) == std::vector<float>{3, 6});
  CHECK(slice({0, 0, 0}, {0, 0, 2}, {1, 1, 1}, {integer(2, 1), integer(3, 2)}, {1, 2, 1, 2}) ==
        std::vector<float>{1, 2, 4, 5});
  CHECK_THROWS_WITH_AS(slice({0}, {1}, {0}, {}, {1, 2, 3}), doctest::Contains("it has the stride 0"),
                       bad_input);
}

TEST_CASE("the batch: a leading 1 where the graph allows, else as it stands") {
  auto const free = loaded(single(22, {1, 2, 3}, {1, 6}, {integers(0, {-1, 6})}));
  CHECK((*free)[free->outputs()[0]].dims == shape{batch_extent, 6});
  auto const mixing = loaded(single(22, {1, 2, 3}, {2, 3}, {integers(0, {2, 3})}));
  CHECK((*mixing)[mixing->inputs()[0]].dims == shape{1, 2, 3});
  CHECK(outputs(mixing, {1, 2, 3, 4, 5, 6}) == std::vector<float>{1, 2, 3, 4, 5, 6});
  auto const fixed =
      peax::tflite::load_bytes(model_bytes(single(19, {1, 3}, {1, 3})), {.leading_one_is_batch = false});
  CHECK((*fixed)[fixed->inputs()[0]].dims == shape{1, 3});
  // A shape binds what the file leaves free, and the batch.
  CHECK_THROWS_WITH_AS(
      (void)peax::tflite::load_bytes(model_bytes(single(19, {1, 3}, {1, 3})), {.input_shape = shape{1, 5}}),
      doctest::Contains("its input 'x' has the shape [1,3], which [1,5] does not fit"), bad_input);
}

TEST_CASE("both fields of operator codes, float16 weights, names of files") {
  auto m = single(19, {1, 3}, {1, 3});
  m.old_codes = true;
  CHECK(count(*loaded(m), "Relu") == 1);
  // float16 weights reach their reader through DEQUANTIZE: 0x3C00 is 1, 0xC000 -2, 0x3800 0.5.
  m = {};
  m.tensors = {{"x", {1, 3}},
               {"half", {3}, 1, bytes_of<std::uint16_t>({0x3C00, 0xC000, 0x3800})},
               {"w", {3}},
               {"y", {1, 3}}};
  m.nodes = {{6, {1}, {2}}, {18, {0, 2}, {3}}};
  m.inputs = {0}, m.outputs = {3};
  CHECK(outputs(loaded(m), {1, 1, 4}) == std::vector<float>{1, -2, 2});

  testing::temporary_folder const temporary;
  auto const put = [&](char const* name, std::string const& content) {
    auto const file = (temporary / name).string();
    std::ofstream(file, std::ios::binary) << content;
    return file;
  };
  CHECK(peax::tflite::is_tflite(put("renamed.bin", model_bytes(m))));
  CHECK(peax::tflite::is_tflite(put("cut.tflite", "abc")));
  CHECK(!peax::tflite::is_tflite(put("other.onnx", "abcdefghijkl")));
  CHECK(!peax::tflite::is_tflite((temporary / "missing.onnx").string()));
  CHECK(peax::tflite::load((temporary / "renamed.bin").string()).name() == "renamed");
}
