#pragma once
//! @file
//! Values of a graph, and the numbers of values and nodes.

#include <peax/tensor/data_type.hpp>
#include <peax/tensor/shape.hpp>
#include <peax/tensor/tensor.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace peax {

//! A value of a graph: an input, a constant, or an output of a node.
enum class value_id : std::uint32_t { none = 0xffffffffu };
//! A node of a graph: its position in running order.
enum class node_id : std::uint32_t { none = 0xffffffffu };

[[nodiscard]] constexpr std::size_t index_of(value_id id) { return static_cast<std::size_t>(id); }
[[nodiscard]] constexpr std::size_t index_of(node_id id) { return static_cast<std::size_t>(id); }

//! Type and shape of a value; axis 0 may be the batch.
struct value_type {
  data_type type = data_type::float32;
  shape dims;
  friend bool operator==(value_type const&, value_type const&) = default;
};

//! Types of the outputs of a node, in their order.
using value_types = std::vector<value_type>;

struct value {
  std::string name;
  data_type type = data_type::float32;
  shape dims;
  tensor constant; //!< the elements if the value is a constant, else empty

  [[nodiscard]] bool is_constant() const { return static_cast<bool>(constant); }
};

} // namespace peax
