#pragma once
//! @file
//! The bodies of function.hpp: shape rules, work, and values computed plainly.

#include <peax/graph/op/expression.hpp>
#include <peax/graph/op/function.hpp>
#include <peax/graph/op/shape_help.hpp>

#include <cmath>
#include <vector>

namespace peax::op {

PEAX_INLINE value_types element_function::output_types(shape_question const& q) const {
  return detail::same_as(q.in(0));
}
PEAX_INLINE work element_function::work_of(cost_question const& q) const { return detail::element_wise(q); }

PEAX_INLINE std::vector<tensor> neg::evaluate(evaluation const& e) const {
  return detail::each(e, [](double v) { return -v; });
}
PEAX_INLINE std::vector<tensor> abs::evaluate(evaluation const& e) const {
  return detail::each(e, [](double v) { return std::abs(v); });
}
PEAX_INLINE std::vector<tensor> sqrt::evaluate(evaluation const& e) const {
  return detail::each(e, [](double v) { return std::sqrt(v); });
}
PEAX_INLINE std::vector<tensor> exp::evaluate(evaluation const& e) const {
  return detail::each(e, [](double v) { return std::exp(v); });
}
PEAX_INLINE std::vector<tensor> log::evaluate(evaluation const& e) const {
  return detail::each(e, [](double v) { return std::log(v); });
}

} // namespace peax::op
