#pragma once
//! @file
//! The bodies of branch_kind.hpp.

#include <peax/graph/op.hpp>
#include <peax/graph/task.hpp>
#include <peax/graph/told_labels.hpp>
#include <peax/report/early_exits/branch_kind.hpp>

#include <optional>

namespace peax::report {

PEAX_INLINE std::optional<answer_form> answer_form_of(graph const& g) {
  value_id const out = g.outputs()[0];
  task const t = task_of(g, out);
  if (g[out].dims.rank() < 2 || told_labels(g, out) > 0) return std::nullopt;
  if (t == task::binary) return answer_form::sigmoid;
  if (t != task::multi_class) return std::nullopt;
  node_id const by = peax::detail::deciding_node(g, out);
  return by != node_id::none && g[by].op.is<op::softmax>() ? answer_form::softmax : answer_form::logits;
}

} // namespace peax::report
