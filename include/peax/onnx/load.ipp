#pragma once
//! @file
//! The bodies of load.hpp.

#include <peax/core/error.hpp>
#include <peax/core/read_file.hpp>
#include <peax/graph/outline.hpp>
#include <peax/graph/output_called.hpp>
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
#include <vector>

namespace peax::onnx {

namespace detail {
//! Leaves the graph with one output; nodes that it does not need are not read then.
inline void keep_output(::onnx::GraphProto& g, std::string const& wanted, std::string const& file) {
  std::vector<std::string> names;
  for (auto const& out : g.output()) names.push_back(out.name());
  ::onnx::ValueInfoProto const kept = g.output(static_cast<int>(output_called(wanted, names, file)));
  g.clear_output();
  *g.add_output() = kept;
}

//! The message of a file, cut down to one output where that is wanted, without local functions.
inline ::onnx::ModelProto parsed(std::string_view bytes, std::string const& output_name,
                                 std::string const& name) {
  if (bytes.size() > static_cast<std::size_t>(INT_MAX))
    throw bad_input("is larger than 2 GB; store its weights as external data");
  ::onnx::ModelProto model;
  if (bytes.empty() || !model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
    throw bad_input(bytes.empty() ? "is empty" : "is no ONNX model, or cut off");
  if (model.graph().name().empty())
    model.mutable_graph()->set_name(std::filesystem::path(name).stem().string());
  if (!output_name.empty()) keep_output(*model.mutable_graph(), output_name, name);
  inline_functions(model);
  return model;
}

inline std::string bytes_of(std::string const& file) {
  static constexpr file_limits limits{"an ONNX file",
                                      "is larger than 2 GB; store its weights as external data",
                                      static_cast<std::size_t>(INT_MAX)};
  return read_file(file, limits);
}
} // namespace detail

PEAX_INLINE network load_bytes(op_kinds known, std::string_view bytes, load_options const& options,
                               std::string const& name, std::string const& folder) {
  try {
    return detail::read_network(detail::parsed(bytes, options.output_name, name), known, options, folder);
  } catch (refused_network const& e) {
    throw refused_network(fmt::format("{}: {}", name, e.what()), e.found());
  } catch (bad_input const& e) {
    throw bad_input(fmt::format("{}: {}", name, e.what()));
  }
}

PEAX_INLINE network load(op_kinds known, std::string const& file, load_options const& options) {
  auto const parent = std::filesystem::path(file).parent_path();
  return load_bytes(known, detail::bytes_of(file), options, file, parent.empty() ? "." : parent.string());
}

PEAX_INLINE std::vector<std::string> input_names(std::string const& file, std::string const& output_name) {
  try {
    auto const model = detail::parsed(detail::bytes_of(file), output_name, file);
    model_index const index(model);
    std::vector<std::string> names;
    for (auto const* input : index.inputs())
      if (output_name.empty() || index.is_read(input->name())) names.push_back(input->name());
    return names;
  } catch (bad_input const& e) {
    throw bad_input(fmt::format("{}: {}", file, e.what()));
  }
}

PEAX_INLINE network load_bytes(std::string_view bytes, load_options const& options, std::string const& name,
                               std::string const& folder) {
  return load_bytes(default_kinds(), bytes, options, name, folder);
}

PEAX_INLINE network load(std::string const& file, load_options const& options) {
  return load(default_kinds(), file, options);
}

} // namespace peax::onnx
