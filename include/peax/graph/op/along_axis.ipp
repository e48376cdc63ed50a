#pragma once
//! @file
//! The bodies of along_axis.hpp: shape rules, work, and values computed plainly.

#include <peax/graph/axis.hpp>
#include <peax/graph/op/along_axis.hpp>
#include <peax/graph/op/shape_help.hpp>
#include <peax/graph/op/value_help.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::detail {

//! The type of the input; the axis must be one of a sample.
inline value_types along(shape_question const& q, std::int64_t axis, std::string_view name) {
  shape const& x = q.in(0).dims;
  want(x[axis_of(axis, x.rank())] != batch_extent,
       std::string(name) + " along the batch of " + x.text() + " mixes the samples");
  return same_as(q.in(0));
}
} // namespace peax::detail

namespace peax::op {

PEAX_INLINE value_types cum_sum::output_types(shape_question const& q) const {
  return detail::along(q, axis, name);
}
PEAX_INLINE work cum_sum::work_of(cost_question const& q) const { return detail::element_wise(q); }
PEAX_INLINE std::vector<tensor> cum_sum::evaluate(evaluation const& e) const {
  shape const& x = e.in(0).dims();
  std::size_t const along = axis_of(axis, x.rank()), count = detail::at(x, along);
  auto const in = detail::doubles(e.in(0));
  std::vector<double> out(in.size());
  detail::each_row(x, along, count, [&](std::size_t first, std::size_t, std::size_t apart) {
    double sum = 0;
    for (std::size_t i = 0; i < count; ++i) {
      std::size_t const place = first + (reverse ? count - 1 - i : i) * apart;
      out[place] = exclusive ? sum : sum + in[place];
      sum += in[place];
    }
  });
  return {detail::floats(x, out)};
}

PEAX_INLINE value_types hardmax::output_types(shape_question const& q) const {
  return detail::along(q, axis, name);
}
PEAX_INLINE work hardmax::work_of(cost_question const& q) const { return detail::element_wise(q); }
PEAX_INLINE std::vector<tensor> hardmax::evaluate(evaluation const& e) const {
  shape const& x = e.in(0).dims();
  std::size_t const along = axis_of(axis, x.rank()), count = detail::at(x, along);
  auto const in = e.in(0).floats();
  std::vector<float> out(in.size());
  detail::each_row(x, along, count, [&](std::size_t first, std::size_t, std::size_t apart) {
    std::size_t best = first;
    for (std::size_t i = 1; i < count; ++i)
      if (in[first + i * apart] > in[best]) best = first + i * apart;
    out[best] = 1;
  });
  return {tensor(x, std::move(out))};
}

} // namespace peax::op
