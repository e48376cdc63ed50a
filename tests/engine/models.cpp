#include <doctest/doctest.h>

#include <support/test_data.hpp>

#include <peax/data/array_file.hpp>
#include <peax/engine/run.hpp>
#include <peax/onnx/load.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

// Expected: samples.npz of shared/models, by ONNX Runtime on PyTorch's exports.

using namespace peax;

TEST_CASE("trained models give ONNX Runtime's probabilities, on one thread and on two") {
  auto const models = testing::data("models");
  if (!models) return;
  for (std::string const name : {"har_cnn", "ecg_cnn", "fmnist_cnn", "fmnist_resnet14", "fsdd_dscnn"}) {
    INFO(name);
    auto const arrays = data::read_arrays(*models / name / "samples.npz");
    auto const numbers = [&](std::string const& key) {
      auto const at = std::find_if(arrays.begin(), arrays.end(), [&](auto const& a) { return a.name == key; });
      REQUIRE(at != arrays.end());
      return at->template numbers<float>();
    };
    std::vector<float> const x = numbers("x"), expected = numbers("probs");
    network const net = onnx::load(*models / name / (name + ".onnx"));
    for (int threads : {1, 2}) {
      tensor const got = engine::runner<>(net, {.threads = threads}, 16)(std::span<float const>(x));
      REQUIRE(got.size() == expected.size());
      double far = 0;
      for (std::size_t i = 0; i < expected.size(); ++i) far = std::max(far, std::abs(static_cast<double>(got.floats()[i]) - static_cast<double>(expected[i])));
      CHECK(far < 1e-5);
    }
  }
}
