#pragma once
//! @file
//! The bodies of branch.hpp.

#include <peax/core/error.hpp>
#include <peax/graph/op.hpp>
#include <peax/report/early_exits/branch.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

namespace peax::report {

namespace detail {

PEAX_INLINE op::average_pool grid_of(shape const& map, std::int64_t cells) {
  op::average_pool pool;
  for (std::size_t i = 2; i < map.rank(); ++i)
    pool.kernel.push_back(std::max<std::int64_t>(1, map[i] / cells));
  pool.strides = pool.kernel;
  pool.pads.assign(2 * pool.kernel.size(), 0);
  return pool;
}

PEAX_INLINE bool is_trivial(op::average_pool const& pool) {
  return std::all_of(pool.kernel.begin(), pool.kernel.end(), [](std::int64_t k) { return k == 1; });
}

} // namespace detail

PEAX_INLINE value_id add_pooling(graph_editor& edit, value_id map, branch_kind kind,
                                 std::string const& prefix) {
  shape const dims = edit[map].dims;
  if (dims.rank() == 2) return map;
  value_id at = map;
  if (kind == branch_kind::pool) {
    at = edit.add(op::global_average_pool{}, {at}, prefix + "pool");
  } else if (auto grid = detail::grid_of(dims, detail::cells_of_grid(dims)); !detail::is_trivial(grid)) {
    at = edit.add(std::move(grid), {at}, prefix + "grid");
  }
  return edit.add(op::flatten{1}, {at}, prefix + "flatten");
}

PEAX_INLINE value_id add_classifier(graph_editor& edit, value_id features, tensor weights, tensor bias,
                                    answer_form form, std::string const& prefix) {
  value_id const w = edit.add_constant(prefix + "weight", std::move(weights)),
                 b = edit.add_constant(prefix + "bias", std::move(bias));
  value_id at = edit.add(op::gemm{1, 1, false, true}, {features, w, b}, prefix + "dense");
  if (form == answer_form::softmax) at = edit.add(op::softmax{-1}, {at}, prefix + "softmax");
  if (form == answer_form::sigmoid) at = edit.add(op::sigmoid{}, {at}, prefix + "sigmoid");
  return at;
}

PEAX_INLINE network pooled_branch(shape const& map, branch_kind kind, tensor weights, tensor bias,
                                  answer_form form) {
  graph_editor edit("branch");
  value_id const in = edit.add_input("map", data_type::float32, map);
  value_id const features = add_pooling(edit, in, kind, "");
  edit.add_output(add_classifier(edit, features, std::move(weights), std::move(bias), form, ""));
  return network(edit.finish());
}

} // namespace peax::report
