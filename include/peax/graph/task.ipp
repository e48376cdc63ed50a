#pragma once
//! @file
//! The bodies of task.hpp.

#include <peax/core/error.hpp>
#include <peax/core/suggestion.hpp>
#include <peax/graph/op.hpp>
#include <peax/graph/task.hpp>
#include <peax/graph/told_labels.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace peax {

namespace detail {
PEAX_INLINE node_id deciding_node(graph const& g, value_id output) {
  node_id at = g.producer(output);
  // Rounding to integers, and limits on both sides of 0, which are those of integers (tflite/), are no activation.
  auto const only_holds = [](any_op const& op) {
    if (op.is<op::fake_quantize>()) return true;
    auto const* c = op.get_if<op::clip>();
    return c != nullptr && c->low && c->high && *c->low < 0 && *c->high > 0;
  };
  while (at != node_id::none &&
         (only_holds(g[at].op) || g[at].op.is<op::identity>() || g[at].op.is<op::reshape>() ||
          g[at].op.is<op::flatten>() || g[at].op.is<op::squeeze>() || g[at].op.is<op::unsqueeze>() ||
          g[at].op.is<op::transpose>()))
    at = g.producer(g[at].inputs.front());
  return at;
}
} // namespace detail

PEAX_INLINE task task_of(graph const& g, value_id output) {
  shape const& dims = g[output].dims;
  std::int64_t const per_sample = dims.elements() / (dims.is_batched() || dims.rank() == 0 ? 1 : dims[0]);
  node_id const by = detail::deciding_node(g, output);
  bool const softmax = by != node_id::none && g[by].op.is<op::softmax>();
  bool const sigmoid = by != node_id::none && (g[by].op.is<op::sigmoid>() || g[by].op.is<op::hard_sigmoid>());
  std::size_t wide = 0; // one axis of several values is a row of classes, wherever it stands
  for (std::size_t i = 1; i < dims.rank(); ++i) wide += dims[i] != 1;
  if (told_labels(g, output) > 0) return wide > 0 ? task::segmentation : task::multi_class;
  if (wide > 1) return softmax || sigmoid ? task::segmentation : task::regression;
  if (softmax) return task::multi_class;
  if (sigmoid) return per_sample == 1 ? task::binary : task::multi_label;
  bool const scores =
      by != node_id::none &&
      (g[by].op.is<op::gemm>() || g[by].op.is<op::matmul>() || g[by].op.is<op::add>() ||
       g[by].op.is<op::global_average_pool>() || g[by].op.is<op::log_softmax>() || g[by].op.is<op::conv>());
  return scores && per_sample >= 2 ? task::multi_class : task::regression;
}

PEAX_INLINE modality parse_modality(std::string_view option, std::string_view text) {
  std::vector<std::string> known;
  for (auto const m : {modality::image, modality::time_series, modality::audio, modality::tabular}) {
    if (name_of(m) == text) return m;
    known.emplace_back(name_of(m));
  }
  throw usage_error(std::string(option) + ": there is no '" + std::string(text) + "'" +
                    suggestion(text, known) + "; image, time_series, audio and tabular are there");
}

PEAX_INLINE modality modality_of(shape const& dims) {
  if (dims.rank() == 4 && dims[2] > 1 && dims[3] > 1) return modality::image;
  return dims.rank() >= 3 ? modality::time_series : modality::tabular;
}

} // namespace peax
