#pragma once
//! @file
//! What a data set looks like: classes and their balance, ranges per channel, missing values.

#include <peax/core/config.hpp>
#include <peax/tensor/shape.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
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
  [[nodiscard]] double balance() const;
};

//! Counts labels. `classes`: of the network; 0 takes one more than the largest label. Throws bad_input outside of it.
[[nodiscard]] PEAX_INLINE class_statistics count_classes(std::span<std::int32_t const> labels,
                                                         std::size_t classes = 0);

//! Range of the finite values of one channel. Without any, minimum, maximum, mean and deviation are 0.
struct channel_statistics {
  double minimum = 0, maximum = 0;
  double mean = 0;
  double deviation = 0; //!< standard deviation of the values themselves (divided by their number)
  std::size_t values = 0, missing = 0, infinite = 0; //!< finite, NaN, infinite
};

//! Statistics of each channel (axis 1 of `[N, C, ...]`; one channel for `[N]`) of row-major values that may hold NaN.
[[nodiscard]] PEAX_INLINE std::vector<channel_statistics> describe_channels(shape const& dims,
                                                                            std::span<float const> values);

} // namespace peax::data

#ifndef PEAX_COMPILED
#include <peax/data/statistics.ipp>
#endif
