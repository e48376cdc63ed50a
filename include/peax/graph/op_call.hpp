#pragma once
//! @file
//! How an operator of the user runs: arrays of one sample in the graph's order.

#include <peax/tensor/shape.hpp>

#include <span>

namespace peax {

//! An array that a kernel reads, in the graph's order (NCHW). Values of the batch come one sample at a time: extent 1.
struct const_array {
  std::span<float const> elements;
  shape const* dims = nullptr;
};

//! An array that a kernel writes.
struct mutable_array {
  std::span<float> elements; //!< empty where a gradient is not wanted
  shape const* dims = nullptr;
};

//! What a forward kernel gets.
struct forward_call {
  std::span<const_array const> inputs;
  std::span<mutable_array const> outputs;
};

//! What a backward kernel gets. It adds to the gradients of the inputs.
struct backward_call {
  std::span<const_array const> inputs, outputs, output_gradients;
  std::span<mutable_array const> input_gradients;
};

} // namespace peax
