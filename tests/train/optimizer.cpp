// Expected figures: PyTorch 1.13, tests/golden/train/make_golden.py.

#include "golden.hpp"
#include <peax/core/error.hpp>
#include <peax/train/optimizer.hpp>
#include <peax/train/schedule.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace peax;
using namespace peax::training;
using peax::testing::as;

TEST_CASE("five steps of each optimizer are PyTorch's") {
  auto const all = testing::golden();
  auto const slope = as<float>(all.at("slope")), shift = as<float>(all.at("shift"));
  auto const check = [&](std::string const& name, optimizer_options const& options) {
    CAPTURE(name);
    auto p = as<float>(all.at("start"));
    optimizer o(options, p.size());
    auto const& expected = all.at(name);
    REQUIRE(expected.size() == 5 * p.size());
    for (std::size_t s = 0; s < 5; ++s) {
      std::vector<float> g(p.size());
      for (std::size_t i = 0; i < p.size(); ++i) g[i] = slope[i] * p[i] + shift[i];
      o.step(p, g, options.rate);
      for (std::size_t i = 0; i < p.size(); ++i)
        CHECK(std::abs(static_cast<double>(p[i]) - expected[s * p.size() + i]) < 3e-6);
    }
  };
  check("sgd", {.kind = optimizer_kind::sgd, .rate = 0.05});
  check("sgd_plain", {.kind = optimizer_kind::sgd, .rate = 0.05, .momentum = 0});
  check("sgd_nesterov", {.kind = optimizer_kind::sgd, .rate = 0.05, .nesterov = true, .weight_decay = 0.01});
  check("adam", {.kind = optimizer_kind::adam, .rate = 0.01});
  check("adam_decay", {.kind = optimizer_kind::adam, .rate = 0.01, .weight_decay = 0.1});
  check("adamw", {.kind = optimizer_kind::adamw, .rate = 0.01, .weight_decay = 0.1});
}

TEST_CASE("every optimizer finds the minimum of a convex function") {
  std::vector<float> const curve{0.1F, 0.5F, 1, 2, 4, 0.3F, 3}, wanted{1, -2, 3, 0, -1, 2, 0.5F};
  for (auto const& options : {optimizer_options{.kind = optimizer_kind::sgd, .rate = 0.05},
                              optimizer_options{.kind = optimizer_kind::sgd, .rate = 0.05, .nesterov = true},
                              optimizer_options{.kind = optimizer_kind::adam, .rate = 0.05},
                              optimizer_options{.kind = optimizer_kind::adamw, .rate = 0.05}}) {
    std::vector<float> p(7, 0.0F), g(7);
    optimizer o(options, 7);
    for (std::size_t s = 0; s < 2000; ++s) {
      for (std::size_t i = 0; i < 7; ++i) g[i] = curve[i] * (p[i] - wanted[i]);
      o.step(p, g, options.rate * schedule::cosine().at(s, 2000));
    }
    for (std::size_t i = 0; i < 7; ++i) CHECK(std::abs(p[i] - wanted[i]) < 1e-3F);
  }
}

TEST_CASE("weight decay leaves alone what does not decay, and nothing between segments moves") {
  std::vector<float> p(40, 1.0F), g(40, 0.0F);
  for (std::size_t i = 20; i < 24; ++i) g[i] = 1;
  optimizer o({.kind = optimizer_kind::adamw, .rate = 0.1, .weight_decay = 0.5}, 40,
              {{0, 10, true}, {12, 8, false}});
  o.step(p, g, 0.1);
  for (std::size_t i = 0; i < 40; ++i) CHECK(p[i] == doctest::Approx(i < 10 ? 0.95 : 1.0));
}

TEST_CASE("rates and shares out of range are refused") {
  CHECK_THROWS_AS(optimizer({.rate = -1}, 1), bad_input);
  CHECK_THROWS_AS(optimizer({.rate = std::nan("")}, 1), bad_input);
  CHECK_THROWS_AS(optimizer({.beta1 = 1}, 1), bad_input);
  CHECK_THROWS_AS(optimizer({.weight_decay = -0.1}, 1), bad_input);
}

TEST_CASE("schedules are PyTorch's, and a warm-up rises to them") {
  auto const all = testing::golden();
  auto const check = [&](std::string const& name, schedule const& s) {
    CAPTURE(name);
    auto const& expected = all.at(name);
    REQUIRE(expected.size() == 12);
    for (std::size_t i = 0; i < 12; ++i) CHECK(s.at(i, 12) == doctest::Approx(expected[i]).epsilon(1e-9));
  };
  check("cosine", schedule::cosine());
  check("one_cycle", schedule::one_cycle(0.25));
  check("steps", schedule::steps(5));
  schedule warm{.warm_up = 4};
  CHECK(warm.at(0, 10) == doctest::Approx(0.25));
  CHECK(warm.at(3, 10) == doctest::Approx(1));
  CHECK(warm.at(9, 10) == doctest::Approx(1));
}
