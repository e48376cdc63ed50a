#pragma once
//! @file
//! Chains of operators that only give elements another shape become one, and that one Flatten where it makes a row per sample.
//!
//!     Before: x -> Reshape -> Squeeze -> y            After: x -> Reshape -> y
//!     Before: x [N,C,H,W] -> Reshape -> y [N,CHW]     After: x -> Flatten -> y

#include <peax/graph/op.hpp>
#include <peax/rule/rule.hpp>

#include <cstddef>
#include <string_view>

namespace peax::rule {

struct merge_reshapes {
  static constexpr std::string_view name = "merge reshapes";
  static constexpr auto reshapes = is_one_of<op::reshape, op::flatten, op::squeeze, op::unsqueeze>;
  static constexpr auto pattern = reshapes.as<"first"> >> reshapes.as<"second">;

  [[nodiscard]] verdict rewrite(rewriting& w, node_id at) const {
    auto const found = match_at(pattern, w.before(), at);
    if (!found) return verdict::nothing();
    op::reshape all;
    for (auto e : found->get<"second">().output().dims) {
      if (e == 0) return verdict::nothing(); // a target extent of 0 would copy the input's
      all.target.push_back(e == batch_extent ? 0 : e);
    }
    w.edit().set_op(at, all);
    w.edit().set_node_input(at, 0, found->get<"first">().input_id(0));
    return verdict::done();
  }
};

struct reshape_to_flatten {
  static constexpr std::string_view name = "reshape to flatten";
  static constexpr auto pattern = is_one_of<op::reshape, op::squeeze>.as<"reshape">;

  [[nodiscard]] verdict rewrite(rewriting& w, node_id at) const {
    auto const found = match_at(pattern, w.before(), at);
    if (!found) return verdict::nothing();
    shape const &x = found->get<"reshape">().input().dims, &y = found->get<"reshape">().output().dims;
    if (y.rank() != 2 || x.rank() < 2 || x[0] != y[0] || x == y) return verdict::nothing();
    w.edit().set_op(at, op::flatten{1});
    return verdict::done();
  }
};

} // namespace peax::rule
