#pragma once
//! @file
//! What a network is for: the task of each output and the modality of each input, inferred from shapes and the last activation.

#include <peax/core/config.hpp>
#include <peax/graph/graph.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace peax {

enum class task : std::uint8_t { binary, multi_class, multi_label, segmentation, regression };
enum class modality : std::uint8_t { image, time_series, audio, tabular };

[[nodiscard]] inline std::string_view name_of(task t) {
  constexpr std::string_view names[] = {"binary_classification", "multi_class_classification",
                                        "multi_label_classification", "segmentation", "regression"};
  return names[static_cast<std::size_t>(t)];
}
[[nodiscard]] inline std::string_view name_of(modality m) {
  constexpr std::string_view names[] = {"image", "time_series", "audio", "tabular"};
  return names[static_cast<std::size_t>(m)];
}

namespace detail {
//! The node whose function decides about an output: behind identities and reshaping.
[[nodiscard]] PEAX_INLINE node_id deciding_node(graph const& g, value_id output);
} // namespace detail

//! Task of an output by its shape alone (answers tell more: `decide_task`). Axes of size 1 aside, softmax or sigmoid per position
//! is segmentation; a softmax over two or more values is multi-class, and so are labels (ArgMax); one
//! sigmoid is binary, several are multi-label; values without an activation are scores of classes when a dense layer or a
//! pooling makes at least two of them, else a regression. A user who knows better says so.
[[nodiscard]] PEAX_INLINE task task_of(graph const& g, value_id output);

//! Modality of an input by its shape: [N,C,H,W] with more than one row and column is an image, another shape with an axis of time a
//! time series, [N,F] is tabular. No shape says audio.
[[nodiscard]] PEAX_INLINE modality modality_of(shape const& dims);

//! Reads one of the names above. Throws usage_error naming `option`.
[[nodiscard]] PEAX_INLINE modality parse_modality(std::string_view option, std::string_view text);

} // namespace peax

#ifndef PEAX_COMPILED
#include <peax/graph/task.ipp>
#endif
