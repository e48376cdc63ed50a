#pragma once
//! @file
//! What shape rules and costs of several operators share.

#include <peax/core/checked.hpp>
#include <peax/graph/axis.hpp>
#include <peax/graph/op_question.hpp>
#include <peax/graph/window.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace peax::detail {

//! numpy broadcasting of two shapes; the batch goes with 1 and with itself.
inline shape broadcast(shape const& a, shape const& b) {
  std::size_t const rank = std::max(a.rank(), b.rank());
  std::vector<std::int64_t> out(rank);
  for (std::size_t i = 0; i < rank; ++i) {
    std::int64_t const x = i + a.rank() < rank ? 1 : a[i + a.rank() - rank];
    std::int64_t const y = i + b.rank() < rank ? 1 : b[i + b.rank() - rank];
    want(x == y || x == 1 || y == 1, "shapes " + a.text() + " and " + b.text() + " cannot be broadcast");
    want((x != batch_extent && y != batch_extent) || i == 0,
         "shapes " + a.text() + " and " + b.text() + " put the batch on another axis than 0");
    out[i] = x == 1 ? y : x;
  }
  return shape(std::move(out));
}

inline value_types same_as(value const& x) { return {{x.type, x.dims}}; }

inline value_types broadcast_all(shape_question const& q) {
  value_type out{q.in(0).type, q.in(0).dims};
  for (std::size_t i = 1; i < q.inputs.size(); ++i) {
    want(q.in(i).type == out.type,
         "inputs are " + std::string(name_of(out.type)) + " and " + std::string(name_of(q.in(i).type)));
    out.dims = broadcast(out.dims, q.in(i).dims);
  }
  return {out};
}

inline void want_spatial(value const& x) {
  want(x.dims.rank() >= 3, "shape " + x.dims.text() + " has no spatial axis, wanted [N,C,...]");
}

template <class Pool> value_types pooled(Pool const& op, op::ints const& dilations, shape_question const& q) {
  value const& x = q.in(0);
  want_spatial(x);
  auto const windows = windows_of(x.dims, op.kernel, op.strides, op.pads, dilations, op.ceil_mode);
  shape out = x.dims;
  for (std::size_t i = 0; i < windows.size(); ++i) out[i + 2] = windows[i].output_extent();
  return {{x.type, out}};
}

inline value_types global_pooled(shape_question const& q) {
  value const& x = q.in(0);
  want_spatial(x);
  shape out = x.dims;
  for (std::size_t i = 2; i < out.rank(); ++i) out[i] = 1;
  return {{x.type, out}};
}

inline work element_wise(cost_question const& q, std::int64_t each = 1) {
  return {0, checked_product(each, q.output.dims.elements())};
}
inline std::int64_t product(op::ints const& list) {
  std::int64_t n = 1;
  for (auto e : list) n = checked_product(n, e);
  return n;
}

} // namespace peax::detail
