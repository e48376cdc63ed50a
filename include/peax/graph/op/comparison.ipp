#pragma once
//! @file
//! The bodies of comparison.hpp: shape rules, work, and values computed plainly.

#include <peax/graph/op/comparison.hpp>
#include <peax/graph/op/shape_help.hpp>
#include <peax/graph/op/value_help.hpp>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace peax::detail {

//! f(a, b) of the inputs, element by element, broadcast to each other.
template <class F> std::vector<tensor> truth_of(evaluation const& e, F f) {
  shape const& dims = e.types[0].dims;
  tensor const left = broadcast_to(e.in(0), dims), right = broadcast_to(e.in(1), dims);
  return {with_element_type(left.type(), [&]<class T>(T) {
    auto const a = left.as<T>(), b = right.as<T>();
    std::vector<std::byte> raw(a.size());
    for (std::size_t i = 0; i < a.size(); ++i) raw[i] = std::byte{f(a[i], b[i])};
    return tensor::from_bytes(data_type::boolean, dims, std::move(raw));
  })};
}
} // namespace peax::detail

namespace peax::op {

PEAX_INLINE value_types comparison::output_types(shape_question const& q) const {
  return {{data_type::boolean, detail::broadcast_all(q)[0].dims}};
}
PEAX_INLINE work comparison::work_of(cost_question const& q) const { return detail::element_wise(q); }

PEAX_INLINE value_types logic::output_types(shape_question const& q) const {
  for (auto const* in : q.inputs)
    want(in == nullptr || in->type == data_type::boolean,
         "an input is " + std::string(in == nullptr ? "" : name_of(in->type)) + ", wanted boolean");
  return detail::broadcast_all(q);
}
PEAX_INLINE work logic::work_of(cost_question const& q) const { return detail::element_wise(q); }

PEAX_INLINE std::vector<tensor> equal::evaluate(evaluation const& e) const {
  return detail::truth_of(e, [](auto a, auto b) { return a == b; });
}
PEAX_INLINE std::vector<tensor> less::evaluate(evaluation const& e) const {
  return detail::truth_of(e, [](auto a, auto b) { return a < b; });
}
PEAX_INLINE std::vector<tensor> less_or_equal::evaluate(evaluation const& e) const {
  return detail::truth_of(e, [](auto a, auto b) { return a <= b; });
}
PEAX_INLINE std::vector<tensor> greater::evaluate(evaluation const& e) const {
  return detail::truth_of(e, [](auto a, auto b) { return a > b; });
}
PEAX_INLINE std::vector<tensor> greater_or_equal::evaluate(evaluation const& e) const {
  return detail::truth_of(e, [](auto a, auto b) { return a >= b; });
}
PEAX_INLINE std::vector<tensor> logical_and::evaluate(evaluation const& e) const {
  return detail::truth_of(e, [](auto a, auto b) { return a != 0 && b != 0; });
}
PEAX_INLINE std::vector<tensor> logical_or::evaluate(evaluation const& e) const {
  return detail::truth_of(e, [](auto a, auto b) { return a != 0 || b != 0; });
}
PEAX_INLINE std::vector<tensor> logical_xor::evaluate(evaluation const& e) const {
  return detail::truth_of(e, [](auto a, auto b) { return a != b; });
}
PEAX_INLINE std::vector<tensor> logical_not::evaluate(evaluation const& e) const {
  std::vector<std::byte> raw;
  for (bool const held : e.in(0).as<bool>()) raw.push_back(std::byte{!held});
  return {tensor::from_bytes(data_type::boolean, e.types[0].dims, std::move(raw))};
}

PEAX_INLINE value_types where::output_types(shape_question const& q) const {
  want(q.in(0).type == data_type::boolean,
       "the condition is " + std::string(name_of(q.in(0).type)) + ", wanted boolean");
  auto const made = detail::broadcast_all({q.inputs.subspan(1), 1});
  return {{made[0].type, detail::broadcast(q.in(0).dims, made[0].dims)}};
}
PEAX_INLINE work where::work_of(cost_question const& q) const { return detail::element_wise(q); }
PEAX_INLINE std::vector<tensor> where::evaluate(evaluation const& e) const {
  shape const& dims = e.types[0].dims;
  tensor const condition = detail::broadcast_to(e.in(0), dims), x = detail::broadcast_to(e.in(1), dims),
               y = detail::broadcast_to(e.in(2), dims);
  auto const holds = condition.as<bool>();
  std::size_t const width = bits_of(x.type()) / 8;
  std::vector<std::byte> raw(x.size_in_bytes());
  for (std::size_t i = 0; i < raw.size(); ++i) raw[i] = (holds[i / width] ? x : y).raw()[i];
  return {tensor::from_bytes(x.type(), dims, std::move(raw))};
}

} // namespace peax::op
