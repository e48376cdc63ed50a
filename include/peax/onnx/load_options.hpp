#pragma once
//! @file
//! What a loader may be told beyond the file's name. Free of protobuf.

#include <peax/tensor/shape.hpp>

#include <map>
#include <optional>
#include <string>

namespace peax::onnx {

//! How free dimensions of the inputs are bound, and how the leading one is read.
struct load_options {
  //! Shape of the first input, the batch in front ([1,3,48,192]); binds the dimensions that the file leaves free.
  std::optional<shape> input_shape = {};
  //! The same for inputs by name.
  std::map<std::string, shape> input_shapes = {};
  //! The one output that is wanted; empty for all. Nothing else of the file is looked at, nor inputs that it does not need.
  std::string output_name = {};
  //! Reads a fixed leading dimension of 1 as the batch when the graph allows.
  bool leading_one_is_batch = true;
};

} // namespace peax::onnx
