#pragma once
//! @file
//! Arrays of other libraries, xtensor's before all, as tensors. By what they can do: no header of theirs is included.

#include <peax/tensor/data_type.hpp>
#include <peax/tensor/shape.hpp>
#include <peax/tensor/tensor.hpp>

#include <concepts>
#include <cstdint>
#include <iterator>
#include <utility>
#include <vector>

namespace peax {

//! What has a shape and gives its numbers in row-major order: an xtensor container, view or expression.
template <class A>
concept Array = requires(A const& a) {
  requires std::convertible_to<decltype(*std::begin(a.shape())), std::int64_t>;
  { *a.begin() } -> std::convertible_to<double>;
  a.end();
};

//! The shape of an array.
template <Array A> [[nodiscard]] shape shape_of(A const& a) {
  std::vector<std::int64_t> extents;
  for (auto const e : a.shape()) extents.push_back(static_cast<std::int64_t>(e));
  return shape(std::move(extents));
}

//! The numbers of an array as elements of type T, computed where the array is an expression.
template <class T, Array A>
  requires has_data_type<T>
[[nodiscard]] tensor to_tensor(A const& a) {
  shape dims = shape_of(a);
  std::vector<T> elements;
  elements.reserve(static_cast<std::size_t>(dims.elements()));
  for (auto i = a.begin(), end = a.end(); i != end; ++i) elements.push_back(static_cast<T>(*i));
  return tensor(std::move(dims), std::move(elements));
}

} // namespace peax
