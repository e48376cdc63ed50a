// Builds a small residual network for Fashion-MNIST with the graph builder, trains it with peax's engine, saves it as ONNX.
//   fashion_mnist arrays FOLDER [SAMPLES]    the data set as .npy files: train, validation and test; at most so many of each
//   fashion_mnist train MODEL.onnx [EPOCHS]  the network
#include <peax/core/error.hpp>
#include <peax/data/data_set.hpp>
#include <peax/data/npy.hpp>
#include <peax/data/read_array.hpp>
#include <peax/graph/builder.hpp>
#include <peax/graph/cost.hpp>
#include <peax/onnx/save.hpp>
#include <peax/report/accuracy.hpp>
#include <peax/train/augmentation.hpp>
#include <peax/train/fit.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <numeric>
#include <span>
#include <string>
#include <vector>

namespace {

struct splits {
  peax::data::data_set train, validation, test;
};

//! Debian's dataset-fashion-mnist: 60,000 + 10,000 images. The last 10,000 training images validate.
splits load() {
  std::string const folder = "/usr/share/datasets/fashion-mnist/";
  auto const read = [&](std::string const& which) {
    auto const images = peax::data::read_array(folder + which + "-images-idx3-ubyte.gz").to_tensor();
    auto const labels = peax::data::read_array(folder + which + "-labels-idx1-ubyte.gz").to_tensor();
    // Pixels 0..255 to mean 0 and deviation 1: the figures of the training images.
    std::vector<float> x;
    for (auto p : images.as<std::uint8_t>()) x.push_back((static_cast<float>(p) / 255.f - 0.2860f) / 0.3530f);
    return peax::data::data_set(peax::tensor(peax::shape{images.dims()[0], 1, 28, 28}, std::move(x)), labels);
  };
  auto const all = read("train");
  std::vector<std::size_t> order(all.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  auto const at = std::span(order);
  return {all.subset(at.first(50000)), all.subset(at.last(10000)), read("t10k")};
}

//! [network]
//! Six residual blocks on 16, 32 and 64 channels behind a 3 x 3 stem: about 8.6 million multiply-accumulates.
peax::graph build() {
  peax::network_builder net("fashion_mnist", {peax::batch_extent, 1, 28, 28}, 1);
  net.conv(16, {3, 3}).batch_normalization().relu().max_pool({2, 2});
  net.residual(16, {3, 3})
      .residual(32, {3, 3})
      .residual(32, {3, 3}, 2)
      .residual(64, {3, 3})
      .residual(64, {3, 3}, 2);
  return net.global_average_pool().flatten().dropout(0.2f).dense(10).softmax().finish("probabilities");
}
//! [network]

void train(std::string const& path, std::size_t epochs) {
  splits const data = load();
  //! [training]
  peax::training::fit_options how;
  how.epochs = epochs;
  how.batch = 128;
  how.optimizer.kind = peax::training::optimizer_kind::adamw;
  how.optimizer.rate = 3e-3;
  how.optimizer.weight_decay = 1e-3;
  how.schedule = peax::training::schedule::one_cycle();
  how.augment = peax::training::joined({peax::training::horizontal_flip(), peax::training::shift(2, -0.81f)});
  how.on_epoch = [](std::size_t epoch, peax::training::epoch_record const& r) {
    std::printf("epoch %2zu  loss %.4f  validation %.2f %%\n", epoch + 1, r.train_loss,
                100 * r.validation_score);
    std::fflush(stdout);
  };
  auto const trained = peax::training::fit(peax::network(build()), data.train, data.validation, how);
  //! [training]
  auto const test = peax::report::measure_accuracy(trained.network, data.test);
  std::printf("%lld MACs, test accuracy %.2f %%\n",
              static_cast<long long>(peax::cost_of(*trained.network).macs.value), 100 * *test.top_1);
  peax::onnx::save(trained.network, path);
}

void write_arrays(std::string const& folder, std::size_t most) {
  std::filesystem::create_directories(folder);
  splits const data = load();
  auto const write = [&](char const* name, peax::data::data_set const& all) {
    std::vector<std::size_t> first(std::min(most, all.size()));
    std::iota(first.begin(), first.end(), std::size_t{0});
    peax::data::data_set const set = all.subset(first);
    peax::data::write_npy(folder + "/" + name + "_x.npy", set.inputs());
    peax::data::write_npy(folder + "/" + name + "_y.npy", set.answers());
  };
  write("train", data.train);
  write("validation", data.validation);
  write("test", data.test);
}

} // namespace

int main(int count, char** words) try {
  std::string const what = count > 2 ? words[1] : "";
  std::size_t const number = count > 3 ? std::strtoull(words[3], nullptr, 10) : 0;
  if (what == "arrays")
    write_arrays(words[2], number == 0 ? 60000 : number);
  else if (what == "train")
    train(words[2], number == 0 ? 12 : number);
  else
    throw peax::usage_error("fashion_mnist arrays FOLDER [SAMPLES] | train MODEL.onnx [EPOCHS]");
  return 0;
} catch (peax::error const& e) {
  std::fprintf(stderr, "fashion_mnist: %s\n", e.what());
  return 1;
}
