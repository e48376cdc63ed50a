#pragma once
//! @file
//! Exit branches: what stands between a feature map and an early answer.

#include <peax/core/config.hpp>
#include <peax/graph/editor.hpp>
#include <peax/graph/graph.hpp>
#include <peax/graph/network.hpp>
#include <peax/report/early_exits/branch_kind.hpp>
#include <peax/tensor/tensor.hpp>

#include <cstdint>
#include <string>

namespace peax::report {

namespace detail {
//! Average pooling without padding to about `cells` cells per axis: kernel = stride = max(1, extent / cells).
PEAX_INLINE op::average_pool grid_of(shape const& map, std::int64_t cells);
inline std::int64_t cells_of_grid(shape const& map) { return map.rank() == 3 ? 4 : 3; }
PEAX_INLINE bool is_trivial(op::average_pool const& pool);
} // namespace detail

//! Adds what a branch computes without weights, from the feature map to a matrix [N, features]: pooling and flattening.
PEAX_INLINE value_id add_pooling(graph_editor& edit, value_id map, branch_kind kind,
                                 std::string const& prefix);

//! Adds the dense layer and the answer's activation on a matrix [N, features]; weights [classes, features], bias [classes].
PEAX_INLINE value_id add_classifier(graph_editor& edit, value_id features, tensor weights, tensor bias,
                                    answer_form form, std::string const& prefix);

//! A branch of kind pool or grid as a network from the feature map to the answer.
[[nodiscard]] PEAX_INLINE network pooled_branch(shape const& map, branch_kind kind, tensor weights,
                                                tensor bias, answer_form form);

//! Cells per axis to which a map is averaged before a convolutional branch looks at it; keeps the branch and its cache small.
[[nodiscard]] inline std::int64_t cells_before_convolution(shape const& map) {
  return map.rank() == 3 ? 32 : 8;
}

} // namespace peax::report

#ifndef PEAX_COMPILED
#include <peax/report/early_exits/branch.ipp>
#endif
