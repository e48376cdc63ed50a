// Training of all exit heads on cached features beside passes of the network that has them, one JSON line:
//   bench_heads MODEL.onnx [--samples 10000] [--epochs 10] [--threads 1] [--widths 144,144,144,288,288,288]
// The default widths are the features of grid heads (3 x 3 cells) behind the blocks of a ResNet-14 of 16, 32 and 64 channels.

#include <peax/core/random.hpp>
#include <peax/engine/run.hpp>
#include <peax/onnx/load.hpp>
#include <peax/train/linear_heads.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <exception>
#include <sstream>
#include <string>
#include <vector>

namespace {

double seconds_of(auto const& work) {
  auto const start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

std::vector<float> normal(std::size_t count, std::uint64_t seed) {
  peax::random_stream random(seed);
  std::vector<float> values(count);
  for (float& v : values) v = static_cast<float>(random.normal());
  return values;
}

void compare(std::string const& file, std::size_t samples, std::size_t epochs, int threads,
             std::vector<std::size_t> const& widths) {
  auto const net = peax::onnx::load(file);
  auto const& input = (*net)[net->inputs()[0]].dims;
  auto const x = normal(samples * static_cast<std::size_t>(input.elements()), 1);
  peax::engine::runner pass(net, {.threads = threads});
  std::size_t outputs = 0;
  auto const run = [&] { outputs = pass(x).size() / samples; };
  run(); // pages and caches are warm
  double const forward = std::min(seconds_of(run), seconds_of(run));
  std::vector<std::vector<float>> features;
  std::vector<peax::training::head_input> heads;
  for (auto const width : widths) {
    features.push_back(normal(samples * width, width));
    heads.push_back({.rows = features.back(), .width = width});
  }
  peax::random_stream random(2);
  std::vector<std::int32_t> labels(samples);
  for (auto& label : labels) label = static_cast<std::int32_t>(random.index(outputs));
  peax::training::head_options options;
  options.epochs = epochs, options.threads = threads;
  double const training =
      seconds_of([&] { (void)peax::training::train_heads(heads, labels, outputs, options); });
  std::printf("{\"peer\": \"peax\", \"mode\": \"heads\", \"model\": \"%s\", \"samples\": %zu, \"heads\": "
              "%zu, \"epochs\": %zu, "
              "\"threads\": %d, \"forward_s\": %.3f, \"heads_s\": %.3f, \"forward_passes\": %.2f}\n",
              file.substr(file.rfind('/') + 1).c_str(), samples, heads.size(), epochs, threads, forward,
              training, training / forward);
}

} // namespace

int main(int count, char** arguments) {
  std::size_t samples = 10000, epochs = 10;
  int threads = 1;
  std::vector<std::size_t> widths{144, 144, 144, 288, 288, 288};
  try {
    for (int i = 1; i < count; ++i) {
      std::string const word = arguments[i];
      bool const has_value = i + 1 < count;
      if (word == "--samples" && has_value)
        samples = std::stoul(arguments[++i]);
      else if (word == "--epochs" && has_value)
        epochs = std::stoul(arguments[++i]);
      else if (word == "--threads" && has_value)
        threads = std::stoi(arguments[++i]);
      else if (word == "--widths" && has_value) {
        widths.clear();
        std::istringstream list(arguments[++i]);
        for (std::string one; std::getline(list, one, ',');) widths.push_back(std::stoul(one));
      } else
        compare(word, samples, epochs, threads, widths);
    }
  } catch (std::exception const& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
  }
  return 0;
}
