#pragma once
//! @file
//! The bodies of activation.hpp: shape rules, work, and values computed plainly.

#include <peax/graph/axis.hpp>
#include <peax/graph/op/activation.hpp>
#include <peax/graph/op/expression.hpp>
#include <peax/graph/op/shape_help.hpp>

#include <cstddef>
#include <limits>
#include <vector>

namespace peax::op {

PEAX_INLINE value_types relu::output_types(shape_question const& q) const { return detail::same_as(q.in(0)); }
PEAX_INLINE work relu::work_of(cost_question const& q) const { return detail::element_wise(q); }
PEAX_INLINE std::vector<tensor> relu::evaluate(evaluation const& e) const {
  return detail::each(e, [](auto const& x) { return xt::maximum(0., x); });
}

PEAX_INLINE value_types leaky_relu::output_types(shape_question const& q) const {
  return detail::same_as(q.in(0));
}
PEAX_INLINE work leaky_relu::work_of(cost_question const& q) const { return detail::element_wise(q); }
PEAX_INLINE std::vector<tensor> leaky_relu::evaluate(evaluation const& e) const {
  return detail::each(
      e, [a = static_cast<double>(alpha)](auto const& x) { return xt::where(x < 0., a * x, x); });
}

PEAX_INLINE value_types prelu::output_types(shape_question const& q) const {
  value const& x = q.in(0);
  want(detail::broadcast(x.dims, q.in(1).dims) == x.dims,
       "slope " + q.in(1).dims.text() + " does not fit " + x.dims.text());
  return detail::same_as(x);
}
PEAX_INLINE work prelu::work_of(cost_question const& q) const { return detail::element_wise(q); }
PEAX_INLINE std::vector<tensor> prelu::evaluate(evaluation const& e) const {
  return detail::joined(e, [](auto const& x, auto const& slope) { return xt::where(x < 0, x * slope, x); });
}

PEAX_INLINE value_types clip::output_types(shape_question const& q) const { return detail::same_as(q.in(0)); }
PEAX_INLINE work clip::work_of(cost_question const& q) const { return detail::element_wise(q); }
PEAX_INLINE std::vector<tensor> clip::evaluate(evaluation const& e) const {
  double const most = std::numeric_limits<double>::infinity();
  return detail::each(e, [from = low ? static_cast<double>(*low) : -most,
                          to = high ? static_cast<double>(*high) : most](auto const& x) {
    return xt::minimum(to, xt::maximum(from, x)); // a number that is none stays one: it is the second of both
  });
}

PEAX_INLINE value_types sigmoid::output_types(shape_question const& q) const {
  return detail::same_as(q.in(0));
}
PEAX_INLINE work sigmoid::work_of(cost_question const& q) const { return detail::element_wise(q); }
PEAX_INLINE std::vector<tensor> sigmoid::evaluate(evaluation const& e) const {
  return detail::each(e, [](auto const& x) { return 1. / (1. + xt::exp(-x)); });
}

PEAX_INLINE value_types hard_sigmoid::output_types(shape_question const& q) const {
  return detail::same_as(q.in(0));
}
PEAX_INLINE work hard_sigmoid::work_of(cost_question const& q) const { return detail::element_wise(q); }
PEAX_INLINE std::vector<tensor> hard_sigmoid::evaluate(evaluation const& e) const {
  return detail::each(e, [a = static_cast<double>(alpha), b = static_cast<double>(beta)](auto const& x) {
    return xt::clip(a * x + b, 0., 1.);
  });
}

PEAX_INLINE value_types hard_swish::output_types(shape_question const& q) const {
  return detail::same_as(q.in(0));
}
PEAX_INLINE work hard_swish::work_of(cost_question const& q) const { return detail::element_wise(q); }
PEAX_INLINE std::vector<tensor> hard_swish::evaluate(evaluation const& e) const {
  return detail::each(e, [](auto const& x) { return x * xt::clip(x / 6. + 0.5, 0., 1.); });
}

PEAX_INLINE value_types tanh::output_types(shape_question const& q) const { return detail::same_as(q.in(0)); }
PEAX_INLINE work tanh::work_of(cost_question const& q) const { return detail::element_wise(q); }
PEAX_INLINE std::vector<tensor> tanh::evaluate(evaluation const& e) const {
  return detail::each(e, [](auto const& x) { return xt::tanh(x); });
}

PEAX_INLINE value_types softmax::output_types(shape_question const& q) const {
  shape const& x = q.in(0).dims;
  want(x[axis_of(axis, x.rank())] != batch_extent,
       "Softmax along the batch of " + x.text() + " mixes the samples");
  return detail::same_as(q.in(0));
}
PEAX_INLINE work softmax::work_of(cost_question const& q) const { return detail::element_wise(q, 3); }
PEAX_INLINE std::vector<tensor> softmax::evaluate(evaluation const& e) const {
  std::size_t const along = axis_of(axis, e.in(0).dims().rank());
  xt::xarray<double> x = view_of(e.in(0));
  x = xt::exp(x - detail::kept(xt::amax(x, {along}), along));
  return {detail::computed(e.in(0).dims(), x / detail::kept(xt::sum(x, {along}), along))};
}

} // namespace peax::op
