#pragma once
//! @file
//! Shape rules: the types of an operator's outputs from its inputs. A wrong network ends here, with a sentence.

#include <peax/core/error.hpp>
#include <peax/graph/graph.hpp>
#include <peax/graph/window.hpp>

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace peax {

//! What a shape rule sees: the values an operator reads (nullptr where an optional input is absent) and how many outputs it has.
struct shape_question {
  std::span<value const* const> inputs;
  std::size_t outputs = 1;

  //! The i-th input; a bad_input error when it is absent.
  [[nodiscard]] value const& in(std::size_t i) const {
    if (i >= inputs.size() || inputs[i] == nullptr)
      throw bad_input("input " + std::to_string(i) + " is missing");
    return *inputs[i];
  }
};

//! Types of the outputs, in their order.
using value_types = std::vector<value_type>;

namespace detail {
[[noreturn]] inline void shape_error(std::string const& why) { throw bad_input(why); }
inline void want(bool fact, std::string const& why) {
  if (!fact) shape_error(why);
}
inline std::size_t axis_of(std::int64_t axis, std::size_t rank) {
  auto const r = static_cast<std::int64_t>(rank);
  want(axis >= -r && axis < r,
       "axis " + std::to_string(axis) + " is outside of rank " + std::to_string(rank));
  return static_cast<std::size_t>(axis < 0 ? axis + r : axis);
}

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
} // namespace detail

inline value_types output_types(op::conv const& op, shape_question const& q) {
  value const &x = q.in(0), &w = q.in(1);
  detail::want_spatial(x);
  detail::want(w.dims.rank() == x.dims.rank(),
               "weights " + w.dims.text() + " do not fit input " + x.dims.text());
  detail::want(op.groups >= 1 && op.groups <= w.dims[0] && w.dims[1] * op.groups == x.dims[1] &&
                   w.dims[0] % op.groups == 0,
               "weights " + w.dims.text() + " in " + std::to_string(op.groups) + " groups do not fit input " +
                   x.dims.text());
  if (q.inputs.size() > 2 && q.inputs[2] != nullptr)
    detail::want(q.in(2).dims == shape{w.dims[0]},
                 "bias " + q.in(2).dims.text() + " does not fit weights " + w.dims.text());
  auto const kernel = w.dims.extents().subspan(2);
  auto const windows =
      windows_of(x.dims, op::ints(kernel.begin(), kernel.end()), op.strides, op.pads, op.dilations, false);
  shape out{x.dims[0], w.dims[0]};
  for (auto const& window : windows) out.push_back(window.output_extent());
  return {{x.type, out}};
}

inline value_types output_types(op::gemm const& op, shape_question const& q) {
  value const &a = q.in(0), &b = q.in(1);
  detail::want(a.dims.rank() == 2 && b.dims.rank() == 2,
               "Gemm multiplies matrices, not " + a.dims.text() + " and " + b.dims.text());
  std::int64_t const rows = a.dims[op.transpose_a ? 1 : 0], inner = a.dims[op.transpose_a ? 0 : 1];
  std::int64_t const inner_b = b.dims[op.transpose_b ? 1 : 0], columns = b.dims[op.transpose_b ? 0 : 1];
  detail::want(inner == inner_b, "matrices " + a.dims.text() + " and " + b.dims.text() + " do not fit: " +
                                     std::to_string(inner) + " against " + std::to_string(inner_b));
  detail::want(inner != batch_extent,
               "the product of " + a.dims.text() + " and " + b.dims.text() + " sums over the batch");
  shape const out{rows, columns};
  if (q.inputs.size() > 2 && q.inputs[2] != nullptr)
    detail::want(detail::broadcast(out, q.in(2).dims) == out,
                 "C " + q.in(2).dims.text() + " does not fit the product " + out.text());
  return {{a.type, out}};
}

inline value_types output_types(op::matmul const&, shape_question const& q) {
  value const &a = q.in(0), &b = q.in(1);
  detail::want(a.dims.rank() >= 1 && b.dims.rank() >= 1, "MatMul needs at least one axis");
  auto left = a.dims.extents(), right = b.dims.extents();
  std::vector<std::int64_t> x(left.begin(), left.end()), y(right.begin(), right.end());
  if (x.size() == 1) x.insert(x.begin(), 1);
  if (y.size() == 1) y.push_back(1);
  detail::want(x.back() == y[y.size() - 2] && x.back() != batch_extent,
               "matrices " + a.dims.text() + " and " + b.dims.text() + " do not fit");
  shape out = detail::broadcast(shape(std::vector<std::int64_t>(x.begin(), x.end() - 2)),
                                shape(std::vector<std::int64_t>(y.begin(), y.end() - 2)));
  if (a.dims.rank() > 1) out.push_back(x[x.size() - 2]);
  if (b.dims.rank() > 1) out.push_back(y.back());
  return {{a.type, out}};
}

inline value_types output_types(op::batch_normalization const&, shape_question const& q) {
  value const& x = q.in(0);
  detail::want(x.dims.rank() >= 2, "shape " + x.dims.text() + " has no channel axis");
  for (std::size_t i = 1; i < 5; ++i)
    detail::want(q.in(i).dims == shape{x.dims[1]},
                 "parameter " + q.in(i).name + " " + q.in(i).dims.text() + " does not fit " + x.dims.text());
  return detail::same_as(x);
}

inline value_types output_types(op::prelu const&, shape_question const& q) {
  value const& x = q.in(0);
  detail::want(detail::broadcast(x.dims, q.in(1).dims) == x.dims,
               "slope " + q.in(1).dims.text() + " does not fit " + x.dims.text());
  return detail::same_as(x);
}

inline value_types output_types(op::softmax const& op, shape_question const& q) {
  shape const& x = q.in(0).dims;
  detail::want(x[detail::axis_of(op.axis, x.rank())] != batch_extent,
               "Softmax along the batch of " + x.text() + " mixes the samples");
  return detail::same_as(q.in(0));
}

inline value_types output_types(op::relu const&, shape_question const& q) { return detail::same_as(q.in(0)); }
inline value_types output_types(op::leaky_relu const&, shape_question const& q) {
  return detail::same_as(q.in(0));
}
inline value_types output_types(op::clip const&, shape_question const& q) { return detail::same_as(q.in(0)); }
inline value_types output_types(op::sigmoid const&, shape_question const& q) {
  return detail::same_as(q.in(0));
}
inline value_types output_types(op::hard_sigmoid const&, shape_question const& q) {
  return detail::same_as(q.in(0));
}
inline value_types output_types(op::hard_swish const&, shape_question const& q) {
  return detail::same_as(q.in(0));
}
inline value_types output_types(op::tanh const&, shape_question const& q) { return detail::same_as(q.in(0)); }
inline value_types output_types(op::dropout const&, shape_question const& q) {
  return detail::same_as(q.in(0));
}
inline value_types output_types(op::identity const&, shape_question const& q) {
  return detail::same_as(q.in(0));
}
inline value_types output_types(op::cast const& op, shape_question const& q) {
  return {{op.to, q.in(0).dims}};
}
inline value_types output_types(op::add const&, shape_question const& q) { return detail::broadcast_all(q); }
inline value_types output_types(op::sub const&, shape_question const& q) { return detail::broadcast_all(q); }
inline value_types output_types(op::mul const&, shape_question const& q) { return detail::broadcast_all(q); }
inline value_types output_types(op::div const&, shape_question const& q) { return detail::broadcast_all(q); }
inline value_types output_types(op::min const&, shape_question const& q) { return detail::broadcast_all(q); }
inline value_types output_types(op::max const&, shape_question const& q) { return detail::broadcast_all(q); }
inline value_types output_types(op::max_pool const& op, shape_question const& q) {
  return detail::pooled(op, op.dilations, q);
}
inline value_types output_types(op::average_pool const& op, shape_question const& q) {
  return detail::pooled(op, {}, q);
}
inline value_types output_types(op::global_average_pool const&, shape_question const& q) {
  return detail::global_pooled(q);
}
inline value_types output_types(op::global_max_pool const&, shape_question const& q) {
  return detail::global_pooled(q);
}

} // namespace peax

#include <peax/graph/shape_rule_layout.hpp>
