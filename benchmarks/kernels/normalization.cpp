// Speed of batch normalization on 64 samples of 32 x 32 x 16, one thread, beside a copy of the same memory.
#include "sgemm.hpp"
#include <peax/engine/kernel/normalization.hpp>

#include <cstring>
#include <vector>

namespace {

namespace kernel = peax::engine::kernel;

struct fixture {
  kernel::index rows, channels;
  kernel_benchmark::floats x, dy, y, mean, scale, shift, coefficients;
  std::vector<double> partial;

  explicit fixture(benchmark::State const& state)
      : rows(state.range(0)), channels(state.range(1)), x(count(rows * channels), 0.5F), dy(x), y(x),
        mean(count(channels), 0.5F), scale(mean), shift(mean), coefficients(count(3 * channels), 0.1F),
        partial(count(2 * channels)) {}
  static std::size_t count(kernel::index n) { return static_cast<std::size_t>(n); }
  [[nodiscard]] double bytes(int arrays) const { return 4.0 * arrays * static_cast<double>(rows * channels); }
};

void copy(benchmark::State& state) {
  fixture f(state);
  kernel_benchmark::run_bytes(state, f.bytes(2), [&] {
    std::memcpy(f.y.data(), f.x.data(), f.x.size() * sizeof(float));
    benchmark::DoNotOptimize(f.y.data());
  });
}

void statistics(benchmark::State& state) {
  fixture f(state);
  kernel_benchmark::run_bytes(state, f.bytes(1), [&] {
    kernel::normalization_statistics(f.x.data(), f.rows, f.channels, f.partial.data());
  });
}

void normalize(benchmark::State& state) {
  fixture f(state);
  kernel_benchmark::run_bytes(state, f.bytes(2), [&] {
    kernel::scale_shift(f.x.data(), f.rows, f.channels, f.scale.data(), f.shift.data(),
                        kernel::bounds::relu(), f.y.data());
  });
}

void gradient_sums(benchmark::State& state) {
  fixture f(state);
  kernel_benchmark::run_bytes(state, f.bytes(2), [&] {
    kernel::normalization_gradient_sums(f.x.data(), f.dy.data(), f.rows, f.channels, f.mean.data(),
                                        f.scale.data(), f.shift.data(), kernel::bounds::relu(),
                                        f.partial.data());
  });
}

void gradient_apply(benchmark::State& state) {
  fixture f(state);
  kernel_benchmark::run_bytes(state, f.bytes(3), [&] {
    kernel::normalization_gradient_apply(f.x.data(), f.dy.data(), f.rows, f.channels, f.scale.data(),
                                         f.shift.data(), kernel::bounds::relu(), f.coefficients.data(),
                                         f.y.data());
  });
}

void sizes(benchmark::internal::Benchmark* b) {
  b->Args({65536, 16})->Args({4096, 64})->Args({256, 64})->MinTime(0.02);
}

BENCHMARK(copy)->Apply(sizes);
BENCHMARK(statistics)->Apply(sizes);
BENCHMARK(normalize)->Apply(sizes);
BENCHMARK(gradient_sums)->Apply(sizes);
BENCHMARK(gradient_apply)->Apply(sizes);

} // namespace
