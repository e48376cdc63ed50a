#pragma once
//! @file
//! Operators that do nothing, removed.
//!
//!     Before: x -> Identity (or Dropout, Cast to its own type, Transpose that keeps the order, Pad by 0, ...) -> y
//!     After:  x for y

#include <peax/graph/op.hpp>
#include <peax/rule/rule.hpp>

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace peax::rule {

namespace detail {
//! Lets the readers of a node's output read its first input.
inline verdict bypass(rewriting& w, node_id at) {
  value_id const made = w.now(at).outputs[0], source = w.now(at).inputs[0];
  if (!can_bypass(w, made, source)) return verdict::nothing();
  w.edit().replace_uses(made, source);
  w.edit().remove(at);
  return verdict::done();
}

//! Whether a transpose leaves the elements where they are: only axes of extent 1 change places.
inline bool keeps_order(op::ints const& permutation, shape const& x) {
  std::int64_t last = -1;
  for (auto a : permutation) {
    if (x[static_cast<std::size_t>(a)] == 1) continue;
    if (a < last) return false;
    last = a;
  }
  return true;
}
} // namespace detail

//! Removes what leaves every element where and as it is.
struct remove_identity {
  static constexpr std::string_view name = "remove identity";
  static constexpr bool sweeps = true;

  [[nodiscard]] verdict rewrite(rewriting& w, node_id at) const {
    node const& n = w.now(at);
    if (n.inputs.empty() || n.inputs[0] == value_id::none || n.outputs.size() != 1) return verdict::nothing();
    value const &x = w.now(n.inputs[0]), &y = w.now(n.outputs[0]);
    if (x.dims != y.dims || x.type != y.type) return verdict::nothing();
    bool const moves_nothing = n.op.is<op::identity>() || n.op.is<op::cast>() || n.op.is<op::reshape>() ||
                               n.op.is<op::flatten>() || n.op.is<op::squeeze>() || n.op.is<op::unsqueeze>() ||
                               n.op.is<op::expand>() || n.op.is<op::split>();
    if (moves_nothing ||
        (n.inputs.size() == 1 && (n.op.is<op::concat>() || n.op.is<op::min>() || n.op.is<op::max>())))
      return detail::bypass(w, at);
    if (auto const* t = n.op.get_if<op::transpose>())
      if (!t->permutation.empty() && std::is_sorted(t->permutation.begin(), t->permutation.end()))
        return detail::bypass(w, at);
    if (auto const* p = n.op.get_if<op::pad>())
      if (std::all_of(p->pads.begin(), p->pads.end(), [](auto e) { return e == 0; }))
        return detail::bypass(w, at);
    if (auto const* s = n.op.get_if<op::slice>())
      if (std::all_of(s->steps.begin(), s->steps.end(), [](auto e) { return e == 1; }))
        return detail::bypass(w, at);
    if (auto const* c = n.op.get_if<op::clip>())
      if (!c->low && !c->high) return detail::bypass(w, at);
    return verdict::nothing();
  }
};

//! Removes Dropout, which does nothing but in training. A table for training leaves this rule out.
struct remove_dropout {
  static constexpr std::string_view name = "remove dropout";
  static constexpr bool sweeps = true;

  [[nodiscard]] verdict rewrite(rewriting& w, node_id at) const {
    return w.now(at).op.is<op::dropout>() ? detail::bypass(w, at) : verdict::nothing();
  }
};

} // namespace peax::rule
