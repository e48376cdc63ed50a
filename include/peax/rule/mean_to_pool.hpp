#pragma once
//! @file
//! Means over all spatial axes become global average pooling.
//!
//!     Before: x [N,C,H,W] -> ReduceMean(axes 2 3, keepdims)       After: x -> GlobalAveragePool
//!     Before: x [N,C,H,W] -> ReduceMean(axes 2 3, no keepdims)    After: x -> GlobalAveragePool -> Flatten

#include <peax/graph/axis.hpp>
#include <peax/graph/op.hpp>
#include <peax/rule/rule.hpp>

#include <cstddef>
#include <string_view>

namespace peax::rule {

struct mean_to_pool {
  static constexpr std::string_view name = "mean to pool";
  static constexpr auto pattern = is<op::reduce_mean>.as<"mean">;

  [[nodiscard]] verdict rewrite(rewriting& w, node_id at) const {
    auto const found = match_at(pattern, w.before(), at);
    if (!found) return verdict::nothing();
    auto const mean = found->get<"mean">();
    shape const& x = mean.input().dims;
    if (x.rank() < 3 || mean.op().axes.size() != x.rank() - 2) return verdict::nothing();
    auto const axes = axis_set(mean.op().axes, x.rank());
    if (axes.contains(0) || axes.contains(1)) return verdict::nothing();
    auto& edit = w.edit();
    if (mean.op().keep_dims) {
      edit.set_op(at, op::global_average_pool{});
    } else {
      value_id const pooled = edit.add(op::global_average_pool{}, {mean.input_id(0)}, mean.name() + "_pool");
      edit.set_op(at, op::flatten{1});
      edit.set_node_input(at, 0, pooled);
    }
    return verdict::done();
  }
};

} // namespace peax::rule
