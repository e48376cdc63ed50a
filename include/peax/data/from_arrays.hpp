#pragma once
//! @file
//! A data set from arrays in memory: xtensor's containers and expressions.

#include <peax/data/data_set.hpp>
#include <peax/tensor/array.hpp>

#include <cstdint>
#include <iterator>
#include <type_traits>

namespace peax::data {

//! Answers as a data set wants them: whole numbers are class labels, others targets.
template <Array Y> [[nodiscard]] tensor answers_from(Y const& y) {
  if constexpr (std::is_integral_v<std::iter_value_t<decltype(y.begin())>>)
    return to_tensor<std::int64_t>(y);
  else
    return to_tensor<float>(y);
}

//! Inputs [N, ...] of any type of number, as float32, and answers [N] or [N, ...]. Throws as data_set does.
template <Array X, Array Y> [[nodiscard]] data_set from_arrays(X const& x, Y const& y) {
  return {to_tensor<float>(x), answers_from(y)};
}

//! The same with the group of each sample, [N].
template <Array X, Array Y, Array G>
[[nodiscard]] data_set from_arrays(X const& x, Y const& y, G const& groups) {
  return {to_tensor<float>(x), answers_from(y), to_tensor<std::int64_t>(groups)};
}

} // namespace peax::data
