#pragma once
//! @file
//! Outputs behind the first that a node of a file need not have.

#include <peax/core/error.hpp>
#include <peax/graph/any_op.hpp>
#include <peax/graph/op/normalization.hpp>
#include <peax/onnx/model_index.hpp>
#include <peax/onnx/node_reader.hpp>

#include <fmt/core.h>

#include <cstddef>

namespace peax::onnx {

//! Masks, indices and statistics of training are outputs that inference does not need. Throws bad_input when one of them is read.
inline void drop_outputs(model_index const& index, any_op const& op, node_reader& node) {
  bool const optional = op.is<op::layer_normalization>();
  while (optional && node.outputs.size() > 1 && !index.is_read(node.outputs.back())) node.outputs.pop_back();
  if (!op.traits().training_outputs) return;
  for (std::size_t i = 1; i < node.outputs.size(); ++i)
    if (!node.outputs[i].empty() && index.is_read(node.outputs[i]))
      throw bad_input(fmt::format(
          "its output '{}' (mask, indices or statistics) is used, which is not supported", node.outputs[i]));
  node.outputs.resize(1);
}

} // namespace peax::onnx
