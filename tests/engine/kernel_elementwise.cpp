#include "kernel_reference.hpp"
#include <peax/engine/kernel/elementwise.hpp>
#include <peax/engine/kernel/layout.hpp>
#include <peax/engine/kernel/softmax.hpp>

namespace kernel_test {
namespace kernel = peax::engine::kernel;
using kernel::binary_function;
using kernel::unary_function;
namespace {

double define(unary_function f, double a, double b, double x) {
  switch (f) {
  case unary_function::clip: return std::min(std::max(x, a), b);
  case unary_function::leaky_relu: return x < 0 ? a * x : x;
  case unary_function::sigmoid: return 1 / (1 + std::exp(-x));
  case unary_function::hard_sigmoid: return std::min(std::max(a * x + b, 0.0), 1.0);
  case unary_function::hard_swish: return x * std::min(std::max(x / 6 + 0.5, 0.0), 1.0);
  case unary_function::tanh: return std::tanh(x);
  case unary_function::exp: return std::exp(x);
  case unary_function::affine: return a * x + b;
  }
  return 0;
}

} // namespace

TEST_CASE("element-wise functions equal the standard library's to a few units of float, their gradients the "
          "difference") {
  struct entry {
    unary_function f;
    float a, b;
  };
  for (auto const set : instruction_sets()) {
    kernel::instruction_set_guard const guard(set);
    for (auto const& [f, a, b] : std::vector<entry>{{unary_function::clip, 0.0F, 6.0F},
                                                    {unary_function::leaky_relu, 0.1F, 0.0F},
                                                    {unary_function::sigmoid, 0.0F, 0.0F},
                                                    {unary_function::hard_sigmoid, 0.2F, 0.5F},
                                                    {unary_function::hard_swish, 0.0F, 0.0F},
                                                    {unary_function::tanh, 0.0F, 0.0F},
                                                    {unary_function::exp, 0.0F, 0.0F},
                                                    {unary_function::affine, 1.5F, -0.25F}}) {
      CAPTURE(std::string(kernel::name_of(set)));
      CAPTURE(static_cast<int>(f));
      floats x;
      for (int i = -4001; i <= 4001; ++i) x.push_back(static_cast<float>(i) * 0.0031F);
      for (float const v : {1e-6F, -1e-4F, 30.0F, -30.0F, 80.0F, -80.0F}) x.push_back(v);
      index const n = static_cast<index>(x.size());
      auto y = buffer(n);
      kernel::unary(f, a, b, x.data(), n, y.data());
      auto const dy = random_floats(n, 3);
      auto dx = buffer(n);
      kernel::unary_gradient(f, a, b, x.data(), y.data(), dy.data(), n, dx.data());
      auto twice = dx;
      kernel::unary_gradient(f, a, b, x.data(), y.data(), dy.data(), n, twice.data(), kernel::store::add);
      for (std::size_t i = 0; i < x.size(); ++i) {
        auto const at = [&](double v) {
          return define(f, static_cast<double>(a), static_cast<double>(b), v);
        };
        double const v = static_cast<double>(x[i]);
        double const expected = at(v);
        bool const cancels = f == unary_function::hard_sigmoid || f == unary_function::hard_swish ||
                             f == unary_function::affine;
        double const floor = cancels ? 2e-7 * (1 + std::abs(v)) : 1e-36;
        REQUIRE(std::abs(static_cast<double>(y[i]) - expected) <= 1e-6 * std::abs(expected) + floor);
        double const h = 1e-5;
        double const slope = (at(v + h) - at(v - h)) / (2 * h);
        double const left = (at(v) - at(v - h)) / h;
        double const right = (at(v + h) - at(v)) / h;
        if (std::abs(left - right) > 0.01 * (1 + std::abs(slope))) continue; // a kink
        double const d = static_cast<double>(dy[i]);
        REQUIRE(std::abs(static_cast<double>(dx[i]) - slope * d) <=
                2e-5 * (std::abs(slope) + 1) * std::abs(d) + 1e-7);
        REQUIRE(twice[i] == 2 * dx[i]);
      }
    }
  }
}

TEST_CASE("exp and its relatives go to their limits and keep NaN") {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  floats const x{-infinity, infinity, 200.0F, -200.0F, std::numeric_limits<float>::quiet_NaN()};
  for (auto const set : instruction_sets()) {
    kernel::instruction_set_guard const guard(set);
    floats y(x.size());
    kernel::unary(unary_function::exp, 0, 0, x.data(), 5, y.data());
    CHECK(y[0] == 0.0F);
    CHECK(y[1] == infinity);
    CHECK(y[2] == infinity);
    CHECK(y[3] == 0.0F);
    CHECK(std::isnan(y[4]));
    kernel::unary(unary_function::sigmoid, 0, 0, x.data(), 5, y.data());
    CHECK(y[0] == 0.0F);
    CHECK(y[1] == 1.0F);
    CHECK(std::isnan(y[4]));
    kernel::unary(unary_function::tanh, 0, 0, x.data(), 5, y.data());
    CHECK(y[0] == -1.0F);
    CHECK(y[1] == 1.0F);
    CHECK(std::isnan(y[4]));
    kernel::unary(unary_function::clip, 0, infinity, x.data(), 5, y.data());
    CHECK(y[0] == 0.0F);
    CHECK(std::isnan(y[4]));
  }
}

TEST_CASE("binary functions work by element and by channel") {
  for (auto const set : instruction_sets()) {
    kernel::instruction_set_guard const guard(set);
    for (index const channels : {1, 7, 16, 37}) {
      constexpr index rows = 5;
      auto const x = random_floats(rows * channels, 1);
      auto y = random_floats(rows * channels, 2);
      for (auto& v : y) v += v < 0 ? -0.5F : 0.5F;
      for (auto const f : {binary_function::add, binary_function::subtract, binary_function::multiply,
                           binary_function::divide, binary_function::minimum, binary_function::maximum}) {
        auto const define_binary = [f](float a, float b) {
          switch (f) {
          case binary_function::add: return a + b;
          case binary_function::subtract: return a - b;
          case binary_function::multiply: return a * b;
          case binary_function::divide: return a / b;
          case binary_function::minimum: return std::min(a, b);
          case binary_function::maximum: return std::max(a, b);
          }
          return 0.0F;
        };
        auto z = buffer(rows * channels);
        kernel::binary(f, x.data(), y.data(), rows * channels, z.data());
        auto by_channel = buffer(rows * channels);
        kernel::binary_by_channel(f, x.data(), y.data(), rows, channels, by_channel.data());
        for (index i = 0; i < rows * channels; ++i) {
          CHECK(z[size(i)] == define_binary(x[size(i)], y[size(i)]));
          CHECK(by_channel[size(i)] == define_binary(x[size(i)], y[size(i % channels)]));
        }
      }
    }
  }
}

TEST_CASE("a parametric ReLU scales negative values by its channel's slope and sums the slope's gradient") {
  for (auto const set : instruction_sets()) {
    kernel::instruction_set_guard const guard(set);
    constexpr index rows = 9;
    constexpr index channels = 21;
    auto const x = random_floats(rows * channels, 1);
    auto const slope = random_floats(channels, 2);
    auto const dy = random_floats(rows * channels, 3);
    auto y = buffer(rows * channels);
    auto dx = buffer(rows * channels);
    floats dslope(channels, 0.0F);
    sums expected(channels);
    kernel::prelu(x.data(), slope.data(), rows, channels, y.data());
    kernel::prelu_gradient(x.data(), slope.data(), dy.data(), rows, channels, dx.data(), dslope.data());
    for (index i = 0; i < rows * channels; ++i) {
      float const factor = x[size(i)] < 0 ? slope[size(i % channels)] : 1.0F;
      CHECK(y[size(i)] == factor * x[size(i)]);
      CHECK(dx[size(i)] == factor * dy[size(i)]);
      if (x[size(i)] < 0) expected.add(i % channels, product(x[size(i)], dy[size(i)]));
    }
    CHECK(error_of(dslope, expected) <= 1.0);
  }
}

TEST_CASE("row sums and partial sums add up") {
  for (auto const set : instruction_sets()) {
    kernel::instruction_set_guard const guard(set);
    auto const x = random_floats(30 * 19, 1);
    sums expected(19);
    for (index i = 0; i < 30 * 19; ++i) expected.add(i % 19, static_cast<double>(x[size(i)]));
    floats total(19, 0.0F);
    kernel::add_row_sums(x.data(), 30, 19, total.data());
    CHECK(error_of(total, expected) <= 1.0);
    auto partial = buffer(19);
    kernel::sum_partials(x.data(), 30, 19, partial.data());
    CHECK(error_of(partial, expected) <= 1.0);
  }
}

TEST_CASE("softmax, its gradient and both cross-entropies equal their definition in double") {
  for (auto const set : instruction_sets()) {
    kernel::instruction_set_guard const guard(set);
    for (index const classes : {1, 2, 3, 10, 16, 35, 700}) {
      CAPTURE(std::string(kernel::name_of(set)));
      CAPTURE(classes);
      constexpr index rows = 6;
      auto x = random_floats(rows * classes, 1);
      for (auto& v : x) v *= 12.0F;
      x[0] = 300.0F; // exp would overflow
      auto targets = random_floats(rows * classes, 2);
      for (auto& v : targets) v = std::abs(v) / static_cast<float>(classes);
      auto const dy = random_floats(rows * classes, 3);
      auto const weights = random_floats(classes, 4);
      std::vector<std::int64_t> labels;
      for (index r = 0; r < rows; ++r) labels.push_back((5 * r + 1) % classes);
      auto y = buffer(rows * classes);
      auto dx = buffer(rows * classes);
      auto hard = buffer(rows * classes);
      auto soft = buffer(rows * classes);
      kernel::softmax(x.data(), rows, classes, y.data());
      kernel::softmax_gradient(y.data(), dy.data(), rows, classes, dx.data());
      double const loss =
          kernel::cross_entropy(x.data(), labels.data(), rows, classes, weights.data(), 0.5F, hard.data());
      double const distilled =
          kernel::soft_cross_entropy(x.data(), targets.data(), rows, classes, 4.0F, 0.5F, soft.data());
      CHECK(loss == doctest::Approx(kernel::cross_entropy(x.data(), labels.data(), rows, classes,
                                                          weights.data(), 1, nullptr))
                        .epsilon(1e-6));
      CHECK(distilled == doctest::Approx(kernel::soft_cross_entropy(x.data(), targets.data(), rows, classes,
                                                                    4, 1, nullptr))
                             .epsilon(1e-6));
      double expected_loss = 0;
      double expected_distilled = 0;
      for (index r = 0; r < rows; ++r) {
        auto const at = [&](floats const& v, index i) {
          return static_cast<double>(v[size(r * classes + i)]);
        };
        auto const log_sum = [&](double temperature) {
          double top = at(x, 0);
          for (index i = 0; i < classes; ++i) top = std::max(top, at(x, i));
          double sum = 0;
          for (index i = 0; i < classes; ++i) sum += std::exp((at(x, i) - top) / temperature);
          return top / temperature + std::log(sum);
        };
        double const whole = log_sum(1);
        double const warm = log_sum(4);
        double dot = 0;
        double mass = 0;
        for (index i = 0; i < classes; ++i) {
          dot += std::exp(at(x, i) - whole) * at(dy, i);
          mass += at(targets, i);
          expected_distilled -= at(targets, i) * (at(x, i) / 4 - warm);
        }
        index const label = static_cast<index>(labels[size(r)]);
        double const weight = static_cast<double>(weights[size(label)]);
        expected_loss += weight * (whole - at(x, label));
        for (index i = 0; i < classes; ++i) {
          double const p = std::exp(at(x, i) - whole);
          CHECK(std::abs(at(y, i) - p) <= 1e-6);
          CHECK(std::abs(at(dx, i) - p * (at(dy, i) - dot)) <= 2e-6);
          CHECK(std::abs(at(hard, i) - 0.5 * weight * (p - (i == label ? 1 : 0))) <= 1e-6);
          CHECK(std::abs(at(soft, i) - 0.125 * (mass * std::exp(at(x, i) / 4 - warm) - at(targets, i))) <=
                1e-6);
        }
      }
      CHECK(std::abs(loss - expected_loss) <= 1e-5 * (1 + std::abs(expected_loss)));
      CHECK(std::abs(distilled - expected_distilled) <= 1e-5 * (1 + std::abs(expected_distilled)));
    }
  }
}

TEST_CASE("layout conversions transpose, and undo each other") {
  for (auto const set : instruction_sets()) {
    kernel::instruction_set_guard const guard(set);
    for (index const channels : {1, 2, 3, 8, 17, 40}) {
      for (index const pixels : {1, 5, 16, 49}) {
        auto const x = random_floats(channels * pixels, 1);
        auto y = buffer(channels * pixels);
        auto back = buffer(channels * pixels);
        kernel::channels_last(x.data(), channels, pixels, y.data());
        kernel::channels_first(y.data(), channels, pixels, back.data());
        CHECK(back == x);
        for (index c = 0; c < channels; ++c) {
          for (index p = 0; p < pixels; ++p) CHECK(y[size(p * channels + c)] == x[size(c * pixels + p)]);
        }
      }
    }
  }
}

} // namespace kernel_test
