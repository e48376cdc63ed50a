#pragma once
//! @file
//! What the loader of .tflite files may be told beyond the file's name. Free of FlatBuffers.

#include <peax/tensor/shape.hpp>

#include <map>
#include <optional>
#include <string>

namespace peax::tflite {

//! How the leading dimension is read, and what takes the place of the inputs' shapes.
struct load_options {
  //! Shape of the first input, the batch in front ([1,96,96,3]); for files whose dimensions are free behind the batch.
  std::optional<shape> input_shape = std::nullopt;
  //! The same for inputs by name.
  std::map<std::string, shape> input_shapes = {};
  //! The one output that is wanted; empty for all. Nothing else of the file is looked at, nor inputs that it does not need.
  std::string output_name = {};
  //! Reads a fixed leading dimension of 1 as the batch when the graph allows.
  bool leading_one_is_batch = true;
};

} // namespace peax::tflite
