#pragma once
//! @file
//! Which operators of a file peax reads, and the words for those that it does not.

#include <peax/core/error.hpp>
#include <peax/graph/any_op.hpp>
#include <peax/onnx/codes.hpp>

#include <fmt/core.h>
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace peax::onnx {

//! The domain of a node's operator; empty for ONNX's own.
[[nodiscard]] inline std::string domain_of_node(::onnx::NodeProto const& n) {
  return n.domain() == "ai.onnx" ? "" : n.domain();
}

//! The kind of an operator of that name and domain, or nullptr.
[[nodiscard]] inline op_kind const* kind_called(op_kinds known, std::string_view type,
                                                std::string_view domain) {
  auto const found = std::find_if(known.begin(), known.end(), [&](op_kind const* kind) {
    return kind->name == (type == "Upsample" ? "Resize" : type) && kind->domain == domain;
  });
  return found == known.end() ? nullptr : *found;
}

//! Whether peax has the operator of a node, in whatever form; some are read without a kind of their own.
[[nodiscard]] inline bool is_known_operator(op_kinds known, ::onnx::NodeProto const& n) {
  static constexpr std::array<std::string_view, 7> without_kind{"Constant", "Einsum", "Identity", "If",
                                                                "Range",    "Shape",  "Size"};
  std::string const domain = domain_of_node(n);
  if (domain.empty() &&
      std::find(without_kind.begin(), without_kind.end(), n.op_type()) != without_kind.end())
    return true;
  return kind_called(known, n.op_type(), domain) != nullptr ||
         detail::is_quantized_operator(n.op_type(), domain);
}

[[noreturn]] inline void refuse_operator(::onnx::NodeProto const& n) {
  if (!domain_of_node(n).empty())
    throw bad_input(
        fmt::format("operators of the domain '{}' are not supported; export the model with standard ONNX "
                    "operators, or name the operator's type: op_set<default_ops, my_op>",
                    n.domain()));
  if (n.op_type() == "Loop" || n.op_type() == "Scan")
    throw bad_input("control flow is not supported; export the model without it");
  throw bad_input(fmt::format("the operator {} is not supported", n.op_type()));
}

} // namespace peax::onnx
