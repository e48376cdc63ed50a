#pragma once
//! @file
//! The bodies of activation.hpp: shape rules, work, and values computed plainly.

#include <peax/graph/axis.hpp>
#include <peax/graph/op/activation.hpp>
#include <peax/graph/op/expression.hpp>
#include <peax/graph/op/shape_help.hpp>
#include <peax/graph/op/value_help.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

namespace peax::detail {
inline value_types softmax_types(shape_question const& q, std::int64_t axis, std::string const& name) {
  shape const& x = q.in(0).dims;
  want(x[axis_of(axis, x.rank())] != batch_extent,
       name + " along the batch of " + x.text() + " mixes the samples");
  return same_as(q.in(0));
}

//! Each element of a row along the axis from its distance to the row's largest, and the row's sum of exp(distance).
template <class Row> std::vector<tensor> softmax_rows(evaluation const& e, std::int64_t axis, Row&& each) {
  shape const& x = e.in(0).dims();
  std::size_t const along = axis_of(axis, x.rank()), inner = span_of(x, along + 1), count = at(x, along);
  auto out = doubles(e.in(0));
  for (std::size_t row = 0; row < out.size() / std::max<std::size_t>(1, count); ++row) {
    double* const first = out.data() + row / inner * count * inner + row % inner;
    double top = -std::numeric_limits<double>::infinity(), sum = 0;
    for (std::size_t i = 0; i < count; ++i) top = std::max(top, first[i * inner]);
    for (std::size_t i = 0; i < count; ++i) sum += std::exp(first[i * inner] - top);
    for (std::size_t i = 0; i < count; ++i) first[i * inner] = each(first[i * inner] - top, sum);
  }
  return {floats(x, out)};
}
} // namespace peax::detail

namespace peax::op {

PEAX_INLINE value_types relu::output_types(shape_question const& q) const { return detail::same_as(q.in(0)); }
PEAX_INLINE work relu::work_of(cost_question const& q) const { return detail::element_wise(q); }
PEAX_INLINE std::vector<tensor> relu::evaluate(evaluation const& e) const {
  return detail::each(e, [](double v) { return std::max(v, 0.); });
}

PEAX_INLINE value_types leaky_relu::output_types(shape_question const& q) const {
  return detail::same_as(q.in(0));
}
PEAX_INLINE work leaky_relu::work_of(cost_question const& q) const { return detail::element_wise(q); }
PEAX_INLINE std::vector<tensor> leaky_relu::evaluate(evaluation const& e) const {
  return detail::each(e, [a = static_cast<double>(alpha)](double v) { return v < 0 ? a * v : v; });
}

PEAX_INLINE value_types prelu::output_types(shape_question const& q) const {
  value const& x = q.in(0);
  want(detail::broadcast(x.dims, q.in(1).dims) == x.dims,
       "slope " + q.in(1).dims.text() + " does not fit " + x.dims.text());
  return detail::same_as(x);
}
PEAX_INLINE work prelu::work_of(cost_question const& q) const { return detail::element_wise(q); }
PEAX_INLINE std::vector<tensor> prelu::evaluate(evaluation const& e) const {
  return detail::joined(e, [](auto x, auto slope) { return x < 0 ? x * slope : x; });
}

PEAX_INLINE value_types clip::output_types(shape_question const& q) const { return detail::same_as(q.in(0)); }
PEAX_INLINE work clip::work_of(cost_question const& q) const { return detail::element_wise(q); }
PEAX_INLINE std::vector<tensor> clip::evaluate(evaluation const& e) const {
  return detail::each(e, [&](double v) {
    if (low) v = std::max(v, static_cast<double>(*low));
    return high ? std::min(v, static_cast<double>(*high)) : v;
  });
}

PEAX_INLINE value_types sigmoid::output_types(shape_question const& q) const {
  return detail::same_as(q.in(0));
}
PEAX_INLINE work sigmoid::work_of(cost_question const& q) const { return detail::element_wise(q); }
PEAX_INLINE std::vector<tensor> sigmoid::evaluate(evaluation const& e) const {
  return detail::each(e, [](double v) { return 1. / (1. + std::exp(-v)); });
}

PEAX_INLINE value_types hard_sigmoid::output_types(shape_question const& q) const {
  return detail::same_as(q.in(0));
}
PEAX_INLINE work hard_sigmoid::work_of(cost_question const& q) const { return detail::element_wise(q); }
PEAX_INLINE std::vector<tensor> hard_sigmoid::evaluate(evaluation const& e) const {
  return detail::each(e, [a = static_cast<double>(alpha), b = static_cast<double>(beta)](double v) {
    return std::clamp(a * v + b, 0., 1.);
  });
}

PEAX_INLINE value_types hard_swish::output_types(shape_question const& q) const {
  return detail::same_as(q.in(0));
}
PEAX_INLINE work hard_swish::work_of(cost_question const& q) const { return detail::element_wise(q); }
PEAX_INLINE std::vector<tensor> hard_swish::evaluate(evaluation const& e) const {
  return detail::each(e, [](double v) { return v * std::clamp(v / 6. + 0.5, 0., 1.); });
}

PEAX_INLINE value_types tanh::output_types(shape_question const& q) const { return detail::same_as(q.in(0)); }
PEAX_INLINE work tanh::work_of(cost_question const& q) const { return detail::element_wise(q); }
PEAX_INLINE std::vector<tensor> tanh::evaluate(evaluation const& e) const {
  return detail::each(e, [](double v) { return std::tanh(v); });
}

PEAX_INLINE value_types softmax::output_types(shape_question const& q) const {
  return detail::softmax_types(q, axis, "Softmax");
}
PEAX_INLINE work softmax::work_of(cost_question const& q) const { return detail::element_wise(q, 3); }
PEAX_INLINE std::vector<tensor> softmax::evaluate(evaluation const& e) const {
  return detail::softmax_rows(e, axis, [](double below, double sum) { return std::exp(below) / sum; });
}

PEAX_INLINE value_types log_softmax::output_types(shape_question const& q) const {
  return detail::softmax_types(q, axis, "LogSoftmax");
}
PEAX_INLINE work log_softmax::work_of(cost_question const& q) const { return detail::element_wise(q, 3); }
PEAX_INLINE std::vector<tensor> log_softmax::evaluate(evaluation const& e) const {
  return detail::softmax_rows(e, axis, [](double below, double sum) { return below - std::log(sum); });
}

} // namespace peax::op
