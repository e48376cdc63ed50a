#pragma once
//! @file
//! The bodies of load.hpp.

#include <peax/core/error.hpp>
#include <peax/core/read_file.hpp>
#include <peax/onnx/load.hpp>
#include <peax/onnx/local_functions.hpp>
#include <peax/onnx/model_index.hpp>
#include <peax/onnx/network_reader.hpp>

#include <fmt/core.h>
#include <onnx/onnx_pb.h>

#include <climits>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

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
    inline_functions(model);
    return detail::read_network(model, known, options, folder);
  } catch (bad_input const& e) {
    throw bad_input(fmt::format("{}: {}", name, e.what()));
  }
}

PEAX_INLINE network load(op_kinds known, std::string const& file, load_options const& options) {
  static constexpr file_limits limits{"an ONNX file",
                                      "is larger than 2 GB; store its weights as external data",
                                      static_cast<std::size_t>(INT_MAX)};
  std::string const bytes = read_file(file, limits);
  auto const parent = std::filesystem::path(file).parent_path();
  return load_bytes(known, bytes, options, file, parent.empty() ? "." : parent.string());
}

PEAX_INLINE network load_bytes(std::string_view bytes, load_options const& options, std::string const& name,
                               std::string const& folder) {
  return load_bytes(default_kinds(), bytes, options, name, folder);
}

PEAX_INLINE network load(std::string const& file, load_options const& options) {
  return load(default_kinds(), file, options);
}

} // namespace peax::onnx
