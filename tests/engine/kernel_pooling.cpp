#include "kernel_reference.hpp"
#include <peax/engine/kernel/pooling.hpp>

namespace kernel_test {
namespace kernel = peax::engine::kernel;
namespace {

struct drawn {
  kernel::pool_geometry g;
  bool ceil_mode;
};

// Windows in which every position sees at least one pixel.
std::vector<drawn> draw_pools() {
  std::mt19937 engine(5);
  auto const pick = [&](index low, index high) {
    return low + static_cast<index>(engine() % static_cast<unsigned>(high - low + 1));
  };
  std::vector<drawn> all;
  for (index const channels : {1, 3, 8, 17, 24, 64}) {
    for (std::size_t const wanted = all.size() + 40; all.size() < wanted;) {
      drawn d{};
      d.ceil_mode = pick(0, 1) == 1;
      d.g.channels = channels;
      d.g.count_include_pad = pick(0, 1) == 1;
      bool usable = true;
      for (auto* axis : {&d.g.h, &d.g.w}) {
        axis->in = pick(1, 12);
        axis->kernel = pick(1, 4);
        axis->stride = pick(1, 3);
        axis->dilation = pick(0, 3) == 0 ? 2 : 1;
        axis->pad_begin = pick(0, axis->kernel - 1);
        axis->pad_end = pick(0, axis->kernel - 1);
        axis->out = kernel::extent_out(axis->in, axis->kernel, axis->stride, axis->dilation, axis->pad_begin,
                                       axis->pad_end, d.ceil_mode);
        usable = usable && axis->out > 0;
        for (index o = 0; o < axis->out; ++o) {
          bool sees = false;
          for (index k = 0; k < axis->kernel; ++k) {
            index const i = o * axis->stride - axis->pad_begin + k * axis->dilation;
            sees = sees || (i >= 0 && i < axis->in);
          }
          usable = usable && sees;
        }
      }
      if (usable) all.push_back(d);
    }
    drawn plain{};
    plain.g.channels = channels;
    plain.g.h = plain.g.w = {8, 2, 2, 1, 0, 0, 4};
    all.push_back(plain);
  }
  return all;
}

// Calls f(output, taps: inputs in row order, number of taps that count with padding).
template <class F> void for_windows(kernel::pool_geometry const& g, F const& f) {
  for (index oh = 0; oh < g.h.out; ++oh) {
    for (index ow = 0; ow < g.w.out; ++ow) {
      for (index c = 0; c < g.channels; ++c) {
        std::vector<index> taps;
        index counted = 0;
        for (index r = 0; r < g.h.kernel; ++r) {
          for (index s = 0; s < g.w.kernel; ++s) {
            index const ih = oh * g.h.stride - g.h.pad_begin + r * g.h.dilation;
            index const iw = ow * g.w.stride - g.w.pad_begin + s * g.w.dilation;
            counted += ih < g.h.in + g.h.pad_end && iw < g.w.in + g.w.pad_end ? 1 : 0;
            if (ih >= 0 && ih < g.h.in && iw >= 0 && iw < g.w.in)
              taps.push_back((ih * g.w.in + iw) * g.channels + c);
          }
        }
        f((oh * g.w.out + ow) * g.channels + c, taps,
          g.count_include_pad ? counted : static_cast<index>(taps.size()));
      }
    }
  }
}

template <class Check> void for_pools(Check const& check) {
  for (auto const& d : draw_pools()) {
    for (auto const set : instruction_sets()) {
      kernel::instruction_set_guard const guard(set);
      CAPTURE(std::string(kernel::name_of(set)));
      CAPTURE(d.g.channels);
      check(d.g);
    }
  }
}

} // namespace

TEST_CASE("maximum pooling takes the largest value, and its gradient goes to the first of them") {
  for_pools([](kernel::pool_geometry const& g) {
    auto x = random_floats(g.in_size(), 1);
    for (auto& v : x) v = std::round(v * 4); // ties
    auto const dy = random_floats(g.out_size(), 2);
    floats expected(size(g.out_size()));
    sums dx(g.in_size());
    for_windows(g, [&](index out, std::vector<index> const& taps, index) {
      index best = taps.front();
      for (auto const tap : taps) best = x[size(tap)] > x[size(best)] ? tap : best;
      expected[size(out)] = x[size(best)];
      dx.add(best, static_cast<double>(dy[size(out)]));
    });
    auto y = buffer(g.out_size());
    kernel::max_pool(g, x.data(), y.data());
    CHECK(y == expected);
    auto found = buffer(g.in_size());
    kernel::max_pool_gradient(g, x.data(), y.data(), dy.data(), found.data());
    CHECK(error_of(found, dx) <= 1.0);
  });
}

TEST_CASE("average pooling divides by the taps that count, with padding or without, in ceil mode too") {
  for_pools([](kernel::pool_geometry const& g) {
    auto const x = random_floats(g.in_size(), 1);
    auto const dy = random_floats(g.out_size(), 2);
    sums expected(g.out_size());
    sums dx(g.in_size());
    for_windows(g, [&](index out, std::vector<index> const& taps, index counted) {
      for (auto const tap : taps) {
        expected.add(out, static_cast<double>(x[size(tap)]) / static_cast<double>(counted));
        dx.add(tap, static_cast<double>(dy[size(out)]) / static_cast<double>(counted));
      }
    });
    auto y = buffer(g.out_size());
    kernel::average_pool(g, x.data(), y.data());
    CHECK(error_of(y, expected) <= 1.0);
    auto found = random_floats(g.in_size(), 3);
    for (index i = 0; i < g.in_size(); ++i) dx.add(i, static_cast<double>(found[size(i)]));
    kernel::average_pool_gradient(g, dy.data(), found.data(), kernel::store::add);
    CHECK(error_of(found, dx) <= 1.0);
  });
}

TEST_CASE("in ceil mode a window that would start behind the input and its padding is left out") {
  // PyTorch: MaxPool1d(2, stride 2, ceil_mode) of 5 gives 3; of 1 with padding 1, kernel 2, stride 3 gives 1.
  CHECK(kernel::extent_out(5, 2, 2, 1, 0, 0, true) == 3);
  CHECK(kernel::extent_out(5, 2, 2, 1, 0, 0, false) == 2);
  CHECK(kernel::extent_out(1, 2, 3, 1, 1, 1, true) == 1);
}

TEST_CASE("global pooling is the mean and the maximum of all pixels, with the gradients that follow") {
  for (auto const set : instruction_sets()) {
    kernel::instruction_set_guard const guard(set);
    for (index const channels : {1, 10, 16, 50}) {
      constexpr index pixels = 35;
      auto const x = random_floats(pixels * channels, 1);
      auto const dy = random_floats(channels, 2);
      auto mean = buffer(channels);
      auto top = buffer(channels);
      auto d_mean = buffer(pixels * channels);
      auto d_top = buffer(pixels * channels);
      kernel::global_average_pool(x.data(), pixels, channels, mean.data());
      kernel::global_max_pool(x.data(), pixels, channels, top.data());
      kernel::global_average_pool_gradient(dy.data(), pixels, channels, d_mean.data());
      kernel::global_max_pool_gradient(x.data(), top.data(), dy.data(), pixels, channels, d_top.data());
      for (index c = 0; c < channels; ++c) {
        double sum = 0;
        index best = 0;
        for (index p = 0; p < pixels; ++p) {
          sum += static_cast<double>(x[size(p * channels + c)]);
          if (x[size(p * channels + c)] > x[size(best * channels + c)]) best = p;
        }
        CHECK(static_cast<double>(mean[size(c)]) == doctest::Approx(sum / pixels).epsilon(1e-5));
        CHECK(top[size(c)] == x[size(best * channels + c)]);
        for (index p = 0; p < pixels; ++p) {
          CHECK(d_mean[size(p * channels + c)] == doctest::Approx(dy[size(c)] / pixels).epsilon(1e-6));
          CHECK(d_top[size(p * channels + c)] == (p == best ? dy[size(c)] : 0.0F));
        }
      }
    }
  }
}

} // namespace kernel_test
