// Seconds of a training step of ONNX models, one JSON line each, as peers/torch_bench.py prints them:
//   bench_train [--batch 64] [--threads 1] [--steps 30] MODEL.onnx...

#include <peax/onnx/load.hpp>
#include <peax/train/bench_step.hpp>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <string>

int main(int count, char** arguments) {
  peax::training::bench_options options{.threads = 1};
  int failed = 0;
  for (int i = 1; i < count; ++i) {
    std::string const word = arguments[i];
    auto const number = [&] { return std::strtoul(i + 1 < count ? arguments[++i] : "0", nullptr, 10); };
    if (word == "--batch")
      options.batch = number();
    else if (word == "--threads")
      options.threads = static_cast<int>(number());
    else if (word == "--steps")
      options.steps = number();
    else
      try {
        auto const r = peax::training::bench_step(peax::onnx::load(word), options);
        std::printf("{\"peer\": \"peax\", \"mode\": \"train\", \"model\": \"%s\", \"batch\": %zu, "
                    "\"threads\": %d, \"samples_per_s\": %.1f, \"ms_median\": %.4f}\n",
                    std::filesystem::path(word).filename().c_str(), options.batch, r.threads,
                    r.samples_per_second, r.median_ms);
        std::fflush(stdout);
      } catch (std::exception const& e) {
        std::fprintf(stderr, "%s: %s\n", word.c_str(), e.what());
        failed = 1;
      }
  }
  return failed;
}
