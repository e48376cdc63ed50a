#pragma once
//! @file
//! Loads ONNX files as networks. Includes ONNX's protobuf classes (half a second of compile time): include it in one place.

#include <peax/core/compiled.hpp>
#include <peax/core/error.hpp>
#include <peax/graph/network.hpp>
#include <peax/onnx/load_options.hpp>
#include <peax/onnx/model_index.hpp>
#include <peax/onnx/network_reader.hpp>

#include <onnx/onnx_pb.h>

#include <climits>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace peax::onnx {

//! The network of a serialized ONNX model. `name`: for errors, and for a graph without a name; `folder`: where external data may lie.
//! Throws bad_input with file, node, shape and reason for everything that peax cannot represent exactly.
template <class Ops = default_ops>
[[nodiscard]] network load_bytes(std::string_view bytes, load_options const& options = {}, std::string const& name = "model",
                                 std::filesystem::path const& folder = {}) {
  try {
    if (bytes.size() > static_cast<std::size_t>(INT_MAX)) throw bad_input("is larger than 2 GB; store its weights as external data");
    ::onnx::ModelProto model;
    if (bytes.empty() || !model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
      throw bad_input(bytes.empty() ? "is empty" : "is no ONNX model, or cut off");
    if (model.graph().name().empty()) model.mutable_graph()->set_name(std::filesystem::path(name).stem().string());
    return detail::read_network<Ops>(model, options, folder);
  } catch (bad_input const& e) {
    throw bad_input(name + ": " + e.what());
  }
}

//! The network of an ONNX file: opset 7 to 25, the operators of graph/op.hpp.
//! A free or fixed-to-1 leading dimension of the inputs is the batch; shape arithmetic is folded; constants nobody reads are dropped.
template <class Ops = default_ops> [[nodiscard]] network load(std::filesystem::path const& file, load_options const& options = {}) {
  std::string const shown = file.string();
  std::error_code failed;
  auto const status = std::filesystem::status(file, failed);
  if (failed || !std::filesystem::exists(status)) throw io_error(shown + ": does not exist or cannot be reached");
  if (std::filesystem::is_directory(status)) throw io_error(shown + ": is a folder, wanted an ONNX file");
  std::ifstream in(file, std::ios::binary);
  if (!in) throw io_error(shown + ": cannot be opened");
  if (std::filesystem::is_regular_file(status) && std::filesystem::file_size(file, failed) > static_cast<std::uintmax_t>(INT_MAX) && !failed)
    throw bad_input(shown + ": is larger than 2 GB; store its weights as external data");
  std::string bytes;
  if (std::filesystem::is_regular_file(status)) bytes.reserve(static_cast<std::size_t>(std::filesystem::file_size(file)));
  for (char block[1 << 16]; in.read(block, sizeof block), in.gcount() > 0;) {
    bytes.append(block, static_cast<std::size_t>(in.gcount()));
    if (bytes.size() > static_cast<std::size_t>(INT_MAX)) throw bad_input(shown + ": is larger than 2 GB; store its weights as external data");
  }
  if (in.bad()) throw io_error(shown + ": cannot be read");
  auto const folder = file.parent_path().empty() ? std::filesystem::path(".") : file.parent_path();
  return load_bytes<Ops>(bytes, options, shown, folder);
}

PEAX_COMPILED_ONCE(network load_bytes<default_ops>(std::string_view, load_options const&, std::string const&, std::filesystem::path const&));
PEAX_COMPILED_ONCE(network load<default_ops>(std::filesystem::path const&, load_options const&));

} // namespace peax::onnx
