#include <peax/data/read_array.hpp>
#include <peax/engine/run.hpp>
#include <peax/onnx/load.hpp>

#include <doctest/doctest.h>
#include <support/test_data.hpp>

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
    std::string const samples = (*models / name / "samples.npz").string();
    std::vector<float> const x = data::read_array(samples + ":x").numbers<float>(),
                             expected = data::read_array(samples + ":probs").numbers<float>();
    network const net = peax::onnx::load(*models / name / (name + ".onnx"));
    for (int threads : {1, 2}) {
      tensor const got = engine::runner(net, {.threads = threads}, 16)(std::span<float const>(x));
      REQUIRE(got.size() == expected.size());
      double far = 0;
      for (std::size_t i = 0; i < expected.size(); ++i)
        far =
            std::max(far, std::abs(static_cast<double>(got.floats()[i]) - static_cast<double>(expected[i])));
      CHECK(far < 1e-5);
    }
  }
}
