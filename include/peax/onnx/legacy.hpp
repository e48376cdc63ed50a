#pragma once
//! @file
//! What operators meant before opset 7, said in the words of opset 7; and what an operator may read at all.

#include <peax/core/error.hpp>
#include <peax/graph/op_kind.hpp>
#include <peax/onnx/node_reader.hpp>
#include <peax/onnx/opset.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace peax::onnx::detail {

//! A constant input under another shape.
struct reshaped_input {
  std::size_t input;
  shape dims;
};

//! Takes the attributes of files older than opset 7 that today's operators do not have. Gives the constant input that has to
//! be reshaped so that numpy's broadcasting means what the file says. Throws bad_input for training forms.
[[nodiscard]] inline std::optional<reshaped_input> translate_legacy(std::string_view type,
                                                                    node_reader& node) {
  if (node.opset >= oldest_opset) return std::nullopt;
  node.ignore("consumed_inputs"); // a hint about memory
  if ((type == "BatchNormalization" || type == "Dropout") && node.take_or<std::int64_t>("is_test", 0) == 0)
    throw bad_input("is in training form (is_test = 0); export the model for inference");
  if (type == "Gemm") node.ignore("broadcast"); // C is broadcast to the product either way
  bool const arithmetic = type == "Add" || type == "Sub" || type == "Mul" || type == "Div";
  if (!arithmetic && type != "PRelu") return std::nullopt;
  shape const &a = node.input(0).dims, &b = node.input(1).dims;
  std::int64_t axis = static_cast<std::int64_t>(a.rank()) - static_cast<std::int64_t>(b.rank());
  if (type == "PRelu") {
    if (b.rank() != 1 || b[0] == 1 || a.rank() < 2) return std::nullopt;
    axis = 1;
  } else {
    bool const broadcast = node.take_or<std::int64_t>("broadcast", 0) != 0;
    std::int64_t const suffix = axis;
    node.take("axis", axis);
    if (axis < 0 && suffix >= 0) axis += static_cast<std::int64_t>(a.rank());
    if (!broadcast && a != b)
      throw bad_input(fmt::format("shapes {} and {} differ without broadcast = 1", a.text(), b.text()));
  }
  std::int64_t const behind =
      static_cast<std::int64_t>(a.rank()) - axis - static_cast<std::int64_t>(b.rank());
  if (behind == 0) return std::nullopt;
  if (behind < 0 || axis < 0)
    throw bad_input(fmt::format("axis {} does not fit {} and {}", axis, a.text(), b.text()));
  if (!node.input(1).constant)
    throw bad_input(fmt::format(
        "broadcasts a computed value along axis {}; convert the model to opset 7 or newer", axis));
  shape aligned = b;
  for (std::int64_t i = 0; i < behind; ++i) aligned.push_back(1);
  return reshaped_input{1, aligned};
}

//! Refuses more inputs than an operator of ONNX reads, and arithmetic on other elements than float32 while running.
inline void check_operands(op_kind const& kind, node_reader const& node) {
  std::size_t const most = kind.traits.most_inputs;
  if (node.inputs.size() > most)
    throw bad_input(fmt::format("has {} inputs, opset {} knows {}", node.inputs.size(), node.opset, most));
  if (kind.traits.any_type) return;
  bool const while_running = std::any_of(node.inputs.begin(), node.inputs.end(), [](auto const& in) {
    return !in.name.empty() && !in.constant && !in.content;
  });
  for (auto const& in : node.inputs)
    if (while_running && !in.name.empty() && in.type != data_type::float32)
      throw bad_input(
          fmt::format("computes with '{}' of type {}; peax computes in float32", in.name, name_of(in.type)));
}

} // namespace peax::onnx::detail
