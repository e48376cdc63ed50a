#pragma once
//! @file
//! The bodies of pooling.hpp: shape rules, work, and values computed plainly.

#include <peax/graph/axis.hpp>
#include <peax/graph/op/expression.hpp>
#include <peax/graph/op/pooling.hpp>
#include <peax/graph/op/shape_help.hpp>
#include <peax/graph/op/value_help.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace peax::op {

PEAX_INLINE value_types max_pool::output_types(shape_question const& q) const {
  return detail::pooled(*this, dilations, q);
}
PEAX_INLINE work max_pool::work_of(cost_question const& q) const {
  return detail::element_wise(q, detail::product(kernel));
}
PEAX_INLINE std::vector<tensor> max_pool::evaluate(evaluation const& e) const {
  return detail::pool(e, *this, dilations, [](auto const& values, std::int64_t) {
    return *std::max_element(values.begin(), values.end());
  });
}

PEAX_INLINE value_types average_pool::output_types(shape_question const& q) const {
  return detail::pooled(*this, {}, q);
}
PEAX_INLINE work average_pool::work_of(cost_question const& q) const {
  return detail::element_wise(q, detail::product(kernel));
}
PEAX_INLINE std::vector<tensor> average_pool::evaluate(evaluation const& e) const {
  return detail::pool(e, *this, {}, [&](auto const& values, std::int64_t padded) {
    double sum = 0;
    for (double v : values) sum += v;
    return sum / (count_include_pad ? static_cast<double>(padded) : static_cast<double>(values.size()));
  });
}

PEAX_INLINE value_types lp_pool::output_types(shape_question const& q) const {
  want(p >= 1 && p < 64, "p = " + std::to_string(p) + " is out of range");
  return detail::pooled(*this, dilations, q);
}
PEAX_INLINE work lp_pool::work_of(cost_question const& q) const {
  return detail::element_wise(q, checked_product(2, detail::product(kernel)));
}
PEAX_INLINE std::vector<tensor> lp_pool::evaluate(evaluation const& e) const {
  return detail::pool(e, *this, dilations, [&](auto const& values, std::int64_t) {
    double sum = 0;
    for (double v : values) sum += std::pow(std::abs(v), static_cast<double>(p));
    return std::pow(sum, 1 / static_cast<double>(p));
  });
}

PEAX_INLINE value_types global_average_pool::output_types(shape_question const& q) const {
  return detail::global_pooled(q);
}
PEAX_INLINE work global_average_pool::work_of(cost_question const& q) const {
  return {0, q.in(0).dims.elements()};
}
PEAX_INLINE std::vector<tensor> global_average_pool::evaluate(evaluation const& e) const {
  auto const areas = detail::axes_from(2, e.in(0).dims().rank());
  return {detail::computed(e.types[0].dims, xt::mean(detail::values(e.in(0)), areas))};
}

PEAX_INLINE value_types global_max_pool::output_types(shape_question const& q) const {
  return detail::global_pooled(q);
}
PEAX_INLINE work global_max_pool::work_of(cost_question const& q) const {
  return {0, q.in(0).dims.elements()};
}
PEAX_INLINE std::vector<tensor> global_max_pool::evaluate(evaluation const& e) const {
  auto const areas = detail::axes_from(2, e.in(0).dims().rank());
  auto const larger =
      xt::make_xreducer_functor([](double a, double b) { return std::max(a, b); },
                                xt::const_value<double>(-std::numeric_limits<double>::infinity()));
  return {detail::computed(e.types[0].dims, xt::reduce(larger, detail::values(e.in(0)), areas))};
}

PEAX_INLINE value_types global_lp_pool::output_types(shape_question const& q) const {
  want(p >= 1 && p < 64, "p = " + std::to_string(p) + " is out of range");
  return detail::global_pooled(q);
}
PEAX_INLINE work global_lp_pool::work_of(cost_question const& q) const {
  return {0, checked_product(2, q.in(0).dims.elements())};
}
PEAX_INLINE std::vector<tensor> global_lp_pool::evaluate(evaluation const& e) const {
  shape const& x = e.in(0).dims();
  auto const values = detail::doubles(e.in(0));
  std::size_t const area = detail::span_of(x, 2);
  std::vector<double> out(detail::elements(e.types[0].dims));
  for (std::size_t i = 0; i < values.size(); ++i)
    out[i / area] += std::pow(std::abs(values[i]), static_cast<double>(p));
  for (double& v : out) v = std::pow(v, 1 / static_cast<double>(p));
  return {detail::floats(e.types[0].dims, out)};
}

PEAX_INLINE value_types reduce_mean::output_types(shape_question const& q) const {
  shape const& x = q.in(0).dims;
  auto const chosen = axis_set(axes, x.rank());
  shape out;
  for (std::size_t i = 0; i < x.rank(); ++i) {
    bool const reduce = axes.empty() || chosen.contains(i);
    want(!reduce || x[i] != batch_extent, "a mean over the batch of " + x.text() + " mixes the samples");
    if (!reduce)
      out.push_back(x[i]);
    else if (keep_dims)
      out.push_back(1);
  }
  return {{q.in(0).type, out}};
}
PEAX_INLINE work reduce_mean::work_of(cost_question const& q) const { return {0, q.in(0).dims.elements()}; }
PEAX_INLINE std::vector<tensor> reduce_mean::evaluate(evaluation const& e) const {
  auto const chosen = axis_set(axes, e.in(0).dims().rank());
  std::vector<std::size_t> over(chosen.begin(), chosen.end());
  if (axes.empty()) over = detail::axes_from(0, e.in(0).dims().rank());
  if (over.empty()) return detail::reshaped(e);
  return {detail::computed(e.types[0].dims, xt::mean(detail::values(e.in(0)), over))};
}

} // namespace peax::op
