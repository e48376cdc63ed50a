#pragma once
//! @file
//! What a network is for: the task of each output and the modality of each input, inferred from shapes and the last activation.

#include <peax/graph/graph.hpp>

#include <string_view>

namespace peax {

enum class task : std::uint8_t { binary, multi_class, multi_label, segmentation, regression };
enum class modality : std::uint8_t { image, series, features };

[[nodiscard]] inline std::string_view name_of(task t) {
  constexpr std::string_view names[] = {"binary_classification", "multi_class_classification", "multi_label_classification", "segmentation", "regression"};
  return names[static_cast<std::size_t>(t)];
}
[[nodiscard]] inline std::string_view name_of(modality m) {
  constexpr std::string_view names[] = {"image", "series", "features"};
  return names[static_cast<std::size_t>(m)];
}

namespace detail {
//! The node whose function decides about an output: behind identities and reshaping.
inline node_id deciding_node(graph const& g, value_id output) {
  node_id at = g.producer(output);
  while (at != node_id::none &&
         (g[at].op.is<op::identity>() || g[at].op.is<op::reshape>() || g[at].op.is<op::flatten>() || g[at].op.is<op::squeeze>() || g[at].op.is<op::transpose>()))
    at = g.producer(g[at].inputs.front());
  return at;
}
} // namespace detail

//! Task of an output: softmax or sigmoid per position is segmentation; a softmax over two or more values is multi-class; one
//! sigmoid is binary, several are multi-label; values without an activation are scores of classes when a dense layer or a
//! pooling makes at least two of them, else a regression. A user who knows better says so.
[[nodiscard]] inline task task_of(graph const& g, value_id output) {
  shape const& dims = g[output].dims;
  std::int64_t const per_sample = dims.elements() / (dims.is_batched() || dims.rank() == 0 ? 1 : dims[0]);
  node_id const by = detail::deciding_node(g, output);
  bool const softmax = by != node_id::none && g[by].op.is<op::softmax>();
  bool const sigmoid = by != node_id::none && (g[by].op.is<op::sigmoid>() || g[by].op.is<op::hard_sigmoid>());
  std::int64_t positions = 1;
  for (std::size_t i = 2; i < dims.rank(); ++i) positions *= dims[i];
  if (positions > 1) return softmax || sigmoid ? task::segmentation : task::regression;
  if (softmax) return task::multi_class;
  if (sigmoid) return per_sample == 1 ? task::binary : task::multi_label;
  bool const scores = by != node_id::none && (g[by].op.is<op::gemm>() || g[by].op.is<op::matmul>() || g[by].op.is<op::add>() ||
                                              g[by].op.is<op::global_average_pool>() || g[by].op.is<op::conv>());
  return scores && per_sample >= 2 ? task::multi_class : task::regression;
}

//! Modality of an input: [N,C,H,W] with more than one row and column is an image, another shape with an axis of time a
//! series, [N,F] features.
[[nodiscard]] inline modality modality_of(shape const& dims) {
  if (dims.rank() == 4 && dims[2] > 1 && dims[3] > 1) return modality::image;
  return dims.rank() >= 3 ? modality::series : modality::features;
}

} // namespace peax
