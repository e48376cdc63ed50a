#pragma once
//! @file
//! Activations that repeat each other, and limits that exporters write in other words.
//!
//!     Before: x -> Relu -> Relu                       After: x -> Relu
//!     Before: x -> Relu -> Clip(-, 6)                 After: x -> Clip(0, 6)
//!     Before: x -> Max(0) -> Min(6)                   After: x -> Clip(0, 6)
//!     Before: x -> Clip(0, -) or Max(0)               After: x -> Relu

#include <peax/graph/op.hpp>
#include <peax/rule/activation_range.hpp>
#include <peax/rule/remove_identity.hpp>
#include <peax/rule/rule.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>

namespace peax::rule {

namespace detail {
//! The limits of a node that clamps one value; nothing for other operators.
inline std::optional<op::clip> limits_of(node const& n) {
  if (n.op.is<op::relu>()) return op::clip{0.f, std::nullopt};
  if (auto const* c = n.op.get_if<op::clip>()) return *c;
  return std::nullopt;
}

//! The operator that clamps: Relu where that is all.
inline any_op clamp(op::clip const& c) {
  if (c.low && *c.low == 0 && !c.high) return op::relu{};
  return c;
}
} // namespace detail

//! Min and Max with one constant number become Clip.
struct limits_to_clip {
  static constexpr std::string_view name = "limits to clip";

  [[nodiscard]] verdict rewrite(rewriting& w, node_id at) const {
    graph const& g = w.before();
    node const& n = g[at];
    if (auto const* c = n.op.get_if<op::clip>(); c != nullptr && detail::clamp(*c).is<op::relu>()) {
      w.edit().set_op(at, op::relu{});
      return verdict::done();
    }
    if ((!n.op.is<op::min>() && !n.op.is<op::max>()) || n.inputs.size() != 2) return verdict::nothing();
    for (std::size_t i = 0; i < 2; ++i) {
      value const &limit = g[n.inputs[i]], &x = g[n.inputs[1 - i]];
      if (!limit.is_constant() || limit.dims.elements() != 1 || limit.type != data_type::float32 ||
          x.is_constant() || x.dims != g[n.outputs[0]].dims)
        continue;
      float const bound = limit.constant.floats()[0];
      op::clip const clip =
          n.op.is<op::max>() ? op::clip{bound, std::nullopt} : op::clip{std::nullopt, bound};
      w.edit().set_op(at, detail::clamp(clip));
      w.edit().set_node_inputs(at, {n.inputs[1 - i]});
      return verdict::done();
    }
    return verdict::nothing();
  }
};

//! Clamps behind clamps become one; a clamp of what lies within its limits goes.
struct merge_activations {
  static constexpr std::string_view name = "merge activations";

  [[nodiscard]] verdict rewrite(rewriting& w, node_id at) const {
    graph const& g = w.before();
    node const& n = g[at];
    auto const outer = detail::limits_of(n);
    if (!outer) return verdict::nothing();
    value_range const known = range_of_value(g, n.inputs[0]);
    bool const within =
        (!outer->low || known.low >= *outer->low) && (!outer->high || known.high <= *outer->high);
    if (within && can_bypass(g, n.outputs[0], n.inputs[0])) return detail::bypass(w, at);

    if (g.producer(n.inputs[0]) == node_id::none || !is_private(g, n.inputs[0])) return verdict::nothing();
    node const& first = g[g.producer(n.inputs[0])];
    auto const inner = detail::limits_of(first);
    if (!inner || (inner->low && inner->high && *inner->low > *inner->high)) return verdict::nothing();
    // Applying two clamps is one clamp whose limits are those of the inner one, themselves clamped by the outer one.
    op::clip merged = *outer;
    auto const clamped = [&](float v) {
      if (outer->low) v = std::max(v, *outer->low);
      return outer->high ? std::min(v, *outer->high) : v;
    };
    if (inner->low) merged.low = clamped(*inner->low);
    if (inner->high) merged.high = clamped(*inner->high);
    w.edit().set_op(at, detail::clamp(merged));
    w.edit().set_node_input(at, 0, first.inputs[0]);
    return verdict::done();
  }
};

} // namespace peax::rule
