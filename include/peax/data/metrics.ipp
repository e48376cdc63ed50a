// The bodies of metrics.hpp.
#include <peax/data/metrics.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace peax::data::detail {

PEAX_INLINE std::size_t rows_of(std::span<float const> scores, std::size_t classes) {
  if (classes == 0 || scores.size() % classes != 0)
    throw bad_input(
        fmt::format("metrics: {} scores are no whole number of rows of {} classes", scores.size(), classes));
  for (std::size_t i = 0; i < scores.size(); ++i)
    if (std::isnan(scores[i]))
      throw bad_input(fmt::format("metrics: a score of sample {} is NaN; the network or its input is broken",
                                  i / classes));
  return scores.size() / classes;
}

} // namespace peax::data::detail

namespace peax::data {

PEAX_INLINE std::vector<std::int32_t> arg_max(std::span<float const> scores, std::size_t classes) {
  std::vector<std::int32_t> best(detail::rows_of(scores, classes));
  for (std::size_t i = 0; i < best.size(); ++i) {
    auto const row = scores.subspan(i * classes, classes);
    best[i] = static_cast<std::int32_t>(std::max_element(row.begin(), row.end()) - row.begin());
  }
  return best;
}

PEAX_INLINE std::vector<std::int32_t> arg_max_map(shape const& dims, std::span<float const> scores) {
  if (dims.rank() < 2 || dims[1] < 1 || dims.elements() != static_cast<std::int64_t>(scores.size()))
    throw bad_input(fmt::format("metrics: scores of shape {} are not [N, classes, ...]", dims.text()));
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

PEAX_INLINE std::vector<double> correctness(std::span<std::int32_t const> truth,
                                            std::span<std::int32_t const> predicted) {
  detail::require_same_size(predicted.size(), truth.size());
  std::vector<double> right(truth.size());
  for (std::size_t i = 0; i < truth.size(); ++i) right[i] = truth[i] == predicted[i] ? 1.0 : 0.0;
  return right;
}

PEAX_INLINE double top_k_accuracy(std::span<float const> scores, std::size_t classes,
                                  std::span<std::int32_t const> truth, std::size_t k) {
  detail::require_same_size(detail::rows_of(scores, classes), truth.size());
  std::size_t hits = 0;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    if (truth[i] < 0 || static_cast<std::size_t>(truth[i]) >= classes)
      throw bad_input(
          fmt::format("metrics: label {} of sample {} is none of {} classes", truth[i], i, classes));
    auto const row = scores.subspan(i * classes, classes);
    auto const own = static_cast<std::size_t>(truth[i]);
    std::size_t before = 0;
    for (std::size_t c = 0; c < classes; ++c) before += row[c] > row[own] || (row[c] == row[own] && c < own);
    hits += before < k;
  }
  return static_cast<double>(hits) / static_cast<double>(truth.size());
}

PEAX_INLINE double mean_squared_error(std::span<float const> predicted, std::span<float const> truth) {
  detail::require_same_size(predicted.size(), truth.size());
  double sum = 0;
  for (std::size_t i = 0; i < truth.size(); ++i)
    sum += std::pow(static_cast<double>(predicted[i]) - static_cast<double>(truth[i]), 2);
  return sum / static_cast<double>(truth.size());
}

PEAX_INLINE double mean_absolute_error(std::span<float const> predicted, std::span<float const> truth) {
  detail::require_same_size(predicted.size(), truth.size());
  double sum = 0;
  for (std::size_t i = 0; i < truth.size(); ++i)
    sum += std::abs(static_cast<double>(predicted[i]) - static_cast<double>(truth[i]));
  return sum / static_cast<double>(truth.size());
}

PEAX_INLINE double r_squared(std::span<float const> predicted, std::span<float const> truth,
                             std::size_t outputs) {
  detail::require_same_size(predicted.size(), truth.size());
  if (outputs == 0 || truth.size() % outputs != 0)
    throw bad_input(
        fmt::format("metrics: {} values are no whole number of rows of {}", truth.size(), outputs));
  std::size_t const n = truth.size() / outputs;
  double sum = 0;
  for (std::size_t k = 0; k < outputs; ++k) {
    double mean = 0, residual = 0, total = 0;
    for (std::size_t i = 0; i < n; ++i) mean += static_cast<double>(truth[i * outputs + k]);
    mean /= static_cast<double>(n);
    for (std::size_t i = 0; i < n; ++i) {
      double const t = static_cast<double>(truth[i * outputs + k]);
      residual += std::pow(t - static_cast<double>(predicted[i * outputs + k]), 2);
      total += std::pow(t - mean, 2);
    }
    sum += total > 0 ? 1 - residual / total : (residual > 0 ? 0.0 : 1.0);
  }
  return sum / static_cast<double>(outputs);
}

PEAX_INLINE std::optional<double> average_precision(std::span<float const> scores,
                                                    std::span<float const> truth) {
  detail::require_same_size(detail::rows_of(scores, 1), truth.size());
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](auto a, auto b) { return scores[a] > scores[b]; });
  double found = 0, before = 0, sum = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    found += truth[order[i]] > 0.5F ? 1 : 0;
    if (i + 1 < order.size() && scores[order[i + 1]] == scores[order[i]]) continue;
    sum += (found - before) * found / static_cast<double>(i + 1);
    before = found;
  }
  if (!(found > 0)) return std::nullopt;
  return sum / found;
}

PEAX_INLINE std::optional<double> mean_average_precision(std::span<float const> scores,
                                                         std::span<float const> truth, std::size_t classes) {
  detail::require_same_size(detail::rows_of(scores, classes) * classes, truth.size());
  double sum = 0;
  std::size_t occurring = 0;
  std::vector<float> column(scores.size() / classes), is_there(column.size());
  for (std::size_t c = 0; c < classes; ++c) {
    for (std::size_t i = 0; i < column.size(); ++i) {
      column[i] = scores[i * classes + c];
      is_there[i] = truth[i * classes + c];
    }
    if (auto const found = average_precision(column, is_there)) sum += *found, ++occurring;
  }
  if (occurring == 0) return std::nullopt;
  return sum / static_cast<double>(occurring);
}

} // namespace peax::data
