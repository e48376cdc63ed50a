// Expected figures: the optimum that PyTorch's L-BFGS finds, tests/golden/train/make_golden.py; identities.

#include "golden.hpp"
#include <peax/train/linear_heads.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

using namespace peax;
using namespace peax::training;
using peax::testing::as;

namespace {

//! Samples of `classes` normal clouds.
struct clouds {
  std::vector<float> rows;
  std::vector<std::int32_t> labels;
};
clouds draw(std::size_t n, std::size_t width, std::size_t classes, std::uint64_t seed, double distance = 1) {
  random_stream random(seed);
  clouds c;
  for (std::size_t i = 0; i < n; ++i) {
    c.labels.push_back(static_cast<std::int32_t>(random.index(classes)));
    for (std::size_t f = 0; f < width; ++f)
      c.rows.push_back(static_cast<float>(
          random.normal() + (f % classes == static_cast<std::size_t>(c.labels.back()) ? distance : 0) +
          static_cast<double>(f)));
  }
  return c;
}

std::vector<double> logits_of(linear_head const& h, std::vector<float> const& rows) {
  std::vector<double> out;
  for (std::size_t i = 0; i < rows.size() / h.width; ++i)
    for (std::size_t k = 0; k < h.outputs; ++k) {
      double z = static_cast<double>(h.bias[k]);
      for (std::size_t f = 0; f < h.width; ++f)
        z += static_cast<double>(h.weights[k * h.width + f]) * static_cast<double>(rows[i * h.width + f]);
      out.push_back(z);
    }
  return out;
}

double accuracy(linear_head const& h, clouds const& c) {
  auto const z = logits_of(h, c.rows);
  std::size_t hits = 0;
  for (std::size_t i = 0; i < c.labels.size(); ++i) {
    std::size_t best = 0;
    if (h.outputs == 1)
      best = z[i] > 0;
    else
      for (std::size_t k = 1; k < h.outputs; ++k)
        if (z[i * h.outputs + k] > z[i * h.outputs + best]) best = k;
    hits += best == static_cast<std::size_t>(c.labels[i]);
  }
  return static_cast<double>(hits) / static_cast<double>(c.labels.size());
}

} // namespace

TEST_CASE("a head trained far enough is the optimum, on features of any scale") {
  auto const all = testing::golden();
  auto const rows = as<float>(all.at("head_features"));
  auto const labels = as<std::int32_t>(all.at("head_labels"));
  std::vector<head_input> const in{{rows, 5}};
  auto const made = train_heads(in, labels, 3, {.epochs = 3000, .batch = 40, .rate = 0.05, .threads = 1});
  CHECK(made[0].history.back().train_loss == doctest::Approx(all.at("head_loss")[0]).epsilon(1e-5));
  auto const z = logits_of(made[0], rows);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    double sum = 0;
    for (std::size_t k = 0; k < 3; ++k) sum += std::exp(z[3 * i + k]);
    for (std::size_t k = 0; k < 3; ++k)
      CHECK(std::abs(std::exp(z[3 * i + k]) / sum - all.at("head_probabilities")[3 * i + k]) < 2e-3);
  }
}

TEST_CASE("heads have the same bytes for 1 and 2 threads, alone and side by side") {
  auto const a = draw(700, 12, 4, 1), b = draw(700, 256, 4, 2), c = draw(700, 3, 4, 3);
  std::vector<head_input> const in{{c.rows, 3}, {b.rows, 256}, {a.rows, 12}};
  head_options o{.epochs = 3, .batch = 96, .threads = 1};
  auto const one = train_heads(in, a.labels, 4, o);
  o.threads = 2;
  auto const two = train_heads(in, a.labels, 4, o);
  auto const alone = train_heads(std::span(in).subspan(1, 1), a.labels, 4, o);
  for (std::size_t i = 0; i < in.size(); ++i) {
    CHECK(one[i].weights == two[i].weights);
    CHECK(one[i].bias == two[i].bias);
  }
  CHECK(alone[0].weights == one[1].weights);
  o.seed = 1;
  CHECK(train_heads(in, a.labels, 4, o)[0].weights != one[0].weights);
}

TEST_CASE("heads separate clouds; a sigmoid head is as good as a softmax head on two classes") {
  auto const train = draw(3000, 8, 4, 5), test = draw(2000, 8, 4, 6);
  std::vector<head_input> const in{{train.rows, 8}};
  auto const made = train_heads(in, train.labels, 4, {.threads = 1});
  // Bayes: four unit normal clouds with orthogonal means of length sqrt(2); the integral of phi(x - sqrt(2)) Phi(x)^3 is 0.6778.
  CHECK(std::abs(accuracy(made[0], test) - 0.6778) < 0.04);
  auto const pair = draw(3000, 8, 2, 7), other = draw(2000, 8, 2, 8);
  std::vector<head_input> const two{{pair.rows, 8}};
  auto const softmax = train_heads(two, pair.labels, 2, {.epochs = 100, .rate = 0.05, .threads = 1}),
             sigmoid = train_heads(two, pair.labels, 1, {.epochs = 100, .rate = 0.05, .threads = 1});
  // Bayes: means differ by sqrt(8), so Phi(sqrt(2)) = 0.9214 are found.
  CHECK(std::abs(accuracy(softmax[0], other) - 0.9214) < 0.02);
  CHECK(std::abs(accuracy(sigmoid[0], other) - accuracy(softmax[0], other)) < 0.005); // the same optimum
  CHECK(sigmoid[0].weights.size() == 8);
}

TEST_CASE("class weights move the answers to the rare class") {
  auto many = draw(2000, 4, 2, 9, 0.7);
  clouds train;
  for (std::size_t i = 0; i < many.labels.size(); ++i) // one in ten of class 1
    if (many.labels[i] == 0 || i % 10 == 0) {
      train.labels.push_back(many.labels[i]);
      train.rows.insert(train.rows.end(), many.rows.begin() + static_cast<std::ptrdiff_t>(4 * i),
                        many.rows.begin() + static_cast<std::ptrdiff_t>(4 * i + 4));
    }
  std::vector<head_input> const in{{train.rows, 4}};
  auto const recall = [&](linear_head const& h) {
    auto const z = logits_of(h, many.rows);
    double found = 0, all = 0;
    for (std::size_t i = 0; i < many.labels.size(); ++i)
      if (many.labels[i] == 1) ++all, found += z[2 * i + 1] > z[2 * i];
    return found / all;
  };
  double const plain = recall(train_heads(in, train.labels, 2, {.threads = 1})[0]);
  double const balanced =
      recall(train_heads(in, train.labels, 2, {.class_weight_power = 1, .threads = 1})[0]);
  CHECK(plain < 0.4);
  CHECK(balanced > 0.7);
}

TEST_CASE("a head that a teacher alone teaches learns the teacher's probabilities") {
  auto const c = draw(2000, 4, 3, 11);
  std::vector<float> teacher; // a linear teacher, so that a head can say the same
  for (std::size_t i = 0; i < c.labels.size(); ++i) {
    double const z[] = {static_cast<double>(c.rows[4 * i]), static_cast<double>(c.rows[4 * i + 1]) - 1,
                        -0.5 * static_cast<double>(c.rows[4 * i + 3])};
    double const sum = std::exp(z[0]) + std::exp(z[1]) + std::exp(z[2]);
    for (double const v : z) teacher.push_back(static_cast<float>(std::exp(v) / sum));
  }
  std::vector<head_input> const in{{c.rows, 4}};
  auto const h = train_heads(in, c.labels, 3,
                             {.epochs = 100, .rate = 0.02, .teacher = teacher, .share = 1, .threads = 1})[0];
  auto const z = logits_of(h, c.rows);
  for (std::size_t i = 0; i < c.labels.size(); i += 50) {
    double const sum = std::exp(z[3 * i]) + std::exp(z[3 * i + 1]) + std::exp(z[3 * i + 2]);
    for (std::size_t k = 0; k < 3; ++k)
      CHECK(std::abs(std::exp(z[3 * i + k]) / sum - static_cast<double>(teacher[3 * i + k])) < 0.01);
  }
}

TEST_CASE("the best epoch on validation samples is kept, and a head ends early when it does not improve") {
  auto const train = draw(60, 30, 3, 12, 0.5), held_out = draw(400, 30, 3, 13, 0.5);
  std::vector<head_input> const in{{train.rows, 30, held_out.rows}};
  head_options o{.epochs = 60,
                 .batch = 20,
                 .rate = 0.05,
                 .keep_best = true,
                 .score = {.by = criterion::loss},
                 .threads = 1};
  auto const best = train_heads(in, train.labels, 3, o, held_out.labels)[0];
  REQUIRE(best.history.size() == 60);
  for (auto const& e : best.history)
    CHECK(e.validation_loss >= best.history[best.best_epoch].validation_loss);
  CHECK(best.best_epoch < 59);
  auto const z = logits_of(best, held_out.rows);
  double loss = 0;
  for (std::size_t i = 0; i < held_out.labels.size(); ++i)
    loss += std::log(std::exp(z[3 * i]) + std::exp(z[3 * i + 1]) + std::exp(z[3 * i + 2])) -
            z[3 * i + static_cast<std::size_t>(held_out.labels[i])];
  CHECK(loss / 400 == doctest::Approx(best.history[best.best_epoch].validation_loss).epsilon(1e-4));
  o.patience = 3;
  auto const early = train_heads(in, train.labels, 3, o, held_out.labels)[0];
  CHECK(early.history.size() == early.best_epoch + 4);
}

TEST_CASE("a feature that does not vary has no weight") {
  auto c = draw(300, 3, 3, 14);
  for (std::size_t i = 0; i < c.labels.size(); ++i) c.rows[3 * i + 1] = 123.456F;
  std::vector<head_input> const in{{c.rows, 3}};
  auto const h = train_heads(in, c.labels, 3, {.threads = 1})[0];
  for (std::size_t k = 0; k < 3; ++k) CHECK(h.weights[3 * k + 1] == 0);
}

TEST_CASE("heads refuse what cannot be learned, in words") {
  auto c = draw(10, 2, 2, 15);
  std::vector<head_input> const in{{c.rows, 2}};
  std::vector<std::int32_t> const same(10, 1);
  CHECK_THROWS_WITH_AS((void)train_heads(in, same, 2),
                       "training of heads: all training samples are of class 1, so there is nothing to "
                       "learn; give samples of at least two classes",
                       bad_input);
  CHECK_THROWS_AS((void)train_heads(in, {}, 2), bad_input);
  std::vector<std::int32_t> const outside{0, 1, 2, 0, 1, 0, 1, 0, 1, 0};
  CHECK_THROWS_WITH_AS((void)train_heads(in, outside, 2),
                       "training of heads: label 2 is none of the classes 0 to 1", bad_input);
  CHECK_THROWS_AS((void)train_heads(in, std::span(c.labels).first(9), 2), bad_input);
  c.rows[5] = std::numeric_limits<float>::quiet_NaN();
  CHECK_THROWS_WITH_AS((void)train_heads(in, c.labels, 2),
                       "training of heads: feature 1 of 2 is NaN or infinite in some sample; the network or "
                       "its input is broken",
                       bad_input);
}
