#pragma once
//! @file
//! The bodies of reduction.hpp: shape rules, work, and values computed plainly.

#include <peax/graph/axis.hpp>
#include <peax/graph/op/reduction.hpp>
#include <peax/graph/op/shape_help.hpp>
#include <peax/graph/op/value_help.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

namespace peax::detail {

//! The shape without some axes, or with 1 in their place.
template <class Gone> shape without(shape const& x, bool keep_dims, Gone gone) {
  shape out;
  for (std::size_t i = 0; i < x.rank(); ++i) {
    want(!gone(i) || x[i] != batch_extent,
         "a reduction over the batch of " + x.text() + " mixes the samples");
    if (!gone(i))
      out.push_back(x[i]);
    else if (keep_dims)
      out.push_back(1);
  }
  return out;
}

//! Folds what goes to the same element of the output, in double; `finish` makes the element of it.
template <class F, class Finish = std::identity>
std::vector<tensor> folded(evaluation const& e, op::reduction const& op, double start, F f,
                           Finish finish = {}) {
  shape const& x = e.in(0).dims();
  auto const chosen = axis_set(op.axes, x.rank());
  auto const gone = [&](std::size_t i) { return op.axes.empty() || chosen.contains(i); };
  shape const kept = without(x, true, gone);
  std::vector<double> out(elements(kept), start);
  auto const in = e.in(0).floats();
  index_counter position{x};
  for (std::size_t i = 0; i < in.size(); ++i, position.next()) {
    auto const to =
        static_cast<std::size_t>(offset_in(kept, [&](std::size_t a) { return gone(a) ? 0 : position[a]; }));
    out[to] = f(out[to], static_cast<double>(in[i]));
  }
  for (auto& v : out) v = finish(v);
  return {floats(e.types[0].dims, out)};
}

template <class Better>
std::vector<tensor> places(evaluation const& e, op::place_of_extreme const& op, Better better) {
  shape const& x = e.in(0).dims();
  std::size_t const along = axis_of(op.axis, x.rank());
  auto const in = e.in(0).floats();
  std::vector<std::int64_t> out(elements(e.types[0].dims));
  each_row(x, along, 1, [&](std::size_t from, std::size_t to, std::size_t step) {
    std::size_t best = 0;
    for (std::size_t i = 1; i < at(x, along); ++i) {
      float const now = in[from + i * step], before = in[from + best * step];
      if (better(now, before) || (op.select_last && now == before)) best = i;
    }
    out[to] = static_cast<std::int64_t>(best);
  });
  return {tensor(e.types[0].dims, std::move(out))};
}
} // namespace peax::detail

namespace peax::op {

PEAX_INLINE value_types reduction::output_types(shape_question const& q) const {
  auto const chosen = axis_set(axes, q.in(0).dims.rank());
  return {{q.in(0).type, detail::without(q.in(0).dims, keep_dims,
                                         [&](std::size_t i) { return axes.empty() || chosen.contains(i); })}};
}
PEAX_INLINE work reduction::work_of(cost_question const& q) const { return {0, q.in(0).dims.elements()}; }

PEAX_INLINE std::vector<tensor> reduce_sum::evaluate(evaluation const& e) const {
  return detail::folded(e, *this, 0., [](double a, double b) { return a + b; });
}
PEAX_INLINE std::vector<tensor> reduce_max::evaluate(evaluation const& e) const {
  return detail::folded(e, *this, -std::numeric_limits<double>::infinity(),
                        [](double a, double b) { return std::max(a, b); });
}
PEAX_INLINE std::vector<tensor> reduce_min::evaluate(evaluation const& e) const {
  return detail::folded(e, *this, std::numeric_limits<double>::infinity(),
                        [](double a, double b) { return std::min(a, b); });
}
PEAX_INLINE std::vector<tensor> reduce_l1::evaluate(evaluation const& e) const {
  return detail::folded(e, *this, 0., [](double a, double b) { return a + std::abs(b); });
}
PEAX_INLINE std::vector<tensor> reduce_l2::evaluate(evaluation const& e) const {
  return detail::folded(
      e, *this, 0., [](double a, double b) { return a + b * b; }, [](double a) { return std::sqrt(a); });
}
PEAX_INLINE std::vector<tensor> reduce_sum_square::evaluate(evaluation const& e) const {
  return detail::folded(e, *this, 0., [](double a, double b) { return a + b * b; });
}
PEAX_INLINE std::vector<tensor> reduce_prod::evaluate(evaluation const& e) const {
  return detail::folded(e, *this, 1., [](double a, double b) { return a * b; });
}
PEAX_INLINE std::vector<tensor> reduce_log_sum::evaluate(evaluation const& e) const {
  return detail::folded(
      e, *this, 0., [](double a, double b) { return a + b; }, [](double a) { return std::log(a); });
}
PEAX_INLINE std::vector<tensor> reduce_log_sum_exp::evaluate(evaluation const& e) const {
  return detail::folded(e, *this, -std::numeric_limits<double>::infinity(), [](double a, double b) {
    double const most = std::max(a, b);
    return std::isinf(most) ? most : most + std::log1p(std::exp(std::min(a, b) - most));
  });
}

PEAX_INLINE value_types place_of_extreme::output_types(shape_question const& q) const {
  shape const& x = q.in(0).dims;
  std::size_t const along = axis_of(axis, x.rank());
  want(x[along] != 0, "axis " + std::to_string(along) + " of " + x.text() + " has no element");
  return {{data_type::int64, detail::without(x, keep_dims, [&](std::size_t i) { return i == along; })}};
}
PEAX_INLINE work place_of_extreme::work_of(cost_question const& q) const {
  return {0, q.in(0).dims.elements()};
}
PEAX_INLINE std::vector<tensor> arg_max::evaluate(evaluation const& e) const {
  return detail::places(e, *this, [](float a, float b) { return a > b; });
}
PEAX_INLINE std::vector<tensor> arg_min::evaluate(evaluation const& e) const {
  return detail::places(e, *this, [](float a, float b) { return a < b; });
}

PEAX_INLINE value_types top_k::output_types(shape_question const& q) const {
  shape out = q.in(0).dims;
  std::size_t const along = axis_of(axis, out.rank());
  want(out[along] != batch_extent, "TopK along the batch of " + out.text() + " mixes the samples");
  want(k >= 1 && k <= out[along],
       "k = " + std::to_string(k) + " does not fit axis " + std::to_string(along) + " of " + out.text());
  out[along] = k;
  value_types types{{q.in(0).type, out}, {data_type::int64, out}};
  types.resize(std::min<std::size_t>(q.outputs, 2));
  return types;
}
PEAX_INLINE work top_k::work_of(cost_question const& q) const { return {0, q.in(0).dims.elements()}; }
PEAX_INLINE std::vector<tensor> top_k::evaluate(evaluation const& e) const {
  shape const& x = e.in(0).dims();
  std::size_t const along = axis_of(axis, x.rank()), count = static_cast<std::size_t>(k);
  auto const in = e.in(0).floats();
  std::vector<float> values(detail::elements(e.types[0].dims));
  std::vector<std::int64_t> indices(values.size());
  std::vector<std::size_t> order(detail::at(x, along));
  detail::each_row(x, along, count, [&](std::size_t from, std::size_t to, std::size_t step) {
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      float const left = in[from + a * step], right = in[from + b * step];
      return largest ? left > right : left < right;
    });
    for (std::size_t i = 0; i < count; ++i) {
      values[to + i * step] = in[from + order[i] * step];
      indices[to + i * step] = static_cast<std::int64_t>(order[i]);
    }
  });
  std::vector<tensor> out{tensor(e.types[0].dims, std::move(values))};
  if (e.types.size() > 1) out.emplace_back(e.types[1].dims, std::move(indices));
  return out;
}

} // namespace peax::op
