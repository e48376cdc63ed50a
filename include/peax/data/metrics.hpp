#pragma once
//! @file
//! Figures of a network's outputs: classes from scores, top-k, squared and absolute error, intersection over union, users' own.

#include <peax/core/error.hpp>
#include <peax/data/data_set.hpp>
#include <peax/tensor/tensor.hpp>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace peax::data {

namespace detail {

inline std::size_t rows_of(std::span<float const> scores, std::size_t classes) {
  if (classes == 0 || scores.size() % classes != 0)
    throw bad_input("metrics: " + std::to_string(scores.size()) + " scores are no whole number of rows of " +
                    std::to_string(classes) + " classes");
  for (std::size_t i = 0; i < scores.size(); ++i)
    if (std::isnan(scores[i]))
      throw bad_input("metrics: a score of sample " + std::to_string(i / classes) +
                      " is NaN; the network or its input is broken");
  return scores.size() / classes;
}

inline void require_same_size(std::size_t a, std::size_t b) {
  if (a != b || a == 0)
    throw bad_input("metrics: " + std::to_string(a) + " predictions and " + std::to_string(b) +
                    " true values");
}

} // namespace detail

//! The class of the largest score of each row of `[N, classes]`; the first of equals. Throws bad_input for NaN.
[[nodiscard]] inline std::vector<std::int32_t> arg_max(std::span<float const> scores, std::size_t classes) {
  std::vector<std::int32_t> best(detail::rows_of(scores, classes));
  for (std::size_t i = 0; i < best.size(); ++i) {
    auto const row = scores.subspan(i * classes, classes);
    best[i] = static_cast<std::int32_t>(std::max_element(row.begin(), row.end()) - row.begin());
  }
  return best;
}

//! The classes of a two-class network with one output: 1 where the score is above the threshold (0.5 for a probability, 0 for a logit).
[[nodiscard]] inline std::vector<std::int32_t> above(std::span<float const> scores, float threshold) {
  std::vector<std::int32_t> classes(detail::rows_of(scores, 1));
  for (std::size_t i = 0; i < classes.size(); ++i) classes[i] = scores[i] > threshold ? 1 : 0;
  return classes;
}

//! The class of the largest score along axis 1 of `[N, classes, ...]` at each further position: `[N, ...]`, for segmentation.
[[nodiscard]] inline std::vector<std::int32_t> arg_max_map(shape const& dims, std::span<float const> scores) {
  if (dims.rank() < 2 || dims[1] < 1 || dims.elements() != static_cast<std::int64_t>(scores.size()))
    throw bad_input("metrics: scores of shape " + dims.text() + " are not [N, classes, ...]");
  auto const classes = static_cast<std::size_t>(dims[1]);
  (void)detail::rows_of(scores, classes);
  std::size_t inner = 1;
  for (std::size_t axis = 2; axis < dims.rank(); ++axis) inner *= static_cast<std::size_t>(dims[axis]);
  std::vector<std::int32_t> best(scores.size() / classes, 0);
  for (std::size_t n = 0; n < static_cast<std::size_t>(dims[0]); ++n)
    for (std::size_t i = 0; i < inner; ++i)
      for (std::size_t c = 1; c < classes; ++c) {
        auto& now = best[n * inner + i];
        auto const at = n * classes * inner + i;
        if (scores[at + c * inner] > scores[at + static_cast<std::size_t>(now) * inner])
          now = static_cast<std::int32_t>(c);
      }
  return best;
}

//! Whether each prediction is right, as 1 and 0.
[[nodiscard]] inline std::vector<double> correctness(std::span<std::int32_t const> truth,
                                                     std::span<std::int32_t const> predicted) {
  detail::require_same_size(predicted.size(), truth.size());
  std::vector<double> right(truth.size());
  for (std::size_t i = 0; i < truth.size(); ++i) right[i] = truth[i] == predicted[i] ? 1.0 : 0.0;
  return right;
}

//! Share of samples whose class is among the k best of its row. Of equal scores the lower class ranks first, as in `arg_max`,
//! so that k = 1 is the accuracy.
[[nodiscard]] inline double top_k_accuracy(std::span<float const> scores, std::size_t classes,
                                           std::span<std::int32_t const> truth, std::size_t k) {
  detail::require_same_size(detail::rows_of(scores, classes), truth.size());
  std::size_t hits = 0;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    if (truth[i] < 0 || static_cast<std::size_t>(truth[i]) >= classes)
      throw bad_input("metrics: label " + std::to_string(truth[i]) + " of sample " + std::to_string(i) +
                      " is none of " + std::to_string(classes) + " classes");
    auto const row = scores.subspan(i * classes, classes);
    auto const own = static_cast<std::size_t>(truth[i]);
    std::size_t before = 0;
    for (std::size_t c = 0; c < classes; ++c) before += row[c] > row[own] || (row[c] == row[own] && c < own);
    hits += before < k;
  }
  return static_cast<double>(hits) / static_cast<double>(truth.size());
}

//! Mean squared difference over all elements.
[[nodiscard]] inline double mean_squared_error(std::span<float const> predicted,
                                               std::span<float const> truth) {
  detail::require_same_size(predicted.size(), truth.size());
  double sum = 0;
  for (std::size_t i = 0; i < truth.size(); ++i)
    sum += std::pow(static_cast<double>(predicted[i]) - static_cast<double>(truth[i]), 2);
  return sum / static_cast<double>(truth.size());
}

//! Mean absolute difference over all elements.
[[nodiscard]] inline double mean_absolute_error(std::span<float const> predicted,
                                                std::span<float const> truth) {
  detail::require_same_size(predicted.size(), truth.size());
  double sum = 0;
  for (std::size_t i = 0; i < truth.size(); ++i)
    sum += std::abs(static_cast<double>(predicted[i]) - static_cast<double>(truth[i]));
  return sum / static_cast<double>(truth.size());
}

//! A figure of the user's: the outputs of a network (`[N, ...]`, float32) on a data set as one number.
template <class F>
concept Metric = requires(F const& f, tensor const& outputs, data_set const& truth) {
  { f(outputs, truth) } -> std::convertible_to<double>;
};

//! A user's metric with the name under which summaries show it.
struct named_metric {
  std::string name;
  std::function<double(tensor const& outputs, data_set const& truth)> measure;
};

} // namespace peax::data
