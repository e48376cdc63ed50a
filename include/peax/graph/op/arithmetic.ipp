#pragma once
//! @file
//! The bodies of arithmetic.hpp: shape rules, work, and values computed plainly.

#include <peax/graph/axis.hpp>
#include <peax/graph/op/arithmetic.hpp>
#include <peax/graph/op/expression.hpp>
#include <peax/graph/op/shape_help.hpp>
#include <peax/graph/op/value_help.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>
#include <vector>

namespace peax::detail {

//! A tensor of one element type from its elements; booleans lie in bytes, which std::vector does not show.
template <class T> tensor of_elements(data_type type, shape const& dims, std::vector<T> const& elements) {
  std::vector<std::byte> raw(elements.size() * sizeof(T));
  if (!raw.empty()) std::memcpy(raw.data(), elements.data(), raw.size());
  return tensor::from_bytes(type, dims, std::move(raw));
}

//! f(a, b) of inputs of any one type, from the left, broadcast to the output.
template <class F> std::vector<tensor> folded_of_any_type(evaluation const& e, F f) {
  shape const& dims = e.types[0].dims;
  return {with_element_type(e.types[0].type, [&]<class T>(T) -> tensor {
    if constexpr (std::is_same_v<T, bool>) {
      throw bad_input("booleans have no order");
    } else {
      tensor const first = broadcast_to(e.in(0), dims);
      std::vector<T> all(first.as<T>().begin(), first.as<T>().end());
      for (std::size_t i = 1; i < e.inputs.size(); ++i) {
        tensor const next = broadcast_to(e.in(i), dims);
        auto const b = next.as<T>();
        for (std::size_t k = 0; k < all.size(); ++k) all[k] = f(all[k], b[k]);
      }
      return of_elements(e.types[0].type, dims, all);
    }
  })};
}

//! The elements as doubles, whatever their type.
inline std::vector<double> numbers_in(tensor const& t) {
  return with_element_type(t.type(), [&]<class T>(T) {
    std::vector<double> out;
    for (auto const v : t.as<T>()) out.push_back(static_cast<double>(v));
    return out;
  });
}
} // namespace peax::detail

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

PEAX_INLINE value_types pow::output_types(shape_question const& q) const {
  return {{q.in(0).type, detail::broadcast(q.in(0).dims, q.in(1).dims)}};
}
PEAX_INLINE work pow::work_of(cost_question const& q) const { return detail::element_wise(q); }
PEAX_INLINE std::vector<tensor> pow::evaluate(evaluation const& e) const {
  shape const& dims = e.types[0].dims;
  auto const bases = detail::numbers_in(detail::broadcast_to(e.in(0), dims)),
             exponents = detail::numbers_in(detail::broadcast_to(e.in(1), dims));
  return {detail::with_element_type(e.types[0].type, [&]<class T>(T) {
    std::vector<std::conditional_t<std::is_same_v<T, bool>, std::uint8_t, T>> out;
    for (std::size_t i = 0; i < bases.size(); ++i)
      out.push_back(detail::converted<T>(std::pow(bases[i], exponents[i])));
    return detail::of_elements(e.types[0].type, dims, out);
  })};
}

PEAX_INLINE value_types sum::output_types(shape_question const& q) const { return detail::broadcast_all(q); }
PEAX_INLINE work sum::work_of(cost_question const& q) const {
  return detail::element_wise(q, static_cast<std::int64_t>(q.inputs.size()) - 1);
}
PEAX_INLINE std::vector<tensor> sum::evaluate(evaluation const& e) const {
  return detail::joined(e, [](auto a, auto b) { return a + b; });
}

PEAX_INLINE value_types mean::output_types(shape_question const& q) const { return detail::broadcast_all(q); }
PEAX_INLINE work mean::work_of(cost_question const& q) const {
  return detail::element_wise(q, static_cast<std::int64_t>(q.inputs.size()));
}
PEAX_INLINE std::vector<tensor> mean::evaluate(evaluation const& e) const {
  tensor const all = detail::joined(e, [](auto a, auto b) { return a + b; })[0];
  return {detail::computed(all.dims(), detail::values(all) /
                                           static_cast<double>(std::max<std::size_t>(1, e.inputs.size())))};
}

PEAX_INLINE value_types min::output_types(shape_question const& q) const { return detail::broadcast_all(q); }
PEAX_INLINE work min::work_of(cost_question const& q) const {
  return detail::element_wise(q, static_cast<std::int64_t>(q.inputs.size()) - 1);
}
PEAX_INLINE std::vector<tensor> min::evaluate(evaluation const& e) const {
  return detail::folded_of_any_type(e, [](auto a, auto b) { return b < a ? b : a; });
}

PEAX_INLINE value_types max::output_types(shape_question const& q) const { return detail::broadcast_all(q); }
PEAX_INLINE work max::work_of(cost_question const& q) const {
  return detail::element_wise(q, static_cast<std::int64_t>(q.inputs.size()) - 1);
}
PEAX_INLINE std::vector<tensor> max::evaluate(evaluation const& e) const {
  return detail::folded_of_any_type(e, [](auto a, auto b) { return a < b ? b : a; });
}

} // namespace peax::op
