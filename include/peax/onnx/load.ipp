#pragma once
//! @file
//! The bodies of load.hpp.

#include <peax/core/error.hpp>
#include <peax/onnx/load.hpp>
#include <peax/onnx/model_index.hpp>
#include <peax/onnx/network_reader.hpp>

#include <fmt/core.h>
#include <onnx/onnx_pb.h>

#include <climits>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>

namespace peax::onnx {

PEAX_INLINE network load_bytes(op_kinds known, std::string_view bytes, load_options const& options,
                               std::string const& name, std::string const& folder) {
  try {
    if (bytes.size() > static_cast<std::size_t>(INT_MAX))
      throw bad_input("is larger than 2 GB; store its weights as external data");
    ::onnx::ModelProto model;
    if (bytes.empty() || !model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
      throw bad_input(bytes.empty() ? "is empty" : "is no ONNX model, or cut off");
    if (model.graph().name().empty())
      model.mutable_graph()->set_name(std::filesystem::path(name).stem().string());
    return detail::read_network(model, known, options, folder);
  } catch (bad_input const& e) {
    throw bad_input(fmt::format("{}: {}", name, e.what()));
  }
}

PEAX_INLINE network load(op_kinds known, std::string const& shown, load_options const& options) {
  std::filesystem::path const file = shown;
  std::error_code failed;
  auto const status = std::filesystem::status(file, failed);
  if (failed || !std::filesystem::exists(status))
    throw io_error(shown + ": does not exist or cannot be reached");
  if (std::filesystem::is_directory(status)) throw io_error(shown + ": is a folder, wanted an ONNX file");
  std::ifstream in(file, std::ios::binary);
  if (!in) throw io_error(shown + ": cannot be opened");
  if (std::filesystem::is_regular_file(status) &&
      std::filesystem::file_size(file, failed) > static_cast<std::uintmax_t>(INT_MAX) && !failed)
    throw bad_input(shown + ": is larger than 2 GB; store its weights as external data");
  std::string bytes;
  if (std::filesystem::is_regular_file(status))
    bytes.reserve(static_cast<std::size_t>(std::filesystem::file_size(file)));
  for (char block[1 << 16]; in.read(block, sizeof block), in.gcount() > 0;) {
    bytes.append(block, static_cast<std::size_t>(in.gcount()));
    if (bytes.size() > static_cast<std::size_t>(INT_MAX))
      throw bad_input(shown + ": is larger than 2 GB; store its weights as external data");
  }
  if (in.bad()) throw io_error(shown + ": cannot be read");
  auto const folder = file.parent_path().empty() ? std::filesystem::path(".") : file.parent_path();
  return load_bytes(known, bytes, options, shown, folder.string());
}

PEAX_INLINE network load_bytes(std::string_view bytes, load_options const& options, std::string const& name,
                               std::string const& folder) {
  return load_bytes(default_kinds(), bytes, options, name, folder);
}

PEAX_INLINE network load(std::string const& file, load_options const& options) {
  return load(default_kinds(), file, options);
}

} // namespace peax::onnx
