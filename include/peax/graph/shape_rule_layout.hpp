#pragma once
//! @file
//! Shape rules of the operators that only move elements: concatenation, reshaping, slicing, reduction.

#include <peax/graph/shape_rule.hpp>

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace peax {

namespace detail {
inline std::vector<std::int64_t> listed(shape const& s) { return {s.begin(), s.end()}; }

//! The axes as positions, each at most once.
inline std::set<std::size_t> axis_set(op::ints const& axes, std::size_t rank) {
  std::set<std::size_t> out;
  for (auto a : axes)
    want(out.insert(axis_of(a, rank)).second, "axis " + std::to_string(a) + " is named twice");
  return out;
}
} // namespace detail

inline value_types output_types(op::concat const& op, shape_question const& q) {
  value_type out{q.in(0).type, q.in(0).dims};
  std::size_t const axis = detail::axis_of(op.axis, out.dims.rank());
  for (std::size_t i = 1; i < q.inputs.size(); ++i) {
    shape const& next = q.in(i).dims;
    bool fits = next.rank() == out.dims.rank() && q.in(i).type == out.type;
    for (std::size_t a = 0; fits && a < next.rank(); ++a) fits = a == axis || next[a] == out.dims[a];
    detail::want(fits, "input " + q.in(i).name + " " + next.text() + " cannot be joined to " +
                           out.dims.text() + " on axis " + std::to_string(axis));
    detail::want(axis != 0 || (!out.dims.is_batched() && !next.is_batched()),
                 "samples cannot be joined along the batch");
    out.dims[axis] += next[axis];
  }
  return {out};
}

inline value_types output_types(op::flatten const& op, shape_question const& q) {
  shape const& x = q.in(0).dims;
  auto const r = static_cast<std::int64_t>(x.rank());
  detail::want(op.axis >= -r && op.axis <= r,
               "axis " + std::to_string(op.axis) + " is outside of " + x.text());
  auto const axis = static_cast<std::size_t>(op.axis < 0 ? op.axis + r : op.axis);
  detail::want(!x.is_batched() || axis == 1, "Flatten at axis " + std::to_string(op.axis) +
                                                 " mixes the samples of the batch of " + x.text());
  std::int64_t rows = 1, columns = 1;
  for (std::size_t i = 0; i < x.rank(); ++i) (i < axis ? rows : columns) *= x[i];
  return {{q.in(0).type, shape{rows, columns}}};
}

inline value_types output_types(op::reshape const& op, shape_question const& q) {
  shape const& x = q.in(0).dims;
  shape out;
  std::int64_t known = 1;
  std::size_t inferred = op.target.size();
  for (std::size_t i = 0; i < op.target.size(); ++i) {
    std::int64_t e = op.target[i];
    detail::want(e >= -1, "target extent " + std::to_string(e) + " is negative");
    if (e == 0) {
      detail::want(i < x.rank(), "target extent 0 at axis " + std::to_string(i) + " copies from " + x.text() +
                                     ", which has no such axis");
      e = x[i];
    } else if (e == -1) {
      detail::want(inferred == op.target.size(), "two target extents are -1");
      inferred = i;
      e = 1;
    }
    detail::want(e != batch_extent || i == 0, "the batch stays on axis 0");
    constexpr std::int64_t limit = std::int64_t{1} << 40;
    detail::want(e <= limit && (known == 0 || e <= limit / known),
                 "the target " + shape(op.target).text() + " is too large");
    if (e != batch_extent) known *= e;
    out.push_back(e);
  }
  std::int64_t const elements = x.elements();
  if (x.is_batched() && !out.is_batched()) {
    detail::want(inferred == 0 && known == elements, "reshape of " + x.text() + " to " +
                                                         shape(op.target).text() +
                                                         " mixes the samples of the batch");
    out[0] = batch_extent;
  } else if (inferred < op.target.size()) {
    detail::want(known != 0 && elements % known == 0,
                 x.text() + " cannot be reshaped to " + shape(op.target).text());
    out[inferred] = elements / known;
  }
  detail::want(out.elements() == elements && out.is_batched() == x.is_batched(),
               x.text() + " cannot be reshaped to " + shape(op.target).text());
  return {{q.in(0).type, out}};
}

inline value_types output_types(op::squeeze const& op, shape_question const& q) {
  shape const& x = q.in(0).dims;
  auto const axes = detail::axis_set(op.axes, x.rank());
  shape out;
  for (std::size_t i = 0; i < x.rank(); ++i) {
    bool const drop = op.axes.empty() ? x[i] == 1 : axes.contains(i);
    detail::want(!drop || x[i] == 1, "axis " + std::to_string(i) + " of " + x.text() + " has not extent 1");
    if (!drop) out.push_back(x[i]);
  }
  return {{q.in(0).type, out}};
}

inline value_types output_types(op::unsqueeze const& op, shape_question const& q) {
  shape const& x = q.in(0).dims;
  std::size_t const rank = x.rank() + op.axes.size();
  auto const axes = detail::axis_set(op.axes, rank);
  detail::want(!x.is_batched() || !axes.contains(0), "the batch of " + x.text() + " stays on axis 0");
  shape out;
  for (std::size_t i = 0, from = 0; i < rank; ++i) out.push_back(axes.contains(i) ? 1 : x[from++]);
  return {{q.in(0).type, out}};
}

inline value_types output_types(op::transpose const& op, shape_question const& q) {
  shape const& x = q.in(0).dims;
  op::ints permutation = op.permutation;
  if (permutation.empty())
    for (std::size_t i = x.rank(); i-- > 0;) permutation.push_back(static_cast<std::int64_t>(i));
  detail::want(permutation.size() == x.rank() && detail::axis_set(permutation, x.rank()).size() == x.rank(),
               "perm is no permutation of the axes of " + x.text());
  shape out;
  for (auto a : permutation) out.push_back(x[detail::axis_of(a, x.rank())]);
  detail::want(!x.is_batched() || out[0] == batch_extent,
               "Transpose moves the batch of " + x.text() + " away from axis 0");
  return {{q.in(0).type, out}};
}

inline value_types output_types(op::pad const& op, shape_question const& q) {
  shape out = q.in(0).dims;
  std::size_t const rank = out.rank();
  detail::want(op.pads.size() == 2 * rank, "pads has " + std::to_string(op.pads.size()) + " entries, " +
                                               out.text() + " needs " + std::to_string(2 * rank));
  for (std::size_t i = 0; i < rank; ++i) {
    std::int64_t const begin = op.pads[i], end = op.pads[i + rank];
    constexpr std::int64_t limit = std::int64_t{1} << 31;
    detail::want(begin > -limit && begin < limit && end > -limit && end < limit, "pads are out of range");
    if (begin == 0 && end == 0) continue;
    detail::want(out[i] != batch_extent, "the batch of " + out.text() + " cannot be padded");
    detail::want(op.mode != op::pad_mode::reflect || (begin < out[i] && end < out[i]),
                 "reflect pads must be smaller than the extents of " + out.text());
    out[i] += begin + end;
    detail::want(out[i] >= 1, "pads leave nothing of " + q.in(0).dims.text());
  }
  return {{q.in(0).type, out}};
}

inline value_types output_types(op::reduce_mean const& op, shape_question const& q) {
  shape const& x = q.in(0).dims;
  auto const axes = detail::axis_set(op.axes, x.rank());
  shape out;
  for (std::size_t i = 0; i < x.rank(); ++i) {
    bool const reduce = op.axes.empty() || axes.contains(i);
    detail::want(!reduce || x[i] != batch_extent,
                 "a mean over the batch of " + x.text() + " mixes the samples");
    if (!reduce)
      out.push_back(x[i]);
    else if (op.keep_dims)
      out.push_back(1);
  }
  return {{q.in(0).type, out}};
}

//! The positions that a slice takes of an axis: from `start`, every `step`, `count` of them.
struct slice_range {
  std::int64_t start, step, count;
};

//! Clamped and counted as ONNX defines it.
[[nodiscard]] inline slice_range range_of(std::int64_t start, std::int64_t end, std::int64_t step,
                                          std::int64_t extent) {
  detail::want(step != 0, "a slice's step is 0");
  detail::want(step > INT64_MIN / 2, "a slice's step is out of range");
  auto const from = [&](std::int64_t i) { return i < 0 ? i + extent : i; };
  if (step > 0) {
    start = std::clamp(from(start), std::int64_t{0}, extent);
    end = std::clamp(from(end), std::int64_t{0}, extent);
    std::int64_t const span = std::max<std::int64_t>(0, end - start);
    return {start, step, span / step + (span % step != 0 ? 1 : 0)};
  }
  start = std::clamp(from(start), std::int64_t{-1}, extent - 1);
  end = std::clamp(from(end), std::int64_t{-1}, extent - 1);
  std::int64_t const span = std::max<std::int64_t>(0, start - end);
  return {start, step, span / -step + (span % -step != 0 ? 1 : 0)};
}

inline value_types output_types(op::slice const& op, shape_question const& q) {
  shape out = q.in(0).dims;
  std::size_t const n = op.starts.size();
  detail::want(op.ends.size() == n && op.axes.size() == n && op.steps.size() == n,
               "starts, ends, axes and steps differ in length");
  (void)detail::axis_set(op.axes, out.rank());
  for (std::size_t i = 0; i < n; ++i) {
    std::size_t const axis = detail::axis_of(op.axes[i], out.rank());
    if (out[axis] == batch_extent) {
      detail::want(op.starts[i] == 0 && op.ends[i] >= INT32_MAX && op.steps[i] == 1,
                   "samples cannot be sliced out of the batch of " + out.text());
      continue;
    }
    out[axis] = range_of(op.starts[i], op.ends[i], op.steps[i], out[axis]).count;
    detail::want(out[axis] > 0,
                 "the slice of " + q.in(0).dims.text() + " on axis " + std::to_string(axis) + " is empty");
  }
  return {{q.in(0).type, out}};
}

inline value_types output_types(op::split const& op, shape_question const& q) {
  shape const& x = q.in(0).dims;
  std::size_t const axis = detail::axis_of(op.axis, x.rank());
  detail::want(x[axis] != batch_extent, "the batch of " + x.text() + " cannot be split");
  detail::want(op.sizes.size() == q.outputs,
               std::to_string(op.sizes.size()) + " sizes for " + std::to_string(q.outputs) + " outputs");
  std::int64_t sum = 0;
  value_types out;
  for (auto size : op.sizes) {
    detail::want(size >= 1 && size <= x[axis],
                 "a part of " + std::to_string(size) + " does not fit " + x.text());
    sum += size;
    shape part = x;
    part[axis] = size;
    out.push_back({q.in(0).type, part});
  }
  detail::want(sum == x[axis], "parts sum to " + std::to_string(sum) + ", axis " + std::to_string(axis) +
                                   " of " + x.text() + " differs");
  return out;
}

inline value_types output_types(op::gather const& op, shape_question const& q) {
  shape const &x = q.in(0).dims, &indices = q.in(1).dims;
  std::size_t const axis = detail::axis_of(op.axis, x.rank());
  detail::want(x[axis] != batch_extent, "samples cannot be gathered out of the batch of " + x.text());
  detail::want(!indices.is_batched() || axis == 0,
               "indices that depend on the sample are gathered on axis 0 only");
  shape out;
  for (std::size_t i = 0; i < axis; ++i) out.push_back(x[i]);
  for (auto e : indices) out.push_back(e);
  for (std::size_t i = axis + 1; i < x.rank(); ++i) out.push_back(x[i]);
  return {{q.in(0).type, out}};
}

inline value_types output_types(op::shape_of const& op, shape_question const& q) {
  auto const rank = static_cast<std::int64_t>(q.in(0).dims.rank());
  auto const clamp = [&](std::int64_t i) { return std::clamp<std::int64_t>(i < 0 ? i + rank : i, 0, rank); };
  return {
      {data_type::int64, shape{std::max<std::int64_t>(0, clamp(op.end.value_or(rank)) - clamp(op.start))}}};
}

inline value_types output_types(op::constant_of_shape const& op, shape_question const& q) {
  detail::want(q.in(0).is_constant(), "the shape is computed while running; it must be constant");
  auto const extents = q.in(0).constant.as<std::int64_t>();
  for (auto e : extents) detail::want(e >= 0, "a wanted extent is negative");
  return {{op.type, shape(std::vector<std::int64_t>(extents.begin(), extents.end()))}};
}

inline value_types output_types(op::expand const& op, shape_question const& q) {
  return {{q.in(0).type, detail::broadcast(q.in(0).dims, shape(op.target))}};
}

} // namespace peax
