// Expected figures: PyTorch 1.13, tests/golden/train/make_golden.py; finite differences; identities between losses.

#include "golden.hpp"
#include <peax/core/random.hpp>
#include <peax/train/loss.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <span>
#include <vector>

using namespace peax;
using namespace peax::training;
using peax::testing::as;

namespace {

using loss_function = std::function<double(std::span<float const>, float, std::span<float>)>;

void check_against(testing::figures const& all, std::string const& name, std::vector<float> const& at,
                   loss_function const& loss) {
  CAPTURE(name);
  std::vector<float> gradient(at.size(), 0.0F);
  CHECK(loss(at, 1.0F, gradient) == doctest::Approx(all.at(name)[0]).epsilon(1e-6));
  auto const& expected = all.at(name + ".gradient");
  REQUIRE(expected.size() == gradient.size());
  for (std::size_t i = 0; i < expected.size(); ++i)
    CHECK(std::abs(static_cast<double>(gradient[i]) - expected[i]) < 2e-7);
}

void check_differences(std::vector<float> z, loss_function const& loss) {
  std::vector<float> gradient(z.size(), 0.0F);
  (void)loss(z, 0.5F, gradient);
  for (std::size_t i = 0; i < z.size(); ++i) {
    float const before = z[i];
    z[i] = before + 0.01F;
    double const up = loss(z, 0.5F, {}), above = static_cast<double>(z[i]);
    z[i] = before - 0.01F;
    double const down = loss(z, 0.5F, {}), below = static_cast<double>(z[i]);
    z[i] = before;
    CHECK(std::abs(0.5 * (up - down) / (above - below) - static_cast<double>(gradient[i])) < 2e-5);
  }
}

std::vector<float> normal(std::size_t n, std::uint64_t seed, double scale) {
  random_stream random(seed);
  std::vector<float> v(n);
  for (float& x : v) x = static_cast<float>(scale * random.normal());
  return v;
}

} // namespace

TEST_CASE("losses and their gradients are PyTorch's") {
  auto const all = testing::golden();
  auto const z = as<float>(all.at("logits")), t = as<float>(all.at("teacher")),
             w = as<float>(all.at("class_weights")), yes = as<float>(all.at("targets"));
  auto const y = as<std::int32_t>(all.at("labels"));
  class_layout const rows{1, 4, 1};
  auto const entropy = [&](std::vector<float> weights, float smoothing) {
    return [&, weights, smoothing](std::span<float const> x, float s, std::span<float> g) {
      return cross_entropy(x, rows, y, weights, smoothing, s, g);
    };
  };
  check_against(all, "cross_entropy", z, entropy({}, 0));
  check_against(all, "cross_entropy_weighted", z, entropy(w, 0));
  check_against(all, "cross_entropy_smooth", z, entropy({}, 0.1F));
  check_against(all, "cross_entropy_weighted_smooth", z, entropy(w, 0.1F));
  check_against(all, "distillation", z,
                [&](auto x, float s, auto g) { return distillation(x, t, rows, 3, s, g); });
  check_against(all, "binary", z,
                [&](auto x, float s, auto g) { return binary_cross_entropy(x, yes, {}, 0, s, g); });
  check_against(all, "squared", z, [&](auto x, float s, auto g) { return squared_error(x, t, s, g); });
  auto const labels = as<std::int32_t>(all.at("map_labels"));
  check_against(all, "cross_entropy_maps", as<float>(all.at("maps")), [&](auto x, float s, auto g) {
    return cross_entropy(x, class_layout{1, 3, 5}, labels, {}, 0, s, g);
  });
}

TEST_CASE("gradients of losses are their finite differences") {
  auto const z = normal(24, 1, 2), teacher = normal(24, 2, 2);
  std::vector<std::int32_t> const y{0, 3, 1, 2, 2, 0};
  std::vector<float> const w{1, 0.5F, 3, 2}, two{0.25F, 3};
  std::vector<float> targets(24);
  for (std::size_t i = 0; i < targets.size(); ++i) targets[i] = static_cast<float>(i % 5) / 4;
  for (class_layout const& l :
       {class_layout{1, 4, 1}, class_layout{3, 4, 1}, class_layout{1, 4, 3}, class_layout{1, 4, 2}}) {
    check_differences(z, [&](auto x, float s, auto g) { return cross_entropy(x, l, y, w, 0.2F, s, g); });
    check_differences(z, [&](auto x, float s, auto g) { return distillation(x, teacher, l, 2.5F, s, g); });
  }
  check_differences(
      z, [&](auto x, float s, auto g) { return binary_cross_entropy(x, targets, two, 0.1F, s, g); });
  check_differences(z, [&](auto x, float s, auto g) { return binary_distillation(x, teacher, 2.5F, s, g); });
  check_differences(z, [&](auto x, float s, auto g) { return squared_error(x, teacher, s, g); });
}

TEST_CASE("the binary losses are those of the two logits 0 and z") {
  auto const z = normal(7, 3, 3), t = normal(7, 4, 3);
  std::vector<std::int32_t> const y{0, 1, 1, 0, 1, 0, 0};
  std::vector<float> const targets(y.begin(), y.end()), w{0.5F, 2};
  std::vector<float> pairs, taught, g1(7), g2(14);
  for (std::size_t i = 0; i < z.size(); ++i)
    pairs.insert(pairs.end(), {0.0F, z[i]}), taught.insert(taught.end(), {0.0F, t[i]});
  class_layout const rows{1, 2, 1};
  CHECK(binary_cross_entropy(z, targets, w, 0.1F, 1, g1) ==
        doctest::Approx(cross_entropy(pairs, rows, y, w, 0.1F, 1, g2)).epsilon(1e-6));
  for (std::size_t i = 0; i < z.size(); ++i) CHECK(g1[i] == doctest::Approx(g2[2 * i + 1]).epsilon(1e-5));
  g1.assign(7, 0.0F), g2.assign(14, 0.0F);
  CHECK(binary_distillation(z, t, 2, 1, g1) ==
        doctest::Approx(distillation(pairs, taught, rows, 2, 1, g2)).epsilon(1e-5));
  for (std::size_t i = 0; i < z.size(); ++i) CHECK(std::abs(g1[i] - g2[2 * i + 1]) < 1e-6F);
}

TEST_CASE("losses stay finite for logits of any size") {
  std::vector<float> const z{1e4F, -1e4F, 88, -88};
  std::vector<float> gradient(4);
  std::vector<std::int32_t> const y{1, 0};
  double const ce = cross_entropy(z, class_layout{1, 2, 1}, y, {}, 0, 1, gradient);
  CHECK(ce == doctest::Approx(1e4));
  for (float g : gradient) CHECK(std::isfinite(g));
  std::vector<float> const targets{0, 1, 0, 1};
  CHECK(binary_cross_entropy(z, targets, {}, 0, 1, gradient) == doctest::Approx((2e4 + 176) / 4));
  for (float g : gradient) CHECK(std::isfinite(g));
}

TEST_CASE("a label outside the classes and a target outside 0 to 1 are refused") {
  std::vector<float> const z{1, 2, 3, 4};
  std::vector<std::int32_t> const y{0, 2};
  CHECK_THROWS_WITH_AS((void)cross_entropy(z, class_layout{1, 2, 1}, y, {}, 0, 1, {}),
                       "loss: label 2 is none of the classes 0 to 1", bad_input);
  std::vector<float> const targets{0, 1, 2, 0};
  CHECK_THROWS_AS((void)binary_cross_entropy(z, targets, {}, 0, 1, {}), bad_input);
  CHECK_THROWS_AS((void)squared_error(z, std::span(targets).first(3), 1, {}), bad_input);
}
