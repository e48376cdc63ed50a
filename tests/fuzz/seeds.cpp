// Writes the first inputs of the fuzz targets: seeds FOLDER. They are made as the tests make theirs.
#include "data/media.hpp"
#include "deploy/small_solution.hpp"
#include "onnx/model_text.hpp"
#include "tflite/model_writer.hpp"
#include <peax/core/atomic_file.hpp>
#include <peax/deploy/save_solution.hpp>
#include <peax/graph/text.hpp>
#include <peax/onnx/save.hpp>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace {
using namespace peax;
namespace fs = std::filesystem;

std::string content_of(fs::path const& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void put(fs::path const& folder, std::string const& name, std::string const& content) {
  fs::create_directories(folder);
  write_file((folder / name).string(), std::string_view(content));
}

std::vector<network> networks() {
  std::vector<network> out{network(small::network_of_user())};
  out.emplace_back(network_builder("dense", {batch_extent, 6}, 1)
                       .dense(4)
                       .relu()
                       .dropout(0.5F)
                       .dense(3)
                       .softmax()
                       .finish());
  out.emplace_back(network_builder("wave", {batch_extent, 2, 16}, 2)
                       .conv(4, {3})
                       .batch_normalization()
                       .relu()
                       .max_pool({2})
                       .depthwise({3})
                       .average_pool({2})
                       .global_average_pool()
                       .flatten()
                       .dense(1)
                       .sigmoid()
                       .finish());
  return out;
}

//! The shape arithmetic and the operators that are no layers, as exporters write them.
std::string model_of_an_exporter() {
  using namespace peax::testing;
  return model_bytes(
      13,
      input_text("x", {"N", "2", "6", "6"}) + floats_text("k", {2, 1, 3, 3}, std::vector<float>(18, 0.5F)) +
          ints_text("zero", {}, {0}) + ints_text("axes", {1}, {0}) + ints_text("rest", {1}, {-1}) +
          ints_text("pads", {8}, {0, 0, 1, 1, 0, 0, 1, 1}) + ints_text("st", {1}, {0}) +
          ints_text("en", {1}, {4}) + ints_text("ax", {1}, {3}) + node_text("Pad", {"x", "pads"}, {"p"}) +
          node_text("Conv", {"p", "k"}, {"c"}, int_attribute("group", 2)) +
          node_text("Slice", {"c", "st", "en", "ax"}, {"sl"}) + node_text("Shape", {"sl"}, {"sh"}) +
          node_text("Gather", {"sh", "zero"}, {"g"}) + node_text("Unsqueeze", {"g", "axes"}, {"u"}) +
          node_text("Concat", {"u", "rest"}, {"t"}, int_attribute("axis", 0)) +
          node_text("Reshape", {"sl", "t"}, {"r"}) + node_text("Softmax", {"r"}, {"y"}) + output_text("y"));
}

//! A float and an integer network of TensorFlow Lite, with the tables that such files have.
std::vector<std::string> models_of_tflite() {
  using namespace peax::testing::tflite;
  std::vector<std::string> out{model_bytes(single(22, {1, 2, 3}, {1, 6}, {integers(0, {-1, 6})}))};
  flat_model m;
  m.tensors = {{"x", {1, 4, 4, 2}, 9, {}, {0.5F}, {3}},
               {"w", {2, 3, 3, 2}, 9, bytes_of(std::vector<std::int8_t>(36, 1)), {0.1F, 0.2F}, {0, 0}, 0},
               {"b", {2}, 2, bytes_of<std::int32_t>({5, 6}), {0.05F, 0.1F}, {0, 0}},
               {"h", {1, 2, 2, 2}, 9, {}, {0.25F}, {-128}},
               ints("begin", {4}, {0, 0, 0, 0}),
               ints("end", {4}, {1, 1, 2, 2}),
               ints("step", {4}, {1, 1, 1, 1}),
               {"s", {1, 2, 2}, 9, {}, {0.25F}, {-128}},
               {"c", {1, 2, 4}, 9, {}, {0.25F}, {-128}},
               {"v", {3, 8}, 9, bytes_of(std::vector<std::int8_t>(24, 2)), {0.1F}, {0}},
               {"y", {1, 3}, 9, {}, {0.1F}, {0}},
               {"p", {1, 3}, 9, {}, {1.F / 256}, {-128}}};
  m.nodes = {{3, {0, 1, 2}, {3}, {byte(0, 0), integer(1, 2), integer(2, 2), byte(3, 1)}},
             {45, {3, 4, 5, 6}, {7}, {integer(4, 2)}},
             {2, {7, 7}, {8}, {integer(0, -1)}},
             {9, {8, 9, -1}, {10}},
             {25, {10}, {11}, {real(0, 1)}}};
  m.inputs = {0}, m.outputs = {11};
  out.push_back(model_bytes(m));
  return out;
}

//! Pictures and sounds of each format.
std::vector<std::string> media() {
  using namespace peax::testing;
  std::vector<std::uint8_t> grey, colour;
  for (int i = 0; i < 12 * 10; ++i) grey.push_back(static_cast<std::uint8_t>(i * i));
  for (int i = 0; i < 3 * 12 * 10; ++i) colour.push_back(static_cast<std::uint8_t>(i * 7));
  return {grey_png(12, 10, grey),
          png_bytes(12, 10, PNG_COLOR_TYPE_RGB, colour, 8, PNG_INTERLACE_ADAM7),
          png_bytes(2, 1, PNG_COLOR_TYPE_PALETTE, {1, 0}, 8, PNG_INTERLACE_NONE, {{9, 8, 7}, {6, 5, 4}}),
          png_bytes(2, 1, PNG_COLOR_TYPE_GRAY_ALPHA, {0, 1, 255, 255, 7, 7, 255, 255}, 16),
          jpeg_bytes(12, 10, 1, grey),
          jpeg_bytes(12, 10, 3, colour),
          jpeg_bytes(12, 10, 3, colour, true),
          "P5 2 2 255\nabcd",
          "P3 # text\n1 2 15 1 2 3 4 5 6\n",
          wav_bytes({1, -1, 300, -300}, 8000, 2),
          riff(wave_header(1, 1, 16000, 24) + chunk("LIST", "abc") + chunk("data", std::string(96, '\5'))),
          riff(wave_header(3, 1, 16000, 32) + chunk("data", std::string(64, '\0')))};
}

void write_solution(fs::path const& to, std::string const& name, solution<multi_exit> const& s) {
  fs::path const folder = to / "kept";
  deploy::save_solution(s, folder, {"confidence_exits", "identity", 1, "0.1.0"});
  std::string const record = content_of(folder / "solution.json");
  auto const length = static_cast<std::uint32_t>(record.size());
  std::string whole(reinterpret_cast<char const*>(&length), sizeof length);
  put(to, name, whole + record + content_of(folder / "model.onnx"));
  fs::remove_all(folder);
}
} // namespace

int main(int, char** argv) {
  fs::path const to = argv[1];
  int number = 0;
  for (auto const& n : networks()) {
    std::string const name = std::to_string(number++);
    put(to / "onnx", name, peax::onnx::save_bytes(n));
    put(to / "graph_text", name, to_text(*n));
  }
  put(to / "onnx", "exported", model_of_an_exporter());
  for (auto const& bytes : models_of_tflite()) put(to / "tflite", std::to_string(number++), bytes);
  for (auto const& bytes : media()) put(to / "media", std::to_string(number++), bytes);
  write_solution(to / "solution", "unmapped", small::unmapped());
  write_solution(to / "solution", "mapped", small::mapped());
}
