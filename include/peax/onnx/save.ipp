#pragma once
//! @file
//! The bodies of save.hpp.

#include <peax/core/atomic_file.hpp>
#include <peax/core/error.hpp>
#include <peax/onnx/message.hpp>
#include <peax/onnx/save.hpp>

#include <fmt/core.h>

#include <climits>
#include <cstddef>
#include <filesystem>
#include <string>

namespace peax::onnx {

PEAX_INLINE std::string save_bytes(network const& n) {
  ::onnx::ModelProto const model = message_of(*n);
  std::string bytes;
  if (model.ByteSizeLong() > static_cast<std::size_t>(INT_MAX) || !model.SerializeToString(&bytes))
    throw bad_input(fmt::format("network '{}' does not fit into the 2 GB of an ONNX file", n.name()));
  return bytes;
}

PEAX_INLINE void save(network const& n, std::filesystem::path const& file) {
  write_file(file.string(), save_bytes(n));
}

} // namespace peax::onnx
