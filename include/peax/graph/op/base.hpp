#pragma once
//! @file
//! What operators are written with: lists, graphs, attributes, and an attribute's value of whatever type it has.

#include <peax/core/config.hpp>
#include <peax/tensor/data_type.hpp>

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace peax {
class graph;
} // namespace peax

namespace peax::op {

using ints = std::vector<std::int64_t>;
using floats = std::vector<float>;

//! How Pad fills.
enum class pad_mode : std::uint8_t { constant, reflect, edge };

class body;
//! Whether the graphs are equal; graph.hpp has it.
[[nodiscard]] PEAX_INLINE bool operator==(body const& a, body const& b);

//! A graph that an operator holds, a branch for example. Copies share it; it never changes.
class body {
 public:
  body() = default;
  explicit body(std::shared_ptr<graph const> held) : held_(std::move(held)) {}

  [[nodiscard]] graph const& operator*() const { return *held_; }
  [[nodiscard]] graph const* operator->() const { return held_.get(); }
  [[nodiscard]] explicit operator bool() const { return held_ != nullptr; }

  friend bool operator==(body const& a, body const& b);

 private:
  std::shared_ptr<graph const> held_;
};

//! An attribute: its ONNX name and where it is stored.
template <class Op, class T> struct attribute {
  std::string_view name;
  T Op::*member;
};
template <class Op, class T> attribute(std::string_view, T Op::*) -> attribute<Op, T>;

//! The value of an attribute: every type that one may have.
using attribute_value = std::variant<bool, float, std::int64_t, ints, floats, data_type, pad_mode,
                                     std::optional<float>, std::optional<std::int64_t>, body>;

struct named_attribute {
  std::string_view name;
  attribute_value value;
};

} // namespace peax::op
