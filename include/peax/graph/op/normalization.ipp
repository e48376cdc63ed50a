#pragma once
//! @file
//! The bodies of normalization.hpp: shape rules, work, and values computed plainly.

#include <peax/core/error.hpp>
#include <peax/graph/axis.hpp>
#include <peax/graph/op/normalization.hpp>
#include <peax/graph/op/shape_help.hpp>
#include <peax/graph/op/value_help.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace peax::op {

PEAX_INLINE value_types layer_normalization::output_types(shape_question const& q) const {
  value const& x = q.in(0);
  std::size_t const first = axis_of(axis, x.dims.rank());
  want(x.dims[first] != batch_extent,
       "a normalization over the batch of " + x.dims.text() + " mixes the samples");
  shape over, kept = x.dims;
  for (std::size_t i = first; i < x.dims.rank(); ++i) over.push_back(x.dims[i]), kept[i] = 1;
  for (std::size_t i = 1; i < q.inputs.size(); ++i) {
    if (i > 1 && q.inputs[i] == nullptr) continue;
    want(q.in(i).dims.rank() <= over.rank() && detail::broadcast(over, q.in(i).dims) == over,
         "parameter " + q.in(i).name + " " + q.in(i).dims.text() + " does not fit the axes " + over.text() +
             " of " + x.dims.text());
  }
  want(q.outputs <= 3, "has more than 3 outputs");
  value_types out{{x.type, x.dims}};
  while (out.size() < q.outputs) out.push_back({x.type, kept});
  return out;
}
PEAX_INLINE work layer_normalization::work_of(cost_question const& q) const {
  return detail::element_wise(q, 5);
}
PEAX_INLINE std::vector<tensor> layer_normalization::evaluate(evaluation const& e) const {
  shape const& x = e.in(0).dims();
  std::size_t const first = axis_of(axis, x.rank()), n = detail::span_of(x, first);
  shape over;
  for (std::size_t i = first; i < x.rank(); ++i) over.push_back(x[i]);
  auto const scale = detail::doubles(detail::broadcast_to(e.in(1), over));
  auto const bias = e.has(2) ? detail::doubles(detail::broadcast_to(e.in(2), over)) : std::vector<double>(n);
  auto values = detail::doubles(e.in(0));
  std::vector<double> means, inverse;
  for (std::size_t row = 0; n > 0 && row < values.size(); row += n) {
    double sum = 0, squares = 0;
    for (std::size_t i = 0; i < n; ++i) sum += values[row + i];
    double const mean = sum / static_cast<double>(n);
    for (std::size_t i = 0; i < n; ++i) squares += (values[row + i] - mean) * (values[row + i] - mean);
    double const factor = 1 / std::sqrt(squares / static_cast<double>(n) + static_cast<double>(epsilon));
    for (std::size_t i = 0; i < n; ++i)
      values[row + i] = (values[row + i] - mean) * factor * scale[i] + bias[i];
    means.push_back(mean), inverse.push_back(factor);
  }
  std::vector<tensor> out{detail::floats(x, values)};
  if (e.types.size() > 1) out.push_back(detail::floats(e.types[1].dims, means));
  if (e.types.size() > 2) out.push_back(detail::floats(e.types[2].dims, inverse));
  return out;
}

PEAX_INLINE value_types instance_normalization::output_types(shape_question const& q) const {
  value const& x = q.in(0);
  detail::want_spatial(x);
  for (std::size_t i = 1; i < 3; ++i)
    want(q.in(i).dims == shape{x.dims[1]},
         "parameter " + q.in(i).name + " " + q.in(i).dims.text() + " does not fit " + x.dims.text());
  return detail::same_as(x);
}
PEAX_INLINE work instance_normalization::work_of(cost_question const& q) const {
  return detail::element_wise(q, 5);
}
PEAX_INLINE std::vector<tensor> instance_normalization::evaluate(evaluation const& e) const {
  shape const& x = e.in(0).dims();
  auto values = detail::doubles(e.in(0));
  auto const scale = e.in(1).floats(), bias = e.in(2).floats();
  std::size_t const n = detail::span_of(x, 2), channels = detail::at(x, 1);
  for (std::size_t row = 0; n > 0 && row < values.size() / n; ++row) {
    double* const v = values.data() + row * n;
    double sum = 0, squares = 0;
    for (std::size_t i = 0; i < n; ++i) sum += v[i];
    double const mean = sum / static_cast<double>(n);
    for (std::size_t i = 0; i < n; ++i) squares += (v[i] - mean) * (v[i] - mean);
    double const factor = static_cast<double>(scale[row % channels]) /
                          std::sqrt(squares / static_cast<double>(n) + static_cast<double>(epsilon));
    for (std::size_t i = 0; i < n; ++i)
      v[i] = (v[i] - mean) * factor + static_cast<double>(bias[row % channels]);
  }
  return {detail::floats(x, values)};
}

PEAX_INLINE value_types lrn::output_types(shape_question const& q) const {
  value const& x = q.in(0);
  want(x.dims.rank() >= 2, "shape " + x.dims.text() + " has no channel axis");
  want(size >= 1, "a size of " + std::to_string(size) + " channels makes no sense");
  return detail::same_as(x);
}
PEAX_INLINE work lrn::work_of(cost_question const& q) const {
  return detail::element_wise(q, checked_sum(4, std::min(size, std::max<std::int64_t>(1, q.output.dims[1]))));
}
PEAX_INLINE std::vector<tensor> lrn::evaluate(evaluation const& e) const {
  shape const& x = e.in(0).dims();
  auto const values = detail::doubles(e.in(0));
  std::vector<double> out(values.size());
  auto const channels = x[1];
  std::size_t const area = detail::span_of(x, 2);
  for (std::size_t i = 0; i < out.size(); ++i) {
    auto const c = static_cast<std::int64_t>(i / area % detail::at(x, 1));
    std::int64_t const from = std::max<std::int64_t>(0, c - (size - 1) / 2),
                       to = std::min(channels - 1, c + std::min(size / 2, channels));
    double sum = 0;
    for (std::int64_t k = from; k <= to; ++k) {
      double const v = values[i + static_cast<std::size_t>(k) * area - static_cast<std::size_t>(c) * area];
      sum += v * v;
    }
    double const s = static_cast<double>(bias) + static_cast<double>(alpha) / static_cast<double>(size) * sum;
    out[i] = values[i] * std::pow(s, -static_cast<double>(beta));
  }
  return {detail::floats(x, out)};
}

PEAX_INLINE value_types lp_normalization::output_types(shape_question const& q) const {
  value const& x = q.in(0);
  std::size_t const along = axis_of(axis, x.dims.rank());
  want(x.dims[along] != batch_extent,
       "a normalization over the batch of " + x.dims.text() + " mixes the samples");
  want(p == 1 || p == 2, "p = " + std::to_string(p) + " does not exist: 1 and 2 do");
  return detail::same_as(x);
}
PEAX_INLINE work lp_normalization::work_of(cost_question const& q) const {
  return detail::element_wise(q, 3);
}
PEAX_INLINE std::vector<tensor> lp_normalization::evaluate(evaluation const& e) const {
  shape const& x = e.in(0).dims();
  auto values = detail::doubles(e.in(0));
  std::size_t const along = axis_of(axis, x.rank()), inner = detail::span_of(x, along + 1),
                    n = detail::at(x, along);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i / inner % n != 0) continue;
    double length = 0;
    for (std::size_t k = 0; k < n; ++k) {
      double const v = values[i + k * inner];
      length += p == 1 ? std::abs(v) : v * v;
    }
    if (p == 2) length = std::sqrt(length);
    for (std::size_t k = 0; k < n; ++k)
      values[i + k * inner] = length == 0 ? 0 : values[i + k * inner] / length;
  }
  return {detail::floats(x, values)};
}

} // namespace peax::op
