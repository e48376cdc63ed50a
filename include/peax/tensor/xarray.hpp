#pragma once
//! @file
//! Tensors as xtensor arrays that own their elements. For who asks: it includes xtensor.

#include <peax/tensor/array.hpp>
#include <peax/tensor/tensor.hpp>

#include <xtensor/xarray.hpp>
#include <xtensor/xtensor.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace peax {

//! A copy of the elements. Throws bad_input when the type differs.
template <class T = float> [[nodiscard]] xt::xarray<T> to_xarray(tensor const& t) {
  auto out = xt::xarray<T>::from_shape(std::vector<std::size_t>(t.dims().begin(), t.dims().end()));
  std::copy_n(t.as<T>().data(), t.size(), out.data());
  return out;
}

namespace detail {
template <class A> inline constexpr bool holds_floats = false;
template <> inline constexpr bool holds_floats<xt::xarray<float>> = true;
template <std::size_t Rank> inline constexpr bool holds_floats<xt::xtensor<float, Rank>> = true;
} // namespace detail

//! The numbers of an array one behind the other, in row-major order; those of a container of floats where they lie.
template <Array A> class row_major_floats {
 public:
  explicit row_major_floats(A const& a) : made_(lies_there ? tensor() : to_tensor<float>(a)) {
    if constexpr (lies_there)
      all_ = {a.data(), a.size()};
    else
      all_ = made_.floats();
  }
  [[nodiscard]] std::span<float const> all() const { return all_; }

 private:
  static constexpr bool lies_there = detail::holds_floats<A>;

  tensor made_;
  std::span<float const> all_;
};

} // namespace peax
