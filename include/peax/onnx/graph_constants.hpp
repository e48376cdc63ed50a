#pragma once
//! @file
//! The constants of a graph of a file, read once for all attempts at its batch.

#include <peax/onnx/model_index.hpp>
#include <peax/onnx/tensor_codec.hpp>
#include <peax/tensor/tensor.hpp>

#include <filesystem>
#include <string>
#include <unordered_map>

namespace peax::onnx::detail {

using constant_map = std::unordered_map<std::string, tensor>;

//! The constants of a graph that somebody reads. `folder`: where their external data lie.
inline constant_map constants_of(model_index const& index, std::filesystem::path const& folder) {
  constant_map out;
  for (auto const& [name, message] : index.constants())
    if (index.is_read(name)) out.emplace(name, read_tensor(*message, folder));
  return out;
}

} // namespace peax::onnx::detail
