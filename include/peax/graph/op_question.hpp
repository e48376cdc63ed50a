#pragma once
//! @file
//! What an operator is told when it is asked for its output types, its work, or its value on tensors.

#include <peax/core/error.hpp>
#include <peax/graph/value.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace peax {

//! What a shape rule sees: the values an operator reads (nullptr where an optional input is absent) and how many outputs it has.
struct shape_question {
  std::span<value const* const> inputs;
  std::size_t outputs = 1;

  //! The i-th input; a bad_input error when it is absent.
  [[nodiscard]] value const& in(std::size_t i) const {
    if (i >= inputs.size() || inputs[i] == nullptr)
      throw bad_input("input " + std::to_string(i) + " is missing");
    return *inputs[i];
  }
};

//! What a cost rule sees: the inputs as for a shape rule and the first output.
struct cost_question {
  std::span<value const* const> inputs;
  value const& output;

  [[nodiscard]] value const& in(std::size_t i) const { return *inputs[i]; }
};

//! MACs and element operations of one sample, without parameters.
struct work {
  std::int64_t macs = 0, elements = 0;
};

//! What an evaluation sees: tensors of fixed shapes (empty where an optional input is absent) and the types of the outputs.
struct evaluation {
  std::vector<tensor> const& inputs;
  value_types const& types;

  [[nodiscard]] bool has(std::size_t i) const { return i < inputs.size() && static_cast<bool>(inputs[i]); }
  [[nodiscard]] tensor const& in(std::size_t i) const { return inputs[i]; }
};

} // namespace peax
