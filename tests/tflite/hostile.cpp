#include "model_writer.hpp"
#include <peax/core/error.hpp>
#include <peax/core/random.hpp>
#include <peax/graph/cost.hpp>
#include <peax/graph/outline.hpp>
#include <peax/rule/canonical.hpp>
#include <peax/tflite/load.hpp>

#include <doctest/doctest.h>
#include <support/temporary_folder.hpp>
#include <support/test_data.hpp>

#include <cstdint>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <string>
#include <vector>

using namespace peax;
using namespace peax::testing::tflite;

namespace {
std::string refusal_of(std::string const& bytes) {
  try {
    (void)peax::tflite::load_bytes(bytes, {}, "m.tflite");
  } catch (bad_input const& e) {
    return e.what();
  }
  return "was read";
}

//! Whether the bytes load, or end in an error of peax; anything else is a failure of the test.
bool is_answered(std::string const& bytes) {
  try {
    (void)rule::canonical(peax::tflite::load_bytes(bytes));
  } catch (error const&) {
  } catch (std::exception const& e) {
    MESSAGE("not an error of peax: ", e.what());
    return false;
  }
  return true;
}

void says(flat_model const& m, char const* part) {
  auto const why = refusal_of(model_bytes(m));
  CAPTURE(why);
  CHECK(why.starts_with("m.tflite: "));
  CHECK(why.find(part) != std::string::npos);
}

//! A convolution with an int8 input, a dense layer behind: every kind of table.
flat_model rich() {
  flat_model m;
  m.tensors = {{"x", {1, 4, 4, 2}, 9, {}, {0.5F}, {3}},
               {"w", {2, 3, 3, 2}, 9, bytes_of(std::vector<std::int8_t>(36, 1)), {0.1F, 0.2F}, {0, 0}, 0},
               {"b", {2}, 2, bytes_of<std::int32_t>({5, 6}), {0.05F, 0.1F}, {0, 0}},
               {"h", {1, 2, 2, 2}, 9, {}, {0.25F}, {-128}},
               ints("to", {2}, {-1, 8}),
               {"r", {1, 8}, 9, {}, {0.25F}, {-128}},
               {"v", {3, 8}, 9, bytes_of(std::vector<std::int8_t>(24, 2)), {0.1F}, {0}},
               {"y", {1, 3}, 9, {}, {0.1F}, {0}},
               {"p", {1, 3}, 9, {}, {1.F / 256}, {-128}}};
  m.nodes = {{3, {0, 1, 2}, {3}, {byte(0, 0), integer(1, 2), integer(2, 2), byte(3, 1)}},
             {22, {3, 4}, {5}, {integers(0, {-1, 8})}},
             {9, {5, 6, -1}, {7}},
             {25, {7}, {8}, {real(0, 1)}}};
  m.inputs = {0}, m.outputs = {8};
  return m;
}
} // namespace

TEST_CASE("what is wrong is said with the operator and the tensor") {
  auto m = rich();
  CHECK(refusal_of(model_bytes(m)) == "was read");
  m.version = 4;
  says(m, "has version 4 of the schema");
  m = rich(), m.nodes[0].inputs[1] = 77;
  says(m, "operator 0 names the tensor 77, there are 9");
  m = rich(), m.inputs = {-1};
  says(m, "the list of inputs names the tensor -1");
  m = rich(), m.outputs = {};
  says(m, "has no output");
  m = rich(), m.outputs = {8, 8};
  says(m, "output 'p' is listed twice");
  m = rich(), m.tensors[1].content.pop_back();
  says(m, "tensor 'w' [2,3,3,2] of int8 needs 36 bytes, its buffer has 35");
  m = rich(), m.tensors[1].shape = {2, -3, 3, 2};
  says(m, "tensor 'w' has the extent -3");
  m = rich(), m.tensors[1].shape = {1 << 30, 1 << 30, 1 << 30, 2};
  says(m, "beyond 64 bits");
  m = rich(), m.tensors[1].scales = {0.1F, 0.F};
  says(m, "tensor 'w' has the scale 0");
  m = rich(), m.tensors[1].scales = {0.1F, std::numeric_limits<float>::quiet_NaN()};
  says(m, "tensor 'w' has the scale nan");
  m = rich(), m.tensors[1].scales = {0.1F, 0.1F, 0.1F}, m.tensors[1].zeros = {0, 0, 0};
  says(m, "has 3 scales along the axis 0");
  m = rich(), m.tensors[1].zeros = {0};
  says(m, "has 2 scales and 1 zero points");
  m = rich(), m.tensors[3].scales = {}, m.tensors[3].zeros = {};
  says(m, "CONV_2D 0 that makes 'h': it makes 'h' of int8 without a scale");
  m = rich(), m.tensors[3].shape = {1, 9, 9, 2};
  says(m, "CONV_2D 0 that makes 'h': it makes [1,2,2,2], the file says [1,9,9,2]");
  m = rich(), m.nodes[0].options[1] = integer(1, 0);
  says(m, "its stride is 0");
  m = rich(), std::swap(m.nodes[0], m.nodes[1]);
  says(m, "it reads 'h', which nothing before it makes");
  m = rich(), m.nodes[1].outputs = {3};
  says(m, "it makes 'h', which is there already");
  m = rich(), m.nodes[3].options = {};
  says(m, "its beta is 0");
  m = rich(), m.tensors[4].content.clear();
  says(m, "the target's extents 'to' are computed while running");
}

TEST_CASE("operators that are not supported are listed with counts and places, and the rest of the file") {
  auto m = rich();
  m.nodes.push_back({111, {8}, {8}}), m.nodes.push_back({111, {8}, {8}}),
      m.nodes.push_back({32, {8}, {8}, {}, "my_op"});
  m.nodes.push_back({400, {8}, {8}});
  says(m, "2 ELU (ELU 4 that makes 'p', ELU 5 that makes 'p'), 1 custom operator my_op (");
  says(m, "1 operator 400 (");
  says(m, "; the rest of the file: 1 CONV_2D, 1 RESHAPE, 1 FULLY_CONNECTED, 1 SOFTMAX, input 'x' int8 "
          "[1,4,4,2] scale 0.5 zero 3, output 'p'");
  m = rich(), m.tensors[5].is_variable = true;
  says(m,
       "keeps a state in variables from one sample to the next, which is not supported: 1 FULLY_CONNECTED");
}

TEST_CASE("what can be read of a file with unknown operators is there, and one of its outputs alone") {
  auto m = rich();
  m.nodes.insert(m.nodes.begin() + 1, flat_node{111, {3}, {3}}); // behind the convolution
  try {
    (void)peax::tflite::load_bytes(model_bytes(m));
    FAIL("was read");
  } catch (refused_network const& e) {
    auto const& found = *e.found();
    REQUIRE(found.refused.size() == 1);
    CHECK(found.refused[0].op == "ELU");
    std::int64_t macs = 0;
    std::size_t unread = 0;
    for (auto const& layer : found.layers)
      if (layer.in_part == node_id::none)
        ++unread;
      else
        macs += cost_of(found.part, layer.in_part).macs.value;
    CHECK(unread == 1);
    CHECK(macs > 2 * 2 * 2 * 9 * 2 - 1); // the convolution, and the dense layer behind
    REQUIRE(found.outputs.size() == 1);
    CHECK(found.outputs[0].type == value_type{data_type::float32, found.outputs[0].type->dims});
  }
  m = rich(), m.outputs.insert(m.outputs.begin(), 3);
  peax::tflite::load_options one;
  one.output_name = m.tensors[3].name;
  m.nodes.push_back({111, {8}, {8}});
  auto const n = peax::tflite::load_bytes(model_bytes(m), one);
  CHECK(n->outputs().size() == 1);
  one.output_name = "hh";
  CHECK_THROWS_AS((void)peax::tflite::load_bytes(model_bytes(m), one), usage_error);
}

TEST_CASE("cut and altered files end in an error or in a network") {
  std::string const whole = model_bytes(rich());
  for (std::size_t length = 0; length < whole.size(); ++length) CHECK(is_answered(whole.substr(0, length)));
  CHECK(refusal_of(whole.substr(0, 6)).find("is cut off: it has 6 bytes") != std::string::npos);
  CHECK(refusal_of(std::string(64, 'x')).find("has no identifier TFL3") != std::string::npos);
  for (std::size_t at = 0; at < whole.size(); ++at)
    for (int const to : {0, 1, 0x7F, 0x80, 0xFF}) {
      std::string changed = whole;
      changed[at] = static_cast<char>(to);
      REQUIRE(is_answered(changed));
    }
  random_stream random(7);
  for (int i = 0; i < 2000; ++i) {
    std::string changed = whole;
    for (int k = 0; k < 4; ++k) changed[random.index(changed.size())] = static_cast<char>(random.index(256));
    REQUIRE(is_answered(changed));
  }
}

TEST_CASE("a real file, cut and altered") {
  auto const folder = testing::data("models/tflite");
  if (!folder) return;
  std::ifstream in(*folder / "micro_speech_int8.tflite", std::ios::binary);
  std::string const whole{std::istreambuf_iterator<char>(in), {}};
  REQUIRE(whole.size() == 18800);
  for (std::size_t length = 0; length < whole.size(); length += 97)
    CHECK(is_answered(whole.substr(0, length)));
  random_stream random(8);
  for (int i = 0; i < 300; ++i) {
    std::string changed = whole;
    for (int k = 0; k < 8; ++k) changed[random.index(changed.size())] = static_cast<char>(random.index(256));
    REQUIRE(is_answered(changed));
  }
  // Bytes need not lie at an even address.
  std::string const moved = "x" + whole;
  CHECK_NOTHROW((void)peax::tflite::load_bytes(std::string_view(moved).substr(1)));
}

TEST_CASE("files that cannot be read are named") {
  testing::temporary_folder const temporary;
  auto const missing = (temporary / "no.tflite").string();
  CHECK_THROWS_WITH_AS((void)peax::tflite::load(missing), doctest::Contains("no.tflite: does not exist"),
                       io_error);
  auto const folder = temporary.path().string();
  CHECK_THROWS_WITH_AS((void)peax::tflite::load(folder),
                       doctest::Contains("is a folder, wanted a .tflite file"), io_error);
}
