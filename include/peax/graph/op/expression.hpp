#pragma once
//! @file
//! Values of operators as expressions: arithmetic in double (integers in 64 bits), one pass over the elements. For bodies: it includes
//! xtensor.

#include <peax/graph/op/shape_help.hpp>
#include <peax/graph/op_question.hpp>
#include <peax/tensor/view.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::detail {

//! Elements as they lie, of another type once they are read.
template <class Wide = double, class T = float> auto values(tensor const& t) {
  return xt::cast<Wide>(view_of<any_rank, T>(t));
}

//! An expression as a tensor of these extents; it has as many elements.
template <class T = float, class E> tensor computed(shape dims, E const& expression) {
  std::vector<T> out(static_cast<std::size_t>(dims.elements()));
  std::vector<std::size_t> const extents(expression.shape().begin(), expression.shape().end());
  xt::noalias(xt::adapt(out.data(), out.size(), xt::no_ownership(), extents)) = xt::cast<T>(expression);
  return tensor(std::move(dims), std::move(out));
}

//! f(x) of the only input, element by element.
template <class F> std::vector<tensor> each(evaluation const& e, F f) {
  auto const x = values(e.in(0));
  return {computed(e.types[0].dims, f(x))};
}

//! f(a, b), broadcast to each other.
template <class F> tensor joined(tensor const& left, tensor const& right, F f) {
  shape const dims = broadcast(left.dims(), right.dims());
  auto const of = [&](auto const& a, auto const& b, auto narrow) {
    return computed<decltype(narrow)>(dims, f(a, b));
  };
  switch (left.type()) {
  case data_type::int64:
    return of(values<std::int64_t, std::int64_t>(left), values<std::int64_t, std::int64_t>(right),
              std::int64_t{});
  case data_type::int32:
    return of(values<std::int64_t, std::int32_t>(left), values<std::int64_t, std::int32_t>(right),
              std::int32_t{});
  default: return of(values(left), values(right), float{});
  }
}

//! The inputs joined from the left.
template <class F> std::vector<tensor> joined(evaluation const& e, F f) {
  tensor all = e.in(0);
  for (std::size_t i = 1; i < e.inputs.size(); ++i) all = joined(all, e.in(i), f);
  return {all};
}

//! One number a channel, [C], beside values [N, C, ...] of this rank.
inline auto by_channel(tensor const& t, std::size_t rank) {
  std::vector<std::size_t> extents(rank - 1, 1);
  extents[0] = t.size();
  return xt::cast<double>(xt::adapt(t.floats().data(), t.size(), xt::no_ownership(), extents));
}

//! A reduction computed, its axis kept with extent 1. (Not by `xt::keep_dims`: a lazy reduction that keeps its axes reads beyond its
//! array, and g++ 12 breaks an immediate one; xtensor 0.24.)
template <class E> xt::xarray<double> kept(E const& reduction, std::size_t axis) {
  xt::xarray<double> numbers = reduction;
  std::vector<std::size_t> extents(numbers.shape().begin(), numbers.shape().end());
  extents.insert(extents.begin() + static_cast<std::ptrdiff_t>(axis), 1);
  numbers.reshape(extents);
  return numbers;
}

//! The axes from one on.
inline std::vector<std::size_t> axes_from(std::size_t first, std::size_t rank) {
  std::vector<std::size_t> axes;
  for (std::size_t i = first; i < rank; ++i) axes.push_back(i);
  return axes;
}

} // namespace peax::detail
