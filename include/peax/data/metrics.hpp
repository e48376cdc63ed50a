#pragma once
//! @file
//! Figures of a network's outputs: classes from scores, top-k, squared and absolute error, R2, average precision, users' own.

#include <peax/core/config.hpp>
#include <peax/core/error.hpp>
#include <peax/data/data_set.hpp>
#include <peax/tensor/tensor.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace peax::data {

namespace detail {

PEAX_INLINE std::size_t rows_of(std::span<float const> scores, std::size_t classes);

inline void require_same_size(std::size_t a, std::size_t b) {
  if (a != b || a == 0)
    throw bad_input("metrics: " + std::to_string(a) + " predictions and " + std::to_string(b) +
                    " true values");
}

} // namespace detail

//! The class of the largest score of each row of `[N, classes]`; the first of equals. Throws bad_input for NaN.
[[nodiscard]] PEAX_INLINE std::vector<std::int32_t> arg_max(std::span<float const> scores,
                                                            std::size_t classes);

//! The classes of a two-class network with one output: 1 where the score is above the threshold (0.5 for a probability, 0 for a logit).
[[nodiscard]] inline std::vector<std::int32_t> above(std::span<float const> scores, float threshold) {
  std::vector<std::int32_t> classes(detail::rows_of(scores, 1));
  for (std::size_t i = 0; i < classes.size(); ++i) classes[i] = scores[i] > threshold ? 1 : 0;
  return classes;
}

//! The class of the largest score along axis 1 of `[N, classes, ...]` at each further position: `[N, ...]`, for segmentation.
[[nodiscard]] PEAX_INLINE std::vector<std::int32_t> arg_max_map(shape const& dims,
                                                                std::span<float const> scores);

//! Whether each prediction is right, as 1 and 0.
[[nodiscard]] PEAX_INLINE std::vector<double> correctness(std::span<std::int32_t const> truth,
                                                          std::span<std::int32_t const> predicted);

//! Share of samples whose class is among the k best of its row. Of equal scores the lower class ranks first, as in `arg_max`,
//! so that k = 1 is the accuracy.
[[nodiscard]] PEAX_INLINE double top_k_accuracy(std::span<float const> scores, std::size_t classes,
                                                std::span<std::int32_t const> truth, std::size_t k);

//! Mean squared difference over all elements.
[[nodiscard]] PEAX_INLINE double mean_squared_error(std::span<float const> predicted,
                                                    std::span<float const> truth);

//! Mean absolute difference over all elements.
[[nodiscard]] PEAX_INLINE double mean_absolute_error(std::span<float const> predicted,
                                                     std::span<float const> truth);

//! Coefficient of determination of `[N, outputs]`: the mean over the outputs of 1 - residual / total sum of squares; an output
//! whose true values are all alike counts 1 when each is met and 0 otherwise, as in scikit-learn. Throws bad_input.
[[nodiscard]] PEAX_INLINE double r_squared(std::span<float const> predicted, std::span<float const> truth,
                                           std::size_t outputs = 1);

//! Average precision of scores: the sum over the distinct scores, from the largest, of (rise of recall) * precision, as in
//! scikit-learn. `truth` is 1 where the class is there. Nothing without a sample of the class. Throws bad_input for NaN.
[[nodiscard]] PEAX_INLINE std::optional<double> average_precision(std::span<float const> scores,
                                                                  std::span<float const> truth);

//! Mean of the average precision over the classes of `[N, classes]` that occur; nothing when none does.
[[nodiscard]] PEAX_INLINE std::optional<double>
mean_average_precision(std::span<float const> scores, std::span<float const> truth, std::size_t classes);

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

#ifndef PEAX_COMPILED
#include <peax/data/metrics.ipp>
#endif
