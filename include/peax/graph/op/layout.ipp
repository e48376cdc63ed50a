#pragma once
//! @file
//! The bodies of layout.hpp: shape rules, work, and values computed plainly.

#include <peax/core/checked.hpp>
#include <peax/graph/axis.hpp>
#include <peax/graph/op/layout.hpp>
#include <peax/graph/op/shape_help.hpp>
#include <peax/graph/op/value_help.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

namespace peax::op {

PEAX_INLINE value_types concat::output_types(shape_question const& q) const {
  value_type out{q.in(0).type, q.in(0).dims};
  std::size_t const along = axis_of(axis, out.dims.rank());
  for (std::size_t i = 1; i < q.inputs.size(); ++i) {
    shape const& next = q.in(i).dims;
    bool fits = next.rank() == out.dims.rank() && q.in(i).type == out.type;
    for (std::size_t a = 0; fits && a < next.rank(); ++a) fits = a == along || next[a] == out.dims[a];
    want(fits, "input " + q.in(i).name + " " + next.text() + " cannot be joined to " + out.dims.text() +
                   " on axis " + std::to_string(along));
    want(along != 0 || (!out.dims.is_batched() && !next.is_batched()),
         "samples cannot be joined along the batch");
    out.dims[along] += next[along];
  }
  return {out};
}
PEAX_INLINE work concat::work_of(cost_question const&) const { return {}; }
PEAX_INLINE std::vector<tensor> concat::evaluate(evaluation const& e) const {
  shape const& y = e.types[0].dims;
  std::size_t const along = axis_of(axis, y.rank());
  std::vector<std::byte> raw;
  for (std::size_t row = 0; row < detail::elements(y) / std::max<std::size_t>(1, detail::span_of(y, along));
       ++row)
    for (auto const& t : e.inputs) {
      std::size_t const piece = detail::span_of(t.dims(), along) * bits_of(t.type()) / 8;
      auto const part = t.raw().subspan(row * piece, piece);
      raw.insert(raw.end(), part.begin(), part.end());
    }
  return {tensor::from_bytes(e.in(0).type(), y, std::move(raw))};
}

PEAX_INLINE value_types flatten::output_types(shape_question const& q) const {
  shape const& x = q.in(0).dims;
  auto const r = static_cast<std::int64_t>(x.rank());
  want(axis >= -r && axis <= r, "axis " + std::to_string(axis) + " is outside of " + x.text());
  auto const along = static_cast<std::size_t>(axis < 0 ? axis + r : axis);
  want(!x.is_batched() || along == 1,
       "Flatten at axis " + std::to_string(axis) + " mixes the samples of the batch of " + x.text());
  std::int64_t rows = 1, columns = 1;
  for (std::size_t i = 0; i < x.rank(); ++i) (i < along ? rows : columns) *= x[i];
  return {{q.in(0).type, shape{rows, columns}}};
}
PEAX_INLINE work flatten::work_of(cost_question const&) const { return {}; }
PEAX_INLINE std::vector<tensor> flatten::evaluate(evaluation const& e) const { return detail::reshaped(e); }

PEAX_INLINE value_types reshape::output_types(shape_question const& q) const {
  shape const& x = q.in(0).dims;
  shape out;
  std::int64_t known = 1;
  std::size_t inferred = target.size();
  for (std::size_t i = 0; i < target.size(); ++i) {
    std::int64_t e = target[i];
    want(e >= -1, "target extent " + std::to_string(e) + " is negative");
    if (e == 0) {
      want(i < x.rank(), "target extent 0 at axis " + std::to_string(i) + " copies from " + x.text() +
                             ", which has no such axis");
      e = x[i];
    } else if (e == -1) {
      want(inferred == target.size(), "two target extents are -1");
      inferred = i;
      e = 1;
    }
    want(e != batch_extent || i == 0, "the batch stays on axis 0");
    constexpr std::int64_t limit = std::int64_t{1} << 40;
    want(e <= limit && (known == 0 || e <= limit / known),
         "the target " + shape(target).text() + " is too large");
    if (e != batch_extent) known *= e;
    out.push_back(e);
  }
  std::int64_t const elements = x.elements();
  if (x.is_batched() && !out.is_batched()) {
    want(inferred == 0 && known == elements,
         "reshape of " + x.text() + " to " + shape(target).text() + " mixes the samples of the batch");
    out[0] = batch_extent;
  } else if (inferred < target.size()) {
    want(known != 0 && elements % known == 0, x.text() + " cannot be reshaped to " + shape(target).text());
    out[inferred] = elements / known;
  }
  want(out.elements() == elements && out.is_batched() == x.is_batched(),
       x.text() + " cannot be reshaped to " + shape(target).text());
  return {{q.in(0).type, out}};
}
PEAX_INLINE work reshape::work_of(cost_question const&) const { return {}; }
PEAX_INLINE std::vector<tensor> reshape::evaluate(evaluation const& e) const { return detail::reshaped(e); }

PEAX_INLINE value_types squeeze::output_types(shape_question const& q) const {
  shape const& x = q.in(0).dims;
  auto const chosen = axis_set(axes, x.rank());
  shape out;
  for (std::size_t i = 0; i < x.rank(); ++i) {
    bool const drop = axes.empty() ? x[i] == 1 : chosen.contains(i);
    want(!drop || x[i] == 1, "axis " + std::to_string(i) + " of " + x.text() + " has not extent 1");
    if (!drop) out.push_back(x[i]);
  }
  return {{q.in(0).type, out}};
}
PEAX_INLINE work squeeze::work_of(cost_question const&) const { return {}; }
PEAX_INLINE std::vector<tensor> squeeze::evaluate(evaluation const& e) const { return detail::reshaped(e); }

PEAX_INLINE value_types unsqueeze::output_types(shape_question const& q) const {
  shape const& x = q.in(0).dims;
  std::size_t const rank = x.rank() + axes.size();
  auto const chosen = axis_set(axes, rank);
  want(!x.is_batched() || !chosen.contains(0), "the batch of " + x.text() + " stays on axis 0");
  shape out;
  for (std::size_t i = 0, from = 0; i < rank; ++i) out.push_back(chosen.contains(i) ? 1 : x[from++]);
  return {{q.in(0).type, out}};
}
PEAX_INLINE work unsqueeze::work_of(cost_question const&) const { return {}; }
PEAX_INLINE std::vector<tensor> unsqueeze::evaluate(evaluation const& e) const { return detail::reshaped(e); }

PEAX_INLINE value_types transpose::output_types(shape_question const& q) const {
  shape const& x = q.in(0).dims;
  ints order = permutation;
  if (order.empty())
    for (std::size_t i = x.rank(); i-- > 0;) order.push_back(static_cast<std::int64_t>(i));
  want(order.size() == x.rank() && axis_set(order, x.rank()).size() == x.rank(),
       "perm is no permutation of the axes of " + x.text());
  shape out;
  for (auto a : order) out.push_back(x[axis_of(a, x.rank())]);
  want(!x.is_batched() || out[0] == batch_extent,
       "Transpose moves the batch of " + x.text() + " away from axis 0");
  return {{q.in(0).type, out}};
}
PEAX_INLINE work transpose::work_of(cost_question const&) const { return {}; }
PEAX_INLINE std::vector<tensor> transpose::evaluate(evaluation const& e) const {
  shape const& x = e.in(0).dims();
  ints order = permutation;
  if (order.empty())
    for (std::size_t i = x.rank(); i-- > 0;) order.push_back(static_cast<std::int64_t>(i));
  std::vector<std::int64_t> step(x.rank());
  for (std::size_t i = 0; i < x.rank(); ++i)
    step[i] = static_cast<std::int64_t>(detail::span_of(x, axis_of(order[i], x.rank()) + 1));
  return {detail::rearranged(e.in(0), e.types[0].dims, [&](detail::index_counter const& p) {
    std::int64_t offset = 0;
    for (std::size_t i = 0; i < step.size(); ++i) offset += p[i] * step[i];
    return offset;
  })};
}

PEAX_INLINE value_types pad::output_types(shape_question const& q) const {
  shape out = q.in(0).dims;
  std::size_t const rank = out.rank();
  want(pads.size() == 2 * rank, "pads has " + std::to_string(pads.size()) + " entries, " + out.text() +
                                    " needs " + std::to_string(2 * rank));
  for (std::size_t i = 0; i < rank; ++i) {
    std::int64_t const begin = pads[i], end = pads[i + rank];
    constexpr std::int64_t limit = std::int64_t{1} << 31;
    want(begin > -limit && begin < limit && end > -limit && end < limit, "pads are out of range");
    if (begin == 0 && end == 0) continue;
    want(out[i] != batch_extent, "the batch of " + out.text() + " cannot be padded");
    want(mode != pad_mode::reflect || (begin < out[i] && end < out[i]),
         "reflect pads must be smaller than the extents of " + out.text());
    out[i] += begin + end;
    want(out[i] >= 1, "pads leave nothing of " + q.in(0).dims.text());
  }
  return {{q.in(0).type, out}};
}
PEAX_INLINE work pad::work_of(cost_question const&) const { return {}; }
PEAX_INLINE std::vector<tensor> pad::evaluate(evaluation const& e) const {
  shape const& x = e.in(0).dims();
  std::vector<std::byte> fill(bits_of(e.in(0).type()) / 8);
  detail::with_element_type(e.in(0).type(), [&]<class T>(T) {
    T const v = detail::converted<T>(value);
    std::memcpy(fill.data(), &v, sizeof v);
    return 0;
  });
  auto const source = [&](detail::index_counter const& p) {
    bool outside = false;
    std::int64_t const offset = detail::offset_in(x, [&](std::size_t a) {
      std::int64_t i = p[a] - pads[a];
      std::int64_t const last = x[a] - 1;
      if (i >= 0 && i <= last) return i;
      if (mode == pad_mode::constant) outside = true;
      if (mode == pad_mode::reflect) i = i < 0 ? -i : 2 * last - i;
      return std::clamp<std::int64_t>(i, 0, last);
    });
    return outside ? std::int64_t{-1} : offset;
  };
  return {detail::rearranged(e.in(0), e.types[0].dims, source, fill)};
}

PEAX_INLINE value_types slice::output_types(shape_question const& q) const {
  shape out = q.in(0).dims;
  std::size_t const n = starts.size();
  want(ends.size() == n && axes.size() == n && steps.size() == n,
       "starts, ends, axes and steps differ in length");
  (void)axis_set(axes, out.rank());
  for (std::size_t i = 0; i < n; ++i) {
    std::size_t const axis = axis_of(axes[i], out.rank());
    if (out[axis] == batch_extent) {
      want(starts[i] == 0 && ends[i] >= INT32_MAX && steps[i] == 1,
           "samples cannot be sliced out of the batch of " + out.text());
      continue;
    }
    out[axis] = range_of(starts[i], ends[i], steps[i], out[axis]).count;
    want(out[axis] > 0,
         "the slice of " + q.in(0).dims.text() + " on axis " + std::to_string(axis) + " is empty");
  }
  return {{q.in(0).type, out}};
}
PEAX_INLINE work slice::work_of(cost_question const&) const { return {}; }
PEAX_INLINE std::vector<tensor> slice::evaluate(evaluation const& e) const {
  shape const& x = e.in(0).dims();
  std::vector<slice_range> ranges(x.rank(), slice_range{0, 1, 0});
  for (std::size_t i = 0; i < axes.size(); ++i) {
    std::size_t const axis = axis_of(axes[i], x.rank());
    ranges[axis] = range_of(starts[i], ends[i], steps[i], x[axis]);
  }
  return {detail::rearranged(e.in(0), e.types[0].dims, [&](detail::index_counter const& p) {
    return detail::offset_in(x, [&](std::size_t a) { return ranges[a].start + p[a] * ranges[a].step; });
  })};
}

PEAX_INLINE value_types split::output_types(shape_question const& q) const {
  shape const& x = q.in(0).dims;
  std::size_t const along = axis_of(axis, x.rank());
  want(x[along] != batch_extent, "the batch of " + x.text() + " cannot be split");
  want(sizes.size() == q.outputs,
       std::to_string(sizes.size()) + " sizes for " + std::to_string(q.outputs) + " outputs");
  std::int64_t sum = 0;
  value_types out;
  for (auto size : sizes) {
    want(size >= 1 && size <= x[along], "a part of " + std::to_string(size) + " does not fit " + x.text());
    sum += size;
    shape part = x;
    part[along] = size;
    out.push_back({q.in(0).type, part});
  }
  want(sum == x[along], "parts sum to " + std::to_string(sum) + ", axis " + std::to_string(along) + " of " +
                            x.text() + " differs");
  return out;
}
PEAX_INLINE work split::work_of(cost_question const&) const { return {}; }
PEAX_INLINE std::vector<tensor> split::evaluate(evaluation const& e) const {
  shape const& x = e.in(0).dims();
  std::size_t const along = axis_of(axis, x.rank());
  std::vector<tensor> out;
  std::int64_t first = 0;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    out.push_back(detail::rearranged(e.in(0), e.types[i].dims, [&](detail::index_counter const& p) {
      return detail::offset_in(x, [&](std::size_t a) { return p[a] + (a == along ? first : 0); });
    }));
    first += sizes[i];
  }
  return out;
}

PEAX_INLINE value_types gather::output_types(shape_question const& q) const {
  shape const &x = q.in(0).dims, &indices = q.in(1).dims;
  std::size_t const along = axis_of(axis, x.rank());
  want(x[along] != batch_extent, "samples cannot be gathered out of the batch of " + x.text());
  want(!indices.is_batched() || along == 0, "indices that depend on the sample are gathered on axis 0 only");
  shape out;
  for (std::size_t i = 0; i < along; ++i) out.push_back(x[i]);
  for (auto e : indices) out.push_back(e);
  for (std::size_t i = along + 1; i < x.rank(); ++i) out.push_back(x[i]);
  return {{q.in(0).type, out}};
}
PEAX_INLINE work gather::work_of(cost_question const&) const { return {}; }
PEAX_INLINE std::vector<tensor> gather::evaluate(evaluation const& e) const {
  shape const &x = e.in(0).dims(), &indices = e.in(1).dims();
  std::size_t const along = axis_of(axis, x.rank());
  auto const chosen = detail::integers(e.in(1));
  for (auto i : chosen)
    want(i >= -x[along] && i < x[along],
         "index " + std::to_string(i) + " is outside of axis " + std::to_string(along) + " of " + x.text());
  return {detail::rearranged(e.in(0), e.types[0].dims, [&](detail::index_counter const& p) {
    std::int64_t at_index = 0;
    for (std::size_t i = 0; i < indices.rank(); ++i) at_index = at_index * indices[i] + p[along + i];
    std::int64_t const i = chosen[static_cast<std::size_t>(at_index)];
    return detail::offset_in(x, [&](std::size_t a) {
      return a < along ? p[a] : a == along ? (i < 0 ? i + x[along] : i) : p[a + indices.rank() - 1];
    });
  })};
}

PEAX_INLINE value_types tile::output_types(shape_question const& q) const {
  shape const& x = q.in(0).dims;
  want(repeats.size() == x.rank(), std::to_string(repeats.size()) + " repeats do not fit " + x.text());
  shape out = x;
  for (std::size_t i = 0; i < x.rank(); ++i) {
    want(repeats[i] >= 0, "a repeat is negative");
    want(x[i] != batch_extent || repeats[i] == 1,
         "repeating the batch of " + x.text() + " mixes the samples");
    if (x[i] != batch_extent) out[i] = checked_product(x[i], repeats[i]);
  }
  return {{q.in(0).type, out}};
}
PEAX_INLINE work tile::work_of(cost_question const&) const { return {}; }
PEAX_INLINE std::vector<tensor> tile::evaluate(evaluation const& e) const {
  shape const& x = e.in(0).dims();
  return {detail::rearranged(e.in(0), e.types[0].dims, [&](detail::index_counter const& p) {
    return detail::offset_in(x, [&](std::size_t a) { return p[a] % x[a]; });
  })};
}

} // namespace peax::op
