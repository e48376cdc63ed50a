#pragma once
//! @file
//! Values of operators as expressions: arithmetic in double (integers in 64 bits), one pass over the elements. For bodies: it includes
//! xtensor. Softmax and normalization stay loops by hand, which are two to three times as fast.

#include <peax/graph/op/shape_help.hpp>
#include <peax/graph/op_question.hpp>
#include <peax/tensor/view.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
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

//! f(x) of the only input, element by element. Called by its address, as all functions of operators here: what goes over arrays is
//! compiled once for all of them.
inline std::vector<tensor> each(evaluation const& e, std::function<double(double)> f) {
  return {computed(e.types[0].dims, xt::make_lambda_xfunction(std::move(f), values(e.in(0))))};
}

//! A function of two numbers.
template <class T> struct binary {
  T (*function)(T, T);
  T operator()(T a, T b) const { return function(a, b); }
};
template <class T, class Wide>
tensor joined(binary<Wide> f, shape const& dims, tensor const& left, tensor const& right) {
  return computed<T>(dims,
                     xt::make_lambda_xfunction(std::move(f), values<Wide, T>(left), values<Wide, T>(right)));
}

//! f(a, b) of the inputs, element by element and from the left, broadcast to each other. F is called with doubles, or integers of 64
//! bits.
template <class F> std::vector<tensor> joined(evaluation const& e, F f) {
  tensor all = e.in(0);
  for (std::size_t i = 1; i < e.inputs.size(); ++i) {
    shape const dims = broadcast(all.dims(), e.in(i).dims());
    switch (all.type()) {
    case data_type::int64: all = joined<std::int64_t, std::int64_t>({f}, dims, all, e.in(i)); break;
    case data_type::int32: all = joined<std::int32_t, std::int64_t>({f}, dims, all, e.in(i)); break;
    default: all = joined<float, double>({f}, dims, all, e.in(i));
    }
  }
  return {all};
}

//! The axes from one on.
inline std::vector<std::size_t> axes_from(std::size_t first, std::size_t rank) {
  std::vector<std::size_t> axes;
  for (std::size_t i = first; i < rank; ++i) axes.push_back(i);
  return axes;
}

} // namespace peax::detail
