#pragma once
//! @file
//! What a data set looks like: classes and their balance, ranges per channel, missing values.

#include <peax/core/error.hpp>
#include <peax/tensor/shape.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace peax::data {

//! How often each class occurs.
struct class_statistics {
  std::vector<std::size_t> counts; //!< by class index
  std::size_t samples = 0;

  [[nodiscard]] std::size_t classes_present() const {
    return static_cast<std::size_t>(
        std::count_if(counts.begin(), counts.end(), [](std::size_t n) { return n != 0; }));
  }
  //! Nothing can be learned from such data, though it can be measured on.
  [[nodiscard]] bool one_class_only() const { return classes_present() == 1; }
  //! Share of the most frequent class: the accuracy of always answering it.
  [[nodiscard]] double majority_share() const {
    return static_cast<double>(*std::max_element(counts.begin(), counts.end())) /
           static_cast<double>(samples);
  }
  //! Entropy of the shares over its largest value, log(classes): 1 when all classes are equally frequent, 0 for one only.
  [[nodiscard]] double balance() const {
    if (counts.size() < 2) return counts.empty() ? 0 : 1;
    double entropy = 0;
    for (auto n : counts)
      if (double const p = static_cast<double>(n) / static_cast<double>(samples); p > 0)
        entropy -= p * std::log(p);
    return entropy / std::log(static_cast<double>(counts.size()));
  }
};

//! Counts labels. `classes`: of the network; 0 takes one more than the largest label. Throws bad_input outside of it.
[[nodiscard]] inline class_statistics count_classes(std::span<std::int32_t const> labels,
                                                    std::size_t classes = 0) {
  if (labels.empty()) throw bad_input("class statistics: there are no labels");
  if (classes == 0)
    classes = static_cast<std::size_t>(std::max(0, *std::max_element(labels.begin(), labels.end()))) + 1;
  class_statistics found{std::vector<std::size_t>(classes), labels.size()};
  for (auto label : labels) {
    if (label < 0 || static_cast<std::size_t>(label) >= classes)
      throw bad_input("class statistics: label " + std::to_string(label) + " is none of the classes 0 to " +
                      std::to_string(classes - 1));
    ++found.counts[static_cast<std::size_t>(label)];
  }
  return found;
}

//! Range of the finite values of one channel. Without any, minimum, maximum, mean and deviation are 0.
struct channel_statistics {
  double minimum = 0, maximum = 0;
  double mean = 0;
  double deviation = 0; //!< standard deviation of the values themselves (divided by their number)
  std::size_t values = 0, missing = 0, infinite = 0; //!< finite, NaN, infinite
};

//! Statistics of each channel (axis 1 of `[N, C, ...]`; one channel for `[N]`) of row-major values that may hold NaN.
[[nodiscard]] inline std::vector<channel_statistics> describe_channels(shape const& dims,
                                                                       std::span<float const> values) {
  if (dims.rank() == 0 || dims.elements() != static_cast<std::int64_t>(values.size()))
    throw bad_input("channel statistics: " + std::to_string(values.size()) + " values are not of the shape " +
                    dims.text());
  std::size_t const channels = dims.rank() > 1 ? static_cast<std::size_t>(dims[1]) : 1;
  std::size_t inner = 1;
  for (std::size_t axis = 2; axis < dims.rank(); ++axis) inner *= static_cast<std::size_t>(dims[axis]);
  std::vector<channel_statistics> all(channels);
  std::vector<double> squares(channels, 0.0);
  for (std::size_t at = 0, c = 0; at < values.size(); at += inner, c = c + 1 == channels ? 0 : c + 1) {
    auto& s = all[c];
    for (float const value : values.subspan(at, inner)) {
      if (std::isnan(value))
        ++s.missing;
      else if (std::isinf(value))
        ++s.infinite;
      else {
        double const x = value, before = x - s.mean;
        s.minimum = s.values == 0 ? x : std::min(s.minimum, x);
        s.maximum = s.values == 0 ? x : std::max(s.maximum, x);
        ++s.values;
        s.mean += before / static_cast<double>(s.values); // Welford 1962
        squares[c] += before * (x - s.mean);
      }
    }
  }
  for (std::size_t c = 0; c < channels; ++c)
    if (all[c].values != 0) all[c].deviation = std::sqrt(squares[c] / static_cast<double>(all[c].values));
  return all;
}

} // namespace peax::data
