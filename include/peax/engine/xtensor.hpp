#pragma once
//! @file
//! The bridge to xtensor: memory of a plan as xtensor expressions. The only header of the engine that includes it.

#include <peax/engine/strided_loop.hpp>

#include <xtensor/xadapt.hpp>
#include <xtensor/xmath.hpp>
#include <xtensor/xnoalias.hpp>

#include <array>
#include <cstddef>

namespace peax::engine {

//! Axes of the expressions: whatever is left after joining axes fits for values of rank 5 and less.
inline constexpr std::size_t expression_axes = 5;

//! One array of a loop as an xtensor expression of rank 5; broadcast axes have stride 0, leading axes extent 1.
template <class T, std::size_t Arrays>
[[nodiscard]] auto expression_of(strided_loop<Arrays> const& loop, std::size_t array, T* data) {
  std::array<std::size_t, expression_axes> extents{};
  std::array<std::ptrdiff_t, expression_axes> strides{};
  std::size_t size = 1;
  for (std::size_t i = 0; i < expression_axes; ++i) {
    std::size_t const lead = expression_axes - loop.rank;
    extents[i] = i < lead ? 1 : static_cast<std::size_t>(loop.extents[i - lead]);
    strides[i] = i < lead ? 0 : loop.strides[i - lead][array];
    size *= extents[i];
  }
  return xt::adapt(data, size, xt::no_ownership(), extents, strides);
}

//! y = f(a, b) for arrays 0, 1 and 2 of the loop, where f makes an xtensor expression of two.
template <class T, class F>
void assign_expression(strided_loop<3> const& loop, T* y, T const* a, T const* b, F&& f) {
  auto to = expression_of(loop, 0, y);
  xt::noalias(to) = f(expression_of(loop, 1, a), expression_of(loop, 2, b));
}

} // namespace peax::engine
