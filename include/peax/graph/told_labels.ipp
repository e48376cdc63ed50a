#pragma once
//! @file
//! The body of told_labels.hpp.

#include <peax/graph/axis.hpp>
#include <peax/graph/op.hpp>
#include <peax/graph/task.hpp>
#include <peax/graph/told_labels.hpp>

#include <cstddef>
#include <string>

namespace peax {

PEAX_INLINE std::size_t told_labels(graph const& g, value_id output) {
  node_id by = detail::deciding_node(g, output);
  while (by != node_id::none && g[by].op.is<op::cast>()) by = detail::deciding_node(g, g[by].inputs[0]);
  auto const* const largest = by == node_id::none ? nullptr : g[by].op.get_if<op::arg_max>();
  if (largest == nullptr) return 0;
  shape const& scores = g[g[by].inputs[0]].dims;
  std::size_t const axis = axis_of(largest->axis, scores.rank());
  if (axis == 0 || scores[axis] < 2) return 0; // among samples, or of one alone
  return static_cast<std::size_t>(scores[axis]);
}

PEAX_INLINE std::string output_in_words(graph const& g, value_id output) {
  if (told_labels(g, output) > 0) return "the label itself, without the scores in front of its ArgMax";
  return "that of a " + std::string(name_of(task_of(g, output)));
}

} // namespace peax
