#pragma once
//! @file
//! The bodies of arithmetic.hpp: shape rules, work, and values computed plainly.

#include <peax/graph/axis.hpp>
#include <peax/graph/op/arithmetic.hpp>
#include <peax/graph/op/expression.hpp>
#include <peax/graph/op/shape_help.hpp>

#include <cstdint>
#include <type_traits>
#include <vector>

namespace peax::op {

PEAX_INLINE value_types add::output_types(shape_question const& q) const { return detail::broadcast_all(q); }
PEAX_INLINE work add::work_of(cost_question const& q) const { return detail::element_wise(q); }
PEAX_INLINE std::vector<tensor> add::evaluate(evaluation const& e) const {
  return detail::joined(e, [](auto a, auto b) { return a + b; });
}

PEAX_INLINE value_types sub::output_types(shape_question const& q) const { return detail::broadcast_all(q); }
PEAX_INLINE work sub::work_of(cost_question const& q) const { return detail::element_wise(q); }
PEAX_INLINE std::vector<tensor> sub::evaluate(evaluation const& e) const {
  return detail::joined(e, [](auto a, auto b) { return a - b; });
}

PEAX_INLINE value_types mul::output_types(shape_question const& q) const { return detail::broadcast_all(q); }
PEAX_INLINE work mul::work_of(cost_question const& q) const { return detail::element_wise(q); }
PEAX_INLINE std::vector<tensor> mul::evaluate(evaluation const& e) const {
  return detail::joined(e, [](auto a, auto b) { return a * b; });
}

PEAX_INLINE value_types div::output_types(shape_question const& q) const { return detail::broadcast_all(q); }
PEAX_INLINE work div::work_of(cost_question const& q) const { return detail::element_wise(q); }
PEAX_INLINE std::vector<tensor> div::evaluate(evaluation const& e) const {
  return detail::joined(e, []<class T>(T a, T b) {
    if constexpr (std::is_integral_v<T>) {
      if (b == 0) throw bad_input("an integer is divided by zero");
      if (b == -1) return static_cast<T>(0 - static_cast<std::uint64_t>(a));
    }
    return static_cast<T>(a / b);
  });
}

PEAX_INLINE value_types min::output_types(shape_question const& q) const { return detail::broadcast_all(q); }
PEAX_INLINE work min::work_of(cost_question const& q) const {
  return detail::element_wise(q, static_cast<std::int64_t>(q.inputs.size()) - 1);
}
PEAX_INLINE std::vector<tensor> min::evaluate(evaluation const& e) const {
  return detail::joined(e, [](auto a, auto b) { return b < a ? b : a; });
}

PEAX_INLINE value_types max::output_types(shape_question const& q) const { return detail::broadcast_all(q); }
PEAX_INLINE work max::work_of(cost_question const& q) const {
  return detail::element_wise(q, static_cast<std::int64_t>(q.inputs.size()) - 1);
}
PEAX_INLINE std::vector<tensor> max::evaluate(evaluation const& e) const {
  return detail::joined(e, [](auto a, auto b) { return a < b ? b : a; });
}

} // namespace peax::op
