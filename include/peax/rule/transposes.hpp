#pragma once
//! @file
//! Transposes of NHWC exporters: what they are made of, and the rules that cancel them.
//!
//!     Before: x -> Transpose(p) -> Transpose(q)                         After: x -> Transpose(p then q), or x
//!     Before: x -> Transpose that moves axes of 1 -> Reshape -> y       After: x -> Reshape -> y
//!     Before: x -> Transpose -> Flatten -> Gemm(w)                      After: x -> Flatten -> Gemm(w, rows in x's order)

#include <peax/graph/axis.hpp>
#include <peax/graph/evaluate.hpp>
#include <peax/graph/op.hpp>
#include <peax/rule/remove_identity.hpp>
#include <peax/rule/rule.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace peax::rule {

namespace detail {
//! The permutation with positive axes in full.
inline op::ints full_permutation(op::transpose const& t, std::size_t rank) {
  op::ints out = t.permutation;
  if (out.empty())
    for (std::size_t i = rank; i-- > 0;) out.push_back(static_cast<std::int64_t>(i));
  for (auto& a : out) a = static_cast<std::int64_t>(axis_of(a, rank));
  return out;
}

inline op::ints inverse(op::ints const& permutation) {
  op::ints out(permutation.size());
  for (std::size_t i = 0; i < out.size(); ++i)
    out[static_cast<std::size_t>(permutation[i])] = static_cast<std::int64_t>(i);
  return out;
}

inline tensor transposed(tensor const& t, op::ints const& permutation) {
  return evaluate(op::transpose{permutation}, "", {t}).front();
}

//! The node that makes a value, if it is a Transpose.
inline std::optional<node_ref<op::transpose>> transpose_before(graph const& g, value_id id) {
  if (id == value_id::none || g.producer(id) == node_id::none || !g[g.producer(id)].op.is<op::transpose>())
    return std::nullopt;
  return node_ref<op::transpose>(g, g.producer(id));
}

//! A Reshape to the shape of a value.
inline op::reshape reshape_to(shape const& dims) {
  op::reshape out;
  for (auto e : dims) out.target.push_back(e == batch_extent ? 0 : e);
  return out;
}
} // namespace detail

struct merge_transposes {
  static constexpr std::string_view name = "merge transposes";

  [[nodiscard]] verdict rewrite(rewriting& w, node_id at) const {
    graph const& g = w.before();
    if (!g[at].op.is<op::transpose>()) return verdict::nothing();
    node_ref<op::transpose> const second(g, at);
    auto const first = detail::transpose_before(g, second.input_id(0));
    if (!first) return verdict::nothing();
    std::size_t const rank = second.input().dims.rank();
    auto const p = detail::full_permutation(first->op(), rank),
               q = detail::full_permutation(second.op(), rank);
    op::ints both;
    for (auto a : q) both.push_back(p[static_cast<std::size_t>(a)]);
    bool const cancels = std::is_sorted(both.begin(), both.end());
    if (cancels && can_bypass(g, second.output_id(), first->input_id(0))) {
      w.edit().replace_uses(second.output_id(), first->input_id(0));
      w.edit().remove(at);
      return verdict::done();
    }
    w.edit().set_op(at, op::transpose{both});
    w.edit().set_node_input(at, 0, first->input_id(0));
    return verdict::done();
  }
};

struct transpose_into_reshape {
  static constexpr std::string_view name = "transpose into reshape";

  [[nodiscard]] verdict rewrite(rewriting& w, node_id at) const {
    graph const& g = w.before();
    node const& n = g[at];
    if (!n.op.is<op::reshape>() && !n.op.is<op::flatten>() && !n.op.is<op::squeeze>() &&
        !n.op.is<op::unsqueeze>())
      return verdict::nothing();
    auto const turn = detail::transpose_before(g, n.inputs[0]);
    if (!turn || !detail::keeps_order(detail::full_permutation(turn->op(), turn->input().dims.rank()),
                                      turn->input().dims))
      return verdict::nothing();
    shape const& y = g[n.outputs[0]].dims;
    if (std::find(y.begin(), y.end(), 0) != y.end()) return verdict::nothing();
    w.edit().set_op(at, detail::reshape_to(y));
    w.edit().set_node_input(at, 0, turn->input_id(0));
    return verdict::done();
  }
};

struct transpose_into_weights {
  static constexpr std::string_view name = "transpose into weights";
  static constexpr auto pattern = is<op::transpose>.as<"turn"> >>
                                  is_one_of<op::reshape, op::flatten>.as<"rows"> >> is<op::gemm>.as<"dense">;

  [[nodiscard]] verdict rewrite(rewriting& w, node_id at) const {
    graph const& g = w.before();
    auto const found = match_at(pattern, g, at);
    if (!found) return verdict::nothing();
    auto const turn = found->get<"turn">();
    auto const rows = found->get<"rows">();
    auto const dense = found->get<"dense">();
    shape const &x = turn.input().dims, &y = turn.output().dims, &flat = rows.output().dims;
    auto const p = detail::full_permutation(turn.op(), x.rank());
    bool const row_per_sample = p[0] == 0 && flat.rank() == 2 && flat[0] == x[0];
    if (!row_per_sample || dense.input_id(0) != rows.output_id() || dense.op().transpose_a ||
        !dense.input(1).is_constant())
      return verdict::nothing();

    // The weights with their rows as axes of the transposed value, turned back.
    tensor const weights = dense.input(1).constant;
    bool const outputs_first = dense.op().transpose_b;
    op::ints axes, back = detail::inverse(p);
    shape parts = y.behind_batch();
    if (outputs_first) {
      shape all{weights.dims()[0]};
      for (auto e : parts) all.push_back(e);
      parts = all;
      axes = back;
    } else {
      parts.push_back(weights.dims()[1]);
      for (std::size_t i = 1; i < back.size(); ++i) axes.push_back(back[i] - 1);
      axes.push_back(static_cast<std::int64_t>(axes.size()));
    }
    auto& edit = w.edit();
    value_id const turned =
        edit.add_constant(dense.input(1).name + "_turned",
                          detail::transposed(weights.reshaped(parts), axes).reshaped(weights.dims()));
    value_id const flattened = edit.add(op::flatten{1}, {turn.input_id(0)}, rows.name());
    edit.remove(rows.id());
    edit.remove(turn.id());
    edit.set_node_input(at, 0, flattened);
    edit.set_node_input(at, 1, turned);
    return verdict::done();
  }
};

} // namespace peax::rule
