// Source of the numbers: the same formulas in double with the C library's exp and log.
#include "compiled.h"
#include <peax/core/random.hpp>
#include <peax/decision/confidence.hpp>
#include <peax/decision/temporal_rule.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <vector>

using peax::decision::confidence;
using peax::decision::confidence_rule;
using peax::decision::exit_output;

namespace {

double expected(confidence_rule rule, std::vector<double> p) {
  if (p.size() == 1) p = {1 - p[0], p[0]};
  if (rule == confidence_rule::entropy) {
    double sum = 0;
    for (double const x : p) sum += x > 0 ? x * std::log(x) : 0;
    return sum;
  }
  std::sort(p.begin(), p.end(), std::greater<>());
  return rule == confidence_rule::max_probability ? p[0] : p[0] - p[1];
}

std::vector<double> softmax(std::vector<float> const& given) {
  std::vector<float> const logits = given.size() == 1 ? std::vector<float>{0, given[0]} : given;
  double const top = *std::max_element(logits.begin(), logits.end());
  std::vector<double> p;
  double sum = 0;
  for (float const z : logits) sum += p.emplace_back(std::exp(static_cast<double>(z) - top));
  for (double& x : p) x /= sum;
  return p;
}

constexpr float quarter[] = {0.5f, 0.25f, 0.25f};
static_assert(confidence(confidence_rule::max_probability, exit_output::probabilities, quarter, 3) == 0.5f);
static_assert(confidence(confidence_rule::margin, exit_output::probabilities, quarter, 3) == 0.25f);
static_assert(confidence(confidence_rule::entropy, exit_output::probabilities, quarter, 3) < -1.0397f);
static_assert(confidence(confidence_rule::entropy, exit_output::probabilities, quarter, 3) > -1.0398f);
static_assert(peax::decision::leaves(0.5f, 0.5f) && !peax::decision::leaves(1.0f, peax::decision::never));

} // namespace

TEST_CASE("every rule on probabilities and on logits agrees with double arithmetic, in C++, as C99 and "
          "freestanding") {
  peax::random_stream random(1);
  for (int trial = 0; trial < 3000; ++trial) {
    std::size_t const count = 1 + random.index(12);
    double const spread = std::exp(6 * random.uniform() - 2);
    std::vector<float> logits(count), probabilities;
    for (float& z : logits) z = static_cast<float>(spread * random.normal());
    for (double const p : softmax(logits)) probabilities.push_back(static_cast<float>(p));
    if (count == 1) probabilities = {probabilities[1]}; // of class 1, as a sigmoid gives it
    for (int kind = 0; kind < 3; ++kind) {
      auto const rule = static_cast<confidence_rule>(kind);
      for (int of_logits = 0; of_logits < 2; ++of_logits) {
        auto const& scores = of_logits != 0 ? logits : probabilities;
        auto const n = static_cast<int>(count);
        float const here = confidence(rule, of_logits != 0 ? exit_output::logits : exit_output::probabilities,
                                      scores.data(), n);
        double const want =
            expected(rule, of_logits != 0 ? softmax(logits)
                                          : std::vector<double>(probabilities.begin(), probabilities.end()));
        CHECK(std::abs(static_cast<double>(here) - want) <= 2e-6);
        CHECK(here <= 1.0f + 1e-6f);
        // A compiler may fuse a multiplication with an addition: the last places can differ.
        CHECK(std::abs(confidence_in_c99(kind, of_logits, scores.data(), n) - here) <= 1e-6f);
        CHECK(std::abs(confidence_freestanding(kind, of_logits, scores.data(), n) - here) <= 1e-6f);
      }
    }
  }
}

TEST_CASE("exponential and logarithm keep the errors that they state") {
  for (double x = -86.9; x < 0; x += 0.0037) {
    auto const at = static_cast<float>(x);
    double const want = std::exp(static_cast<double>(at));
    CHECK(std::abs(static_cast<double>(peax_decision_exp(at)) - want) <= 4e-7 * want);
  }
  CHECK(peax_decision_exp(0.0f) == 1.0f);
  CHECK(peax_decision_exp(-100.0f) == 0.0f);
  CHECK(peax_decision_exp(-std::numeric_limits<float>::infinity()) == 0.0f);
  for (double x = 1; x > 1e-37; x *= 0.9973) {
    auto const at = static_cast<float>(x);
    double const want = std::log(static_cast<double>(at));
    CHECK(std::abs(static_cast<double>(peax_decision_log(at)) - want) <=
          3e-7 * std::max(1.0, std::abs(want)));
  }
}

TEST_CASE("ties, certainty, and huge logits are answered") {
  float const tie[] = {3.0f, 3.0f, -1.0f}, huge[] = {1e30f, -1e30f}, sure[] = {0.0f, 1.0f, 0.0f};
  CHECK(confidence(confidence_rule::margin, exit_output::logits, tie, 3) == 0.0f);
  CHECK(confidence(confidence_rule::max_probability, exit_output::logits, huge, 2) == 1.0f);
  CHECK(confidence(confidence_rule::entropy, exit_output::logits, huge, 2) == 0.0f);
  CHECK(confidence(confidence_rule::entropy, exit_output::probabilities, sure, 3) == 0.0f);
}

TEST_CASE("one output is that of two classes: as sure of class 0 as of class 1, and the same as both "
          "outputs, bit by bit") {
  for (int kind = 0; kind < 3; ++kind) {
    auto const rule = static_cast<confidence_rule>(kind);
    for (int step = 0; step <= 64; ++step) {
      float const p = static_cast<float>(step) / 64.0f, both[] = {1.0f - p, p}, other = 1.0f - p;
      float const z = 20.0f * (p - 0.5f), logits[] = {0.0f, z}, minus = -z;
      auto const sure = [&](exit_output o, float const* scores, int n) {
        return confidence(rule, o, scores, n);
      };
      CHECK(sure(exit_output::probabilities, &p, 1) == sure(exit_output::probabilities, both, 2));
      CHECK(sure(exit_output::probabilities, &p, 1) ==
            doctest::Approx(sure(exit_output::probabilities, &other, 1)));
      CHECK(sure(exit_output::logits, &z, 1) == sure(exit_output::logits, logits, 2));
      CHECK(sure(exit_output::logits, &z, 1) == doctest::Approx(sure(exit_output::logits, &minus, 1)));
      CHECK(peax_decision_label_of_probabilities(&p, 1) == peax_decision_label_of_probabilities(both, 2));
      CHECK(peax_decision_label_of_logits(&z, 1) == peax_decision_label_of_logits(logits, 2));
    }
  }
  float const class_0 = 0.01f;
  CHECK(confidence(confidence_rule::max_probability, exit_output::probabilities, &class_0, 1) == 0.99f);
  CHECK(confidence(confidence_rule::margin, exit_output::probabilities, &class_0, 1) ==
        doctest::Approx(0.98));
}

TEST_CASE("a sample leaves at its threshold, never above it, never at 2, and never with a NaN") {
  CHECK(peax::decision::leaves(0.25f, 0.25f));
  CHECK(!peax::decision::leaves(0.25f, std::nextafter(0.25f, 1.0f)));
  CHECK(!peax::decision::leaves(1.0f, peax::decision::never));
  CHECK(!peax::decision::leaves(std::numeric_limits<float>::quiet_NaN(), -1.0f));
  CHECK(leaves_in_c99(0.25f, 0.25f) == 1);
  CHECK(leaves_in_c99(0.25f, 0.26f) == 0);
}
