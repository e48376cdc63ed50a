#pragma once
//! @file
//! The bodies of auxiliary.hpp: shape rules, work, and values computed plainly.

#include <peax/graph/axis.hpp>
#include <peax/graph/op/auxiliary.hpp>
#include <peax/graph/op/shape_help.hpp>
#include <peax/graph/op/value_help.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

namespace peax::op {

PEAX_INLINE value_types shape_of::output_types(shape_question const& q) const {
  auto const rank = static_cast<std::int64_t>(q.in(0).dims.rank());
  auto const clamp = [&](std::int64_t i) { return std::clamp<std::int64_t>(i < 0 ? i + rank : i, 0, rank); };
  return {{data_type::int64, shape{std::max<std::int64_t>(0, clamp(end.value_or(rank)) - clamp(start))}}};
}
PEAX_INLINE work shape_of::work_of(cost_question const&) const { return {}; }
PEAX_INLINE std::vector<tensor> shape_of::evaluate(evaluation const& e) const {
  auto const n = static_cast<std::int64_t>(e.in(0).dims().rank());
  auto const range = range_of(start, end.value_or(n), 1, n);
  auto const from = e.in(0).dims().begin() + range.start;
  return {tensor::list(std::vector<std::int64_t>(from, from + range.count))};
}

PEAX_INLINE value_types cast::output_types(shape_question const& q) const { return {{to, q.in(0).dims}}; }
PEAX_INLINE work cast::work_of(cost_question const&) const { return {}; }
PEAX_INLINE std::vector<tensor> cast::evaluate(evaluation const& e) const {
  return {detail::with_element_type(e.in(0).type(), [&]<class From>(From) {
    return detail::with_element_type(to, [&]<class To>(To) {
      auto const from = e.in(0).as<From>();
      std::vector<std::byte> raw(from.size() * sizeof(To));
      for (std::size_t i = 0; i < from.size(); ++i) {
        To const v = detail::converted<To>(from[i]);
        std::memcpy(raw.data() + i * sizeof(To), &v, sizeof(To));
      }
      return tensor::from_bytes(to, e.in(0).dims(), std::move(raw));
    });
  })};
}

PEAX_INLINE value_types constant_of_shape::output_types(shape_question const& q) const {
  want(q.in(0).is_constant(), "the shape is computed while running; it must be constant");
  auto const extents = q.in(0).constant.as<std::int64_t>();
  for (auto e : extents) want(e >= 0, "a wanted extent is negative");
  return {{type, shape(std::vector<std::int64_t>(extents.begin(), extents.end()))}};
}
PEAX_INLINE work constant_of_shape::work_of(cost_question const&) const { return {}; }
PEAX_INLINE std::vector<tensor> constant_of_shape::evaluate(evaluation const& e) const {
  return {detail::with_element_type(type, [&]<class T>(T) {
    std::vector<std::byte> raw(detail::elements(e.types[0].dims) * sizeof(T));
    T const fill = detail::converted<T>(value);
    for (std::size_t i = 0; i < raw.size(); i += sizeof(T)) std::memcpy(raw.data() + i, &fill, sizeof(T));
    return tensor::from_bytes(type, e.types[0].dims, std::move(raw));
  })};
}

PEAX_INLINE value_types expand::output_types(shape_question const& q) const {
  return {{q.in(0).type, detail::broadcast(q.in(0).dims, shape(target))}};
}
PEAX_INLINE work expand::work_of(cost_question const&) const { return {}; }
PEAX_INLINE std::vector<tensor> expand::evaluate(evaluation const& e) const {
  return {detail::broadcast_to(e.in(0), e.types[0].dims)};
}

PEAX_INLINE value_types dropout::output_types(shape_question const& q) const {
  return detail::same_as(q.in(0));
}
PEAX_INLINE work dropout::work_of(cost_question const&) const { return {}; }
PEAX_INLINE std::vector<tensor> dropout::evaluate(evaluation const& e) const { return {e.in(0)}; }

PEAX_INLINE value_types identity::output_types(shape_question const& q) const {
  return detail::same_as(q.in(0));
}
PEAX_INLINE work identity::work_of(cost_question const&) const { return {}; }
PEAX_INLINE std::vector<tensor> identity::evaluate(evaluation const& e) const { return {e.in(0)}; }

} // namespace peax::op
