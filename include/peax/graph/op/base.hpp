#pragma once
//! @file
//! What operators are written with: lists, attributes, and an attribute's value of whatever type it has.

#include <peax/tensor/data_type.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

namespace peax::op {

using ints = std::vector<std::int64_t>;

//! How Pad fills.
enum class pad_mode : std::uint8_t { constant, reflect, edge };

//! An attribute: its ONNX name and where it is stored.
template <class Op, class T> struct attribute {
  std::string_view name;
  T Op::*member;
};
template <class Op, class T> attribute(std::string_view, T Op::*) -> attribute<Op, T>;

//! The value of an attribute: every type that one may have.
using attribute_value = std::variant<bool, float, std::int64_t, ints, data_type, pad_mode,
                                     std::optional<float>, std::optional<std::int64_t>>;

struct named_attribute {
  std::string_view name;
  attribute_value value;
};

} // namespace peax::op
