#pragma once
//! @file
//! What a node costs for one sample: multiply-accumulates, element operations, parameters.
//!
//! MACs are the true ones of convolutions and matrix products: convolution prod(out) * prod(kernel) * Cin / groups, padded
//! cells counted, bias not; dense in * out per row. All else is counted as element operations: one per output element of an
//! element-wise function, two for a normalization (scale, shift), three for a softmax (exponential, sum, division),
//! prod(window) per output of a pooling, every input element of a mean or global pooling.

#include <peax/core/config.hpp>
#include <peax/core/units.hpp>
#include <peax/graph/graph.hpp>
#include <peax/graph/infer.hpp>

#include <concepts>
#include <cstdint>
#include <span>
#include <unordered_set>
#include <vector>

namespace peax {

//! Cost of one sample.
struct cost {
  peax::macs macs;
  element_operations elements;
  std::int64_t parameters = 0;

  cost& operator+=(cost const& other) {
    macs += other.macs;
    elements += other.elements;
    parameters += other.parameters;
    return *this;
  }
  friend bool operator==(cost const&, cost const&) = default;
};

//! What a cost rule sees: the inputs as for a shape rule and the first output.
struct cost_question {
  std::span<value const* const> inputs;
  value const& output;

  [[nodiscard]] value const& in(std::size_t i) const { return *inputs[i]; }
};

//! MACs and element operations, without parameters.
struct work {
  std::int64_t macs = 0, elements = 0;
};

//! A user's operator brings its cost along: `work work_of(cost_question const&) const`.
template <class Op>
concept BringsCost = requires(Op const& op, cost_question const& q) {
  { op.work_of(q) } -> std::same_as<work>;
};

namespace detail {
inline work element_wise(cost_question const& q, std::int64_t each = 1) {
  return {0, each * q.output.dims.elements()};
}
inline std::int64_t product(op::ints const& list) {
  std::int64_t n = 1;
  for (auto e : list) n *= e;
  return n;
}
} // namespace detail

inline work work_of(op::conv const&, cost_question const& q) {
  shape const& w = q.in(1).dims; // [K, C/groups, kernel...]
  return {q.output.dims.elements() * (w.elements() / w[0]), 0};
}
inline work work_of(op::gemm const& op, cost_question const& q) {
  return {q.output.dims.elements() * q.in(1).dims[op.transpose_b ? 1 : 0], 0};
}
inline work work_of(op::matmul const&, cost_question const& q) {
  shape const& a = q.in(0).dims;
  return {q.output.dims.elements() * a[a.rank() - 1], 0};
}
inline work work_of(op::batch_normalization const&, cost_question const& q) {
  return detail::element_wise(q, 2);
}
inline work work_of(op::relu const&, cost_question const& q) { return detail::element_wise(q); }
inline work work_of(op::leaky_relu const&, cost_question const& q) { return detail::element_wise(q); }
inline work work_of(op::prelu const&, cost_question const& q) { return detail::element_wise(q); }
inline work work_of(op::clip const&, cost_question const& q) { return detail::element_wise(q); }
inline work work_of(op::sigmoid const&, cost_question const& q) { return detail::element_wise(q); }
inline work work_of(op::hard_sigmoid const&, cost_question const& q) { return detail::element_wise(q); }
inline work work_of(op::hard_swish const&, cost_question const& q) { return detail::element_wise(q); }
inline work work_of(op::tanh const&, cost_question const& q) { return detail::element_wise(q); }
inline work work_of(op::softmax const&, cost_question const& q) { return detail::element_wise(q, 3); }
inline work work_of(op::add const&, cost_question const& q) { return detail::element_wise(q); }
inline work work_of(op::sub const&, cost_question const& q) { return detail::element_wise(q); }
inline work work_of(op::mul const&, cost_question const& q) { return detail::element_wise(q); }
inline work work_of(op::div const&, cost_question const& q) { return detail::element_wise(q); }
inline work work_of(op::min const&, cost_question const& q) {
  return detail::element_wise(q, static_cast<std::int64_t>(q.inputs.size()) - 1);
}
inline work work_of(op::max const&, cost_question const& q) {
  return detail::element_wise(q, static_cast<std::int64_t>(q.inputs.size()) - 1);
}
inline work work_of(op::max_pool const& op, cost_question const& q) {
  return detail::element_wise(q, detail::product(op.kernel));
}
inline work work_of(op::average_pool const& op, cost_question const& q) {
  return detail::element_wise(q, detail::product(op.kernel));
}
inline work work_of(op::global_average_pool const&, cost_question const& q) {
  return {0, q.in(0).dims.elements()};
}
inline work work_of(op::global_max_pool const&, cost_question const& q) {
  return {0, q.in(0).dims.elements()};
}
inline work work_of(op::reduce_mean const&, cost_question const& q) { return {0, q.in(0).dims.elements()}; }
// Moving elements computes nothing.
inline work work_of(op::concat const&, cost_question const&) { return {}; }
inline work work_of(op::flatten const&, cost_question const&) { return {}; }
inline work work_of(op::reshape const&, cost_question const&) { return {}; }
inline work work_of(op::squeeze const&, cost_question const&) { return {}; }
inline work work_of(op::unsqueeze const&, cost_question const&) { return {}; }
inline work work_of(op::transpose const&, cost_question const&) { return {}; }
inline work work_of(op::pad const&, cost_question const&) { return {}; }
inline work work_of(op::slice const&, cost_question const&) { return {}; }
inline work work_of(op::split const&, cost_question const&) { return {}; }
inline work work_of(op::gather const&, cost_question const&) { return {}; }
inline work work_of(op::shape_of const&, cost_question const&) { return {}; }
inline work work_of(op::cast const&, cost_question const&) { return {}; }
inline work work_of(op::constant_of_shape const&, cost_question const&) { return {}; }
inline work work_of(op::expand const&, cost_question const&) { return {}; }
inline work work_of(op::dropout const&, cost_question const&) { return {}; }
inline work work_of(op::identity const&, cost_question const&) { return {}; }

//! Cost of one node for one sample; parameters are the elements of the float constants it reads.
template <class Ops = default_ops> [[nodiscard]] cost cost_of(graph const& g, node_id id) {
  node const& n = g[id];
  std::vector<value const*> read;
  cost out;
  for (auto v : n.inputs) {
    read.push_back(v == value_id::none ? nullptr : &g[v]);
    if (v != value_id::none && g[v].is_constant() && g[v].type == data_type::float32)
      out.parameters += g[v].dims.elements();
  }
  cost_question const question{read, g[n.outputs.front()]};
  work const w = visit<Ops>(n.op, [&](auto const& op) {
    if constexpr (BringsCost<std::remove_cvref_t<decltype(op)>>)
      return op.work_of(question);
    else
      return work_of(op, question);
  });
  out.macs = peax::macs(w.macs);
  out.elements = element_operations(w.elements);
  return out;
}

//! Cost of a set of nodes; a constant that several nodes read counts once.
template <class Ops = default_ops>
[[nodiscard]] cost cost_of(graph const& g, std::span<node_id const> nodes) {
  cost total;
  std::unordered_set<value_id> counted;
  for (auto id : nodes) {
    cost c = cost_of<Ops>(g, id);
    c.parameters = 0;
    for (auto v : g[id].inputs)
      if (v != value_id::none && g[v].is_constant() && g[v].type == data_type::float32 &&
          counted.insert(v).second)
        c.parameters += g[v].dims.elements();
    total += c;
  }
  return total;
}

//! Cost of the whole graph.
template <class Ops = default_ops> [[nodiscard]] cost cost_of(graph const& g) {
  std::vector<node_id> all;
  for (std::size_t i = 0; i < g.nodes().size(); ++i) all.push_back(static_cast<node_id>(i));
  return cost_of<Ops>(g, std::span<node_id const>(all));
}

PEAX_COMPILED_ONCE(cost cost_of<default_ops>(graph const&, node_id));
PEAX_COMPILED_ONCE(cost cost_of<default_ops>(graph const&, std::span<node_id const>));
PEAX_COMPILED_ONCE(cost cost_of<default_ops>(graph const&));

} // namespace peax
