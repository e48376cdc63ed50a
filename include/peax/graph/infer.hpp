#pragma once
//! @file
//! Types of a node's outputs, with the node's name and its shapes in the words of an error.

#include <peax/core/config.hpp>
#include <peax/graph/any_op.hpp>
#include <peax/graph/shape_rule.hpp>

#include <concepts>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace peax {

//! A user's operator brings its shape rule along: `value_types output_types(shape_question const&) const`.
template <class Op>
concept BringsShapeRule = requires(Op const& op, shape_question const& q) {
  { op.output_types(q) } -> std::same_as<value_types>;
};

//! The output types of one operator; asks its own member or the overload set of shape_rule.hpp.
struct ask_output_types {
  shape_question const& question;

  template <class Op> value_types operator()(Op const& op) const {
    if constexpr (BringsShapeRule<Op>)
      return op.output_types(question);
    else
      return output_types(op, question);
  }
};

//! Largest number of elements of one value: keeps products of extents far from overflow.
inline constexpr std::int64_t most_elements = std::int64_t{1} << 40;

//! Whether the extents are positive and their product is at most most_elements; zero extents are allowed.
[[nodiscard]] inline bool is_sane(shape const& dims) {
  std::int64_t product = 1;
  for (std::size_t i = 0; i < dims.rank(); ++i) {
    std::int64_t const e = dims[i];
    if (e == batch_extent && i == 0) continue;
    if (e < 0 || e > most_elements || (e > 0 && product > most_elements / e)) return false;
    product *= e == 0 ? 1 : e;
  }
  return true;
}

//! "Conv 'conv1' (x [N,3,32,32], w [16,3,3,3])": how errors name a node.
[[nodiscard]] inline std::string describe_node(std::string_view op, std::string_view name,
                                               std::span<value const* const> inputs) {
  std::string out = std::string(op) + " '" + std::string(name) + "' (";
  bool first = true;
  for (auto const* v : inputs) {
    if (!first) out += ", ";
    first = false;
    out += v == nullptr ? std::string("-") : v->name + " " + v->dims.text();
  }
  return out + ")";
}

//! Types of the outputs of a node. Throws bad_input that names the node, its inputs and their shapes.
template <class Ops = default_ops>
[[nodiscard]] value_types infer_types(any_op const& op, std::string_view node_name,
                                      std::span<value const* const> inputs, std::size_t outputs) {
  shape_question const question{inputs, outputs};
  try {
    value_types types = visit<Ops>(op, ask_output_types{question});
    if (types.size() != outputs)
      throw bad_input("it has " + std::to_string(types.size()) + " outputs, the graph wants " +
                      std::to_string(outputs));
    for (auto const& t : types)
      if (!is_sane(t.dims)) throw bad_input("its output " + t.dims.text() + " is too large");
    return types;
  } catch (error const& e) {
    throw bad_input(describe_node(op.name(), node_name, inputs) + ": " + e.what());
  }
}

PEAX_COMPILED_ONCE(value_types infer_types<default_ops>(any_op const&, std::string_view,
                                                        std::span<value const* const>, std::size_t));

} // namespace peax
