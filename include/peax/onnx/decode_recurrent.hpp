#pragma once
//! @file
//! The attributes of LSTM, GRU and RNN in a file.

#include <peax/core/error.hpp>
#include <peax/graph/op.hpp>
#include <peax/onnx/node_reader.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace peax::onnx::detail {

//! A layer, and whether the samples of its sequences stand in front (layout 1).
template <class Layer> struct recurrent_node {
  Layer layer;
  bool batch_first = false;
};

[[nodiscard]] inline op::cell_kind cell_kind_of(std::string_view name) {
  for (int i = 0; i <= static_cast<int>(op::cell_kind::softplus); ++i)
    if (auto const kind = static_cast<op::cell_kind>(i);
        std::ranges::equal(name, op::name_of(kind), [](char a, char b) {
          return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
        }))
      return kind;
  throw bad_input(fmt::format("the activation '{}' does not exist", name));
}

//! Functions with their parameters; lists of alpha and beta hold one for each function that has such a parameter.
template <class Layer> void decode_functions(Layer& layer, node_reader& node) {
  std::vector<std::string> names;
  op::floats alphas, betas;
  node.take("activations", names);
  node.take("activation_alpha", alphas);
  node.take("activation_beta", betas);
  std::size_t const each = std::size(Layer::usual_functions), all = layer.directions() * each;
  if (names.empty())
    for (std::size_t i = 0; i < all; ++i) names.emplace_back(op::name_of(Layer::usual_functions[i % each]));
  want(names.size() == all, fmt::format("has {} activations, wanted {}", names.size(), all));
  auto alpha = alphas.begin(), beta = betas.begin();
  bool usual = true;
  for (std::size_t i = 0; i < all; ++i) {
    auto const kind = cell_kind_of(names[i]);
    op::cell_function f = op::usual(kind);
    if (op::has_alpha(kind) && alpha != alphas.end()) f.alpha = *alpha++;
    if (op::has_beta(kind) && beta != betas.end()) f.beta = *beta++;
    usual = usual && f == op::usual(Layer::usual_functions[i % each]);
    layer.activations.push_back(static_cast<std::int64_t>(kind));
    layer.alphas.push_back(f.alpha);
    layer.betas.push_back(f.beta);
  }
  if (usual) layer.activations.clear(), layer.alphas.clear(), layer.betas.clear();
}

template <class Layer> [[nodiscard]] recurrent_node<Layer> decode_layer(node_reader& node) {
  recurrent_node<Layer> out;
  auto const direction = node.take_or<std::string>("direction", "forward");
  if (direction == "reverse")
    out.layer.direction = Layer::reverse;
  else if (direction == "bidirectional")
    out.layer.direction = Layer::bidirectional;
  else if (direction != "forward")
    throw bad_input(fmt::format("direction '{}' does not exist", direction));
  decode_functions(out.layer, node);
  node.take("clip", out.layer.clip);
  out.batch_first = node.take_or<std::int64_t>("layout", 0) != 0;
  node.ignore("output_sequence"); // before opset 7: which outputs there are, which their names say
  std::int64_t units = 0;
  if (node.take("hidden_size", units))
    want(node.input(2).dims.rank() == 3 && node.input(2).dims[2] == units,
         fmt::format("hidden_size {} is not that of the recurrent weights {}", units,
                     node.input(2).dims.text()));
  if constexpr (requires { out.layer.linear_before_reset; })
    node.take("linear_before_reset", out.layer.linear_before_reset);
  if (Layer::gates == 4 && node.take_or<std::int64_t>("input_forget", 0) != 0)
    throw bad_input("input_forget = 1 (one gate for both) is not supported");
  node.refuse_leftovers();
  want(node.inputs.size() <= Layer::traits.most_inputs,
       fmt::format("has {} inputs, wanted at most {}", node.inputs.size(), Layer::traits.most_inputs));
  return out;
}

//! Lengths of the sequences, which may only say that all are as long as they can be.
inline void check_lengths(node_reader const& node, std::int64_t steps) {
  auto const& lengths = node.input(4).constant;
  if (!lengths)
    throw bad_input(
        fmt::format("the lengths '{}' of the sequences are computed while running; they must be constant",
                    node.input(4).name));
  for (auto const& n : node.known_numbers(4, "the lengths"))
    want(n.fixed == steps,
         fmt::format("a sequence of {} of {} steps is not supported: all must be as long as the input; "
                     "pad them, or export without lengths",
                     n.fixed, steps));
}

} // namespace peax::onnx::detail
