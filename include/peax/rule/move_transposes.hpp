#pragma once
//! @file
//! Transposes moved behind operators that do not care about the order of axes, so that they meet and cancel.
//!
//!     Before: x -> Transpose(p) -> Relu (or any element-wise operator, Pad, Softmax, Concat, ReduceMean) -> y
//!     After:  x -> Relu -> Transpose(p) -> y
//!     Before: x -> Transpose(p) -> Add(constant)        After: x -> Add(constant, turned back) -> Transpose(p)
//!     Before: Add(Transpose(p)(a), Transpose(p)(b))     After: Transpose(p)(Add(a, b))

#include <peax/graph/axis.hpp>
#include <peax/graph/op.hpp>
#include <peax/rule/rule.hpp>
#include <peax/rule/transposes.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::rule {

class move_transposes {
 public:
  static constexpr std::string_view name = "move transposes";

  [[nodiscard]] verdict rewrite(rewriting& w, node_id at) const {
    graph const& g = w.before();
    node const& n = g[at];
    if (n.outputs.size() != 1) return verdict::nothing();
    auto const p = common_permutation(g, n);
    if (!p) return verdict::nothing();
    std::optional<moved> const after = behind(n.op, *p, g[n.outputs[0]].dims);
    if (!after) return verdict::nothing();

    auto& edit = w.edit();
    std::vector<value_id> inputs;
    for (auto id : n.inputs) {
      if (auto const turn = detail::transpose_before(g, id))
        inputs.push_back(turn->input_id(0));
      else
        inputs.push_back(turned_back(edit, g[id], id, *p));
    }
    value_id made = edit.add(after->op, inputs, n.name);
    if (!std::is_sorted(after->permutation.begin(), after->permutation.end()))
      made = edit.add(op::transpose{after->permutation}, {made}, n.name + "_transpose");
    edit.replace_uses(n.outputs[0], made);
    edit.remove(at);
    return verdict::done();
  }

 private:
  struct moved {
    any_op op;
    op::ints permutation;
  };

  //! The permutation of all inputs that are no constants, if it is one, and if nobody else reads them.
  static std::optional<op::ints> common_permutation(graph const& g, node const& n) {
    std::optional<op::ints> common;
    for (auto id : n.inputs) {
      if (id == value_id::none) return std::nullopt;
      value const& v = g[id];
      if (v.is_constant() && v.dims.rank() <= g[n.outputs[0]].dims.rank()) continue;
      auto const turn = detail::transpose_before(g, id);
      if (!turn || !is_private(g, id)) return std::nullopt;
      auto p = detail::full_permutation(turn->op(), v.dims.rank());
      if (common && *common != p) return std::nullopt;
      common = std::move(p);
    }
    return common;
  }

  //! The operator that reads the values before they are transposed, and how its output is transposed then.
  static std::optional<moved> behind(any_op const& op, op::ints const& p, shape const& y) {
    auto const axis_before = [&](std::int64_t a) { return p[axis_of(a, p.size())]; };
    op_traits const& facts = op.traits();
    if (facts.element_wise || (facts.broadcasts && y.rank() == p.size())) return moved{op, p};
    if (auto const* s = op.get_if<op::softmax>()) return moved{op::softmax{axis_before(s->axis)}, p};
    if (auto const* s = op.get_if<op::log_softmax>()) return moved{op::log_softmax{axis_before(s->axis)}, p};
    if (auto const* c = op.get_if<op::concat>()) return moved{op::concat{axis_before(c->axis)}, p};
    if (auto const* pad = op.get_if<op::pad>()) {
      op::pad before = *pad;
      for (std::size_t i = 0; i < p.size(); ++i) {
        before.pads[static_cast<std::size_t>(p[i])] = pad->pads[i];
        before.pads[static_cast<std::size_t>(p[i]) + p.size()] = pad->pads[i + p.size()];
      }
      return moved{before, p};
    }
    if (auto const* mean = op.get_if<op::reduce_mean>()) {
      op::reduce_mean before = *mean;
      for (auto& a : before.axes) a = axis_before(a);
      std::sort(before.axes.begin(), before.axes.end());
      if (mean->keep_dims) return moved{before, p};
      if (mean->axes.empty()) return moved{before, {}};
      op::ints kept, left;
      for (auto a : p)
        if (!std::binary_search(before.axes.begin(), before.axes.end(), a)) kept.push_back(a);
      for (auto a : kept)
        left.push_back(std::count_if(kept.begin(), kept.end(), [&](auto b) { return b < a; }));
      return moved{before, left};
    }
    return std::nullopt;
  }

  //! A constant operand in the order of axes before the transpose.
  static value_id turned_back(graph_editor& edit, value const& v, value_id id, op::ints const& p) {
    if (v.dims.elements() == 1) return id;
    shape all;
    for (std::size_t i = v.dims.rank(); i < p.size(); ++i) all.push_back(1);
    for (auto e : v.dims) all.push_back(e);
    return edit.add_constant(v.name + "_turned",
                             detail::transposed(v.constant.reshaped(all), detail::inverse(p)));
  }
};

} // namespace peax::rule
