#pragma once
//! @file
//! Exit branches: what stands between a feature map and an early answer.

#include <peax/core/error.hpp>
#include <peax/graph/editor.hpp>
#include <peax/graph/graph.hpp>
#include <peax/graph/network.hpp>
#include <peax/graph/task.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::report {

//! Kinds of branches. The grid keeps where something is: about 3 x 3 cells, or 4 segments in one dimension; it is what makes
//! the first exits of an image network useful. The convolution looks at the map again before it is pooled.
enum class branch_kind : std::uint8_t { pool, grid, conv };

[[nodiscard]] inline std::string_view name_of(branch_kind k) {
  constexpr std::string_view names[] = {"pool", "grid", "conv"};
  return names[static_cast<std::size_t>(k)];
}

//! What the exits of a network answer with: as its own classifier does.
enum class answer_form : std::uint8_t { softmax, sigmoid, logits };

//! The form of a network's first output; absent when it is no classifier with one answer a sample.
[[nodiscard]] inline std::optional<answer_form> answer_form_of(graph const& g) {
  value_id const out = g.outputs()[0];
  task const t = task_of(g, out);
  if (g[out].dims.rank() < 2 || g[out].dims.elements() != g[out].dims[1]) return std::nullopt;
  if (t == task::binary) return answer_form::sigmoid;
  if (t != task::multi_class) return std::nullopt;
  node_id const by = peax::detail::deciding_node(g, out);
  return by != node_id::none && g[by].op.is<op::softmax>() ? answer_form::softmax : answer_form::logits;
}

namespace detail {
//! Average pooling without padding to about `cells` cells per axis: kernel = stride = max(1, extent / cells).
inline op::average_pool grid_of(shape const& map, std::int64_t cells) {
  op::average_pool pool;
  for (std::size_t i = 2; i < map.rank(); ++i)
    pool.kernel.push_back(std::max<std::int64_t>(1, map[i] / cells));
  pool.strides = pool.kernel;
  pool.pads.assign(2 * pool.kernel.size(), 0);
  return pool;
}
inline std::int64_t cells_of_grid(shape const& map) { return map.rank() == 3 ? 4 : 3; }
inline bool is_trivial(op::average_pool const& pool) {
  return std::all_of(pool.kernel.begin(), pool.kernel.end(), [](std::int64_t k) { return k == 1; });
}
} // namespace detail

//! Adds what a branch computes without weights, from the feature map to a matrix [N, features]: pooling and flattening.
inline value_id add_pooling(graph_editor& edit, value_id map, branch_kind kind, std::string const& prefix) {
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

//! Adds the dense layer and the answer's activation on a matrix [N, features]; weights [classes, features], bias [classes].
inline value_id add_classifier(graph_editor& edit, value_id features, tensor weights, tensor bias,
                               answer_form form, std::string const& prefix) {
  value_id const w = edit.add_constant(prefix + "weight", std::move(weights)),
                 b = edit.add_constant(prefix + "bias", std::move(bias));
  value_id at = edit.add(op::gemm{1, 1, false, true}, {features, w, b}, prefix + "dense");
  if (form == answer_form::softmax) at = edit.add(op::softmax{-1}, {at}, prefix + "softmax");
  if (form == answer_form::sigmoid) at = edit.add(op::sigmoid{}, {at}, prefix + "sigmoid");
  return at;
}

//! A branch of kind pool or grid as a network from the feature map to the answer.
[[nodiscard]] inline network pooled_branch(shape const& map, branch_kind kind, tensor weights, tensor bias,
                                           answer_form form) {
  graph_editor edit("branch");
  value_id const in = edit.add_input("map", data_type::float32, map);
  value_id const features = add_pooling(edit, in, kind, "");
  edit.add_output(add_classifier(edit, features, std::move(weights), std::move(bias), form, ""));
  return network(edit.finish());
}

//! Cells per axis to which a map is averaged before a convolutional branch looks at it; keeps the branch and its cache small.
[[nodiscard]] inline std::int64_t cells_before_convolution(shape const& map) {
  return map.rank() == 3 ? 32 : 8;
}

} // namespace peax::report
