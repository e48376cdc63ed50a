#include <peax/core/random.hpp>
#include <peax/engine/blas.hpp>
#include <peax/engine/run.hpp>
#include <peax/graph/builder.hpp>
#include <peax/graph/cost.hpp>
#include <peax/graph/op.hpp>
#include <peax/graph/verify.hpp>
#include <peax/rewrite/separable/separable_layers.hpp>
#include <peax/rewrite/separable/separable_moments.hpp>
#include <peax/rewrite/separable/separable_split.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

using namespace peax;
using rewrite::full_kernel;

namespace {
full_kernel random_kernel(std::size_t outputs, std::size_t inputs, std::size_t taps, std::uint64_t seed) {
  random_stream random(seed);
  full_kernel k{outputs, inputs, taps, {}};
  for (std::size_t i = 0; i < outputs * inputs * taps; ++i) k.weights.push_back(random.normal());
  return k;
}

//! Moments of patches that are mixed from few sources, as feature maps are.
rewrite::patch_moments correlated(std::size_t n, std::uint64_t seed) {
  random_stream random(seed);
  std::vector<double> mix(n * n);
  for (auto& x : mix) x = random.normal();
  rewrite::patch_moments m{std::vector<double>(n), std::vector<double>(n * n, 0.0)};
  for (auto& x : m.mean) x = random.normal();
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j)
      for (std::size_t k = 0; k < n; ++k)
        m.covariance[i * n + j] += mix[i * n + k] * mix[j * n + k] / (1 + static_cast<double>(k * k));
  return m;
}

double squared_distance(std::vector<double> const& a, std::vector<double> const& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return sum;
}

//! Largest squared singular value of one channel's kernels [outputs, taps], by 2,000 steps of the power
//! iteration.
double largest_by_power_iteration(full_kernel const& k, std::size_t channel) {
  std::vector<double> v(k.taps, 1.0), u(k.outputs);
  double square = 0;
  auto const at = [&](std::size_t o, std::size_t j) {
    return k.weights[(o * k.inputs + channel) * k.taps + j];
  };
  for (int step = 0; step < 2000; ++step) {
    square = 0;
    for (std::size_t o = 0; o < k.outputs; ++o) {
      u[o] = 0;
      for (std::size_t j = 0; j < k.taps; ++j) u[o] += at(o, j) * v[j];
      square += u[o] * u[o];
    }
    double length = 0;
    for (std::size_t j = 0; j < k.taps; ++j) {
      v[j] = 0;
      for (std::size_t o = 0; o < k.outputs; ++o) v[j] += at(o, j) * u[o];
      length += v[j] * v[j];
    }
    for (auto& x : v) x /= std::sqrt(length);
  }
  return square;
}

data::data_set noise(shape dims, std::uint64_t seed) {
  random_stream random(seed);
  std::vector<float> x;
  for (std::int64_t i = 0; i < dims.elements(); ++i) x.push_back(static_cast<float>(random.normal() + 0.3));
  std::vector<std::int64_t> y(static_cast<std::size_t>(dims[0]), 0);
  y[0] = 1;
  return {tensor(dims, std::move(x)), tensor::list(std::move(y))};
}

double largest_difference(tensor const& a, tensor const& b) {
  double most = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    most = std::max(most, std::abs(static_cast<double>(a.floats()[i] - b.floats()[i])));
  return most;
}

//! Makes a convolution's kernel of rank 1 in each input channel.
network with_rank_one(network const& n, std::string const& conv) {
  node_id const at = rewrite::node_named(*n, conv);
  full_kernel const k = rewrite::kernel_of(*n, at);
  auto const joined = rewrite::joined_kernel(rewrite::best_rank_one(k), k.inputs);
  graph_editor edit(*n);
  value_id const w = (*n)[at].inputs[1];
  edit.set_constant(w, tensor((*n)[w].dims, std::vector<float>(joined.begin(), joined.end())));
  return network(edit.finish());
}

//! Replaces a convolution by the fit to what it sees of the samples.
network replaced(network const& n, std::string const& conv, data::data_set const& samples) {
  node_id const at = rewrite::node_named(*n, conv);
  auto const seen = rewrite::patch_moments_of(*n, at, samples, 3);
  full_kernel const k = rewrite::kernel_of(*n, at);
  return network(
      rewrite::with_separable(*n, at, rewrite::fitted_to(k, seen, rewrite::best_rank_one(k)), seen));
}
} // namespace

TEST_CASE("a kernel of rank 1 in each input channel is split without loss") {
  full_kernel const k = random_kernel(5, 3, 9, 1);
  auto const once = rewrite::joined_kernel(rewrite::best_rank_one(k), 3);
  auto const twice = rewrite::joined_kernel(rewrite::best_rank_one({5, 3, 9, once}), 3);
  CHECK(squared_distance(once, twice) < 1e-24);
}

TEST_CASE("the split's residual is that of the best rank-1 fit, which power iteration finds too") {
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    full_kernel const k = random_kernel(7, 4, seed % 2 == 0 ? 9 : 5, 10 + seed);
    double whole = 0, largest = 0;
    for (double const w : k.weights) whole += w * w;
    for (std::size_t c = 0; c < k.inputs; ++c) largest += largest_by_power_iteration(k, c);
    double const rest =
        squared_distance(k.weights, rewrite::joined_kernel(rewrite::best_rank_one(k), k.inputs));
    CHECK(rest == doctest::Approx(whole - largest).epsilon(1e-9));
  }
}

TEST_CASE("a channel whose kernels are all zero stays zero") {
  full_kernel k = random_kernel(3, 2, 9, 4);
  for (std::size_t o = 0; o < 3; ++o)
    for (std::size_t j = 0; j < 9; ++j) k.weights[o * 18 + j] = 0;
  for (double const w : rewrite::best_rank_one(k).pointwise) CHECK(std::isfinite(w));
  CHECK(rewrite::joined_kernel(rewrite::best_rank_one(k), 2)[0] == 0);
}

TEST_CASE(
    "the fit to the data loses no more than the fit to the weights, and no small change makes it better") {
  full_kernel const k = random_kernel(6, 4, 5, 2);
  auto const seen = correlated(k.patch(), 3);
  auto const start = rewrite::best_rank_one(k), fit = rewrite::fitted_to(k, seen, start, 400);
  double const before = rewrite::relative_error(k, seen, start),
               after = rewrite::relative_error(k, seen, fit);
  CHECK(after < 0.9 * before);
  double previous = before;
  for (std::size_t rounds : {1u, 2u, 4u, 8u}) {
    double const error = rewrite::relative_error(k, seen, rewrite::fitted_to(k, seen, start, rounds));
    CHECK(error <= previous + 1e-12);
    previous = error;
  }
  random_stream random(7);
  for (int i = 0; i < 50; ++i) {
    auto moved = fit;
    for (auto& w : moved.depthwise) w += 1e-3 * random.normal();
    for (auto& w : moved.pointwise) w += 1e-3 * random.normal();
    CHECK(rewrite::relative_error(k, seen, moved) > after - 1e-9);
  }
}

TEST_CASE("the split's bytes do not depend on the number of BLAS threads, which stays what it was") {
  full_kernel const k = random_kernel(96, 64, 9, 5);
  auto const seen = correlated(k.patch(), 6);
  auto const split_on = [&](int threads) {
    engine::detail::peax_set_blas_threads(threads);
    auto const split = rewrite::fitted_to(k, seen, rewrite::best_rank_one(k), 2);
    CHECK(engine::detail::peax_blas_threads() == threads);
    return split;
  };
  int const before = engine::detail::peax_blas_threads();
  auto const one = split_on(1), two = split_on(2);
  engine::detail::peax_set_blas_threads(before);
  CHECK(one.depthwise == two.depthwise);
  CHECK(one.pointwise == two.pointwise);
}

TEST_CASE("weights that are no numbers are refused, and a network that diverges on the data is left alone") {
  full_kernel k = random_kernel(3, 2, 9, 4);
  auto const start = rewrite::best_rank_one(k);
  auto seen = correlated(k.patch(), 5);
  seen.covariance[7] = std::numeric_limits<double>::infinity();
  CHECK(rewrite::fitted_to(k, seen, start).depthwise == start.depthwise);
  k.weights[4] = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_WITH_AS((void)rewrite::best_rank_one(k),
                       "a kernel with weights that are no finite numbers cannot be split", bad_input);
}

TEST_CASE("moments are those of every patch, counted one by one") {
  network_builder b("moments", {batch_extent, 2, 6, 5}, 1);
  network const n(
      b.conv(3, {3, 2}, {.stride = {2, 1}, .pads = {1, 0, 1, 1}, .dilation = {1, 2}}, "conv").finish());
  data::data_set const samples = noise({40, 2, 6, 5}, 2);
  auto const seen = rewrite::patch_moments_of(*n, rewrite::node_named(*n, "conv"), samples, 0);
  std::size_t const width = 2 * 3 * 2;
  std::vector<double> mean(width, 0.0), square(width * width, 0.0);
  double rows = 0;
  shape const& out = (*n)[n->outputs()[0]].dims;
  for (std::size_t s = 0; s < 40; ++s)
    for (int y = 0; y < out[2]; ++y)
      for (int x = 0; x < out[3]; ++x) {
        std::vector<double> patch;
        for (int c = 0; c < 2; ++c)
          for (int i = 0; i < 3; ++i)
            for (int j = 0; j < 2; ++j) {
              int const r = 2 * y - 1 + i, q = x + 2 * j;
              bool const inside = r >= 0 && r < 6 && q >= 0 && q < 5;
              patch.push_back(inside ? static_cast<double>(
                                           samples.sample(s)[static_cast<std::size_t>((c * 6 + r) * 5 + q)])
                                     : 0.0);
            }
        rows += 1;
        for (std::size_t i = 0; i < width; ++i) {
          mean[i] += patch[i];
          for (std::size_t j = 0; j < width; ++j) square[i * width + j] += patch[i] * patch[j];
        }
      }
  for (std::size_t i = 0; i < width; ++i)
    CHECK(seen.mean[i] == doctest::Approx(mean[i] / rows).epsilon(1e-5));
  for (std::size_t i = 0; i < width; ++i)
    for (std::size_t j = 0; j < width; ++j)
      CHECK(std::abs(seen.covariance[i * width + j] -
                     (square[i * width + j] / rows - mean[i] * mean[j] / (rows * rows))) < 1e-4);
}

TEST_CASE("replacing a convolution of rank 1 changes no answer: stride, pads, dilation, bias and "
          "normalization are kept") {
  SUBCASE("in two dimensions") {
    network_builder b("image", {batch_extent, 3, 9, 8}, 5);
    b.conv(4, {3, 3})
        .relu()
        .conv(6, {3, 3}, {.stride = {2, 1}, .pads = {1, 2, 0, 2}, .dilation = {1, 2}, .bias = true}, "c")
        .batch_normalization()
        .relu();
    network const n = with_rank_one(network(b.global_average_pool().flatten().dense(3).finish()), "c");
    data::data_set const x = noise({64, 3, 9, 8}, 6);
    network const r = replaced(n, "c", x);
    verify(*r);
    CHECK(largest_difference(engine::run(n, x.inputs().floats())[0], engine::run(r, x.inputs().floats())[0]) <
          2e-4);
    CHECK((*r)[rewrite::node_named(*r, "c/norm")].op.is<op::batch_normalization>());
    CHECK(cost_of(*r).macs.value < cost_of(*n).macs.value);
  }
  SUBCASE("in one dimension, with the normalization folded") {
    network_builder b("series", {batch_extent, 3, 20}, 5);
    b.conv(4, {5}).relu().conv(6, {5}, {.stride = {2}, .bias = true}, "c").relu();
    network const n = with_rank_one(network(b.global_average_pool().flatten().dense(3).finish()), "c");
    data::data_set const x = noise({64, 3, 20}, 6);
    network const r = replaced(n, "c", x);
    verify(*r);
    CHECK(largest_difference(engine::run(n, x.inputs().floats())[0], engine::run(r, x.inputs().floats())[0]) <
          2e-4);
    CHECK_THROWS_AS((void)rewrite::node_named(*r, "c/norm"), bad_input);
  }
}

TEST_CASE("a replaced output keeps the user's name, and the means of the outputs stay") {
  network_builder b("out", {batch_extent, 4, 8}, 9);
  network const n(b.conv(5, {3}, {.bias = true}, "last").finish("maps"));
  data::data_set const x = noise({300, 4, 8}, 6);
  network const r = replaced(n, "last", x);
  CHECK((*r)[r->outputs()[0]].name == "maps");
  auto const before = engine::run(n, x.inputs().floats())[0], after = engine::run(r, x.inputs().floats())[0];
  for (std::size_t c = 0; c < 5; ++c) {
    double difference = 0;
    for (std::size_t s = 0; s < 300; ++s)
      for (std::size_t i = 0; i < 8; ++i)
        difference +=
            static_cast<double>(after.floats()[(s * 5 + c) * 8 + i] - before.floats()[(s * 5 + c) * 8 + i]);
    CHECK(std::abs(difference / 2400) < 1e-4);
  }
}

TEST_CASE("suitable convolutions come the most costly first, the others with their reason") {
  network_builder b("mixed", {batch_extent, 1, 12, 12}, 1);
  b.conv(8, {3, 3}, {}, "first")
      .relu()
      .conv(8, {3, 3}, {}, "equal")
      .relu()
      .conv(16, {3, 3}, {}, "wide")
      .relu();
  b.depthwise({3, 3}, {}, "depthwise").conv(16, {1, 1}, {}, "pointwise").conv(1, {3, 3}, {}, "narrow");
  network const n(b.global_average_pool().flatten().dense(3).finish());
  auto const found = rewrite::separable_candidates_of(*n);
  CHECK(found.convolutions == std::vector<std::string>{"wide", "equal"});
  auto const why = [&](std::string const& where) {
    for (auto const& r : found.refusals)
      if (r.where == where) return r.why;
    return std::string();
  };
  CHECK(why("first").find("one channel") != std::string::npos);
  CHECK(why("depthwise").find("groups") != std::string::npos);
  CHECK(why("pointwise").find("pointwise already") != std::string::npos);
  CHECK(why("narrow").find("in two it would take") != std::string::npos);
  auto const costs = rewrite::separable_costs_of(*n, rewrite::node_named(*n, "wide"));
  CHECK(costs.before == 144 * 16 * 8 * 9);
  CHECK(costs.after == 144 * 8 * 9 + 144 * 8 * 16);
}
