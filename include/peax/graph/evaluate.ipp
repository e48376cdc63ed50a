#pragma once
//! @file
//! The body of evaluate.hpp.

#include <peax/core/error.hpp>
#include <peax/graph/evaluate.hpp>
#include <peax/graph/infer.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace peax {

PEAX_INLINE std::vector<tensor> evaluate(any_op const& op, std::string_view name,
                                         std::vector<tensor> const& inputs, std::size_t outputs) {
  std::vector<value> values;
  values.reserve(inputs.size());
  std::vector<value const*> read;
  for (auto const& t : inputs) {
    values.push_back({"input " + std::to_string(values.size()), t.type(), t.dims(), t});
    read.push_back(t ? &values.back() : nullptr);
  }
  value_types const types = infer_types(op, name, read, outputs);
  if (op.kind().evaluate == nullptr)
    throw bad_input(describe_node(op.name(), name, read) +
                    ": the operator brings no `evaluate`, so its value is not known before it runs");
  return op.kind().evaluate(op.held(), {inputs, types});
}

} // namespace peax
