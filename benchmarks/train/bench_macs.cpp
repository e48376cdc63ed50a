// Seconds of a training step against the multiply-accumulates of its convolutions: four convolutions of 3 x 3 taps, each with
// normalization and relu, of growing width on planes of growing size. The last line is the slope of log(seconds) over log(MACs),
// where 1 is linear; Winograd's algorithm and full vectors make wide layers cheaper a MAC than narrow ones.
//   bench_macs [--batch 16] [--threads 1] [--steps 10]

#include <peax/graph/builder.hpp>
#include <peax/graph/cost.hpp>
#include <peax/train/bench_step.hpp>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <vector>

namespace {

struct point {
  double macs, seconds;
};

peax::graph convolutions(std::int64_t width, std::int64_t edge) {
  peax::network_builder b("convolutions", {peax::batch_extent, width, edge, edge}, 1);
  for (int layer = 0; layer < 4; ++layer) b.conv(width, {3, 3}).batch_normalization().relu();
  return b.global_average_pool().flatten().dense(10).softmax().finish();
}

double slope(std::vector<point> const& points) {
  double x = 0, y = 0, xx = 0, xy = 0;
  auto const n = static_cast<double>(points.size());
  for (auto const& p : points) {
    double const u = std::log(p.macs), v = std::log(p.seconds);
    x += u, y += v, xx += u * u, xy += u * v;
  }
  return (n * xy - x * y) / (n * xx - x * x);
}

void sweep(peax::training::bench_options const& options) {
  std::vector<point> points;
  std::printf("%6s %6s %14s %12s %9s\n", "width", "plane", "MACs a sample", "ms a sample", "GFLOP/s");
  for (std::int64_t const edge : {8, 16, 32})
    for (std::int64_t const width : {8, 16, 32, 64, 128}) {
      peax::graph g = convolutions(width, edge);
      auto const macs = static_cast<double>(peax::cost_of(g).macs.value);
      auto const made = peax::training::bench_step(peax::network(std::move(g)), options);
      double const seconds = 1e-3 * made.median_ms / static_cast<double>(options.batch);
      points.push_back({macs, seconds});
      // A layer computes its outputs, the gradient of its inputs and that of its weights.
      std::printf("%6lld %3lld^2 %14.0f %12.4f %9.1f\n", static_cast<long long>(width),
                  static_cast<long long>(edge), macs, seconds * 1e3, 6 * macs / seconds / 1e9);
      std::fflush(stdout);
    }
  std::printf("seconds grow as MACs to the power of %.2f\n", slope(points));
}

} // namespace

int main(int count, char** arguments) {
  peax::training::bench_options options{.batch = 16, .steps = 10, .threads = 1};
  for (int i = 1; i + 1 < count; i += 2) {
    std::string const word = arguments[i];
    unsigned long const value = std::strtoul(arguments[i + 1], nullptr, 10);
    if (word == "--batch")
      options.batch = value;
    else if (word == "--threads")
      options.threads = static_cast<int>(value);
    else if (word == "--steps")
      options.steps = value;
  }
  try {
    sweep(options);
  } catch (std::exception const& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
  }
  return 0;
}
