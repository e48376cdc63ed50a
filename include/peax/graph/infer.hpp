#pragma once
//! @file
//! Types of a node's outputs, with the node's name and its shapes in the words of an error.

#include <peax/core/config.hpp>
#include <peax/graph/op_question.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace peax {

class any_op;

//! Largest number of elements of one value: keeps products of extents far from overflow.
inline constexpr std::int64_t most_elements = std::int64_t{1} << 40;

//! Largest rank of one value.
inline constexpr std::size_t most_axes = 32;

//! What is wrong with a shape, with the name of the bound; empty when its extents are positive (zero is allowed), it has at most
//! most_axes of them and their product is at most most_elements.
[[nodiscard]] PEAX_INLINE std::string misfit_of(shape const& dims);

//! "Conv 'conv1' (x [N,3,32,32], w [16,3,3,3])": how errors name a node.
[[nodiscard]] PEAX_INLINE std::string describe_node(std::string_view op, std::string_view name,
                                                    std::span<value const* const> inputs);

//! Types of the outputs of a node. Throws bad_input that names the node, its inputs and their shapes.
[[nodiscard]] PEAX_INLINE value_types infer_types(any_op const& op, std::string_view node_name,
                                                  std::span<value const* const> inputs, std::size_t outputs);

} // namespace peax

#include <peax/graph/any_op.hpp> // behind what it asks for: a branch holds a graph, and a graph infers types

#ifndef PEAX_COMPILED
#include <peax/graph/infer.ipp>
#endif
