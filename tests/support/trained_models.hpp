#pragma once
//! @file
//! The trained models of the test data with inputs and the outputs that ONNX Runtime or PyTorch gave for them.

#include <peax/data/read_array.hpp>
#include <peax/tensor/tensor.hpp>

#include <support/test_data.hpp>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

namespace peax::testing {

struct trained_model {
  std::filesystem::path file;
  tensor input, output;
};

//! All of them, sorted by name; none without PEAX_TEST_DATA.
inline std::vector<trained_model> trained_models() {
  std::vector<trained_model> out;
  auto const root = data("models");
  if (!root) return out;
  for (auto const& entry : std::filesystem::recursive_directory_iterator(*root)) {
    auto const& file = entry.path();
    if (file.extension() != ".onnx") continue;
    auto const pairs = file.parent_path() / (file.stem().string() + "_io.npz");
    auto const samples = file.parent_path() / "samples.npz";
    auto const read = [](std::filesystem::path const& npz, char const* key) {
      return peax::data::read_array(npz.string() + ":" + key).to_tensor();
    };
    if (std::filesystem::exists(pairs))
      out.push_back({file, read(pairs, "input"), read(pairs, "output")});
    else if (std::filesystem::exists(samples))
      out.push_back({file, read(samples, "x"), read(samples, "probs")});
  }
  std::ranges::sort(out, {}, &trained_model::file);
  return out;
}

} // namespace peax::testing
