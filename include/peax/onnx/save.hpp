#pragma once
//! @file
//! Saves networks as ONNX files.

#include <peax/core/config.hpp>
#include <peax/graph/network.hpp>

#include <filesystem>
#include <string>

namespace peax::onnx {

//! The network as a serialized ONNX model: its names, opset and metadata; operators in the form of that opset.
//! Throws bad_input for what the opset cannot say and for more than 2 GB.
[[nodiscard]] PEAX_INLINE std::string save_bytes(network const& n);

//! The same into a file, which appears whole or not at all. Throws io_error when it cannot be written.
PEAX_INLINE void save(network const& n, std::filesystem::path const& file);

} // namespace peax::onnx

#ifndef PEAX_COMPILED
#include <peax/onnx/save.ipp>
#endif
