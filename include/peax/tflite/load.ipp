#pragma once
//! @file
//! The bodies of load.hpp.

#include <peax/core/error.hpp>
#include <peax/core/read_file.hpp>
#include <peax/graph/outline.hpp>
#include <peax/tflite/flat_table.hpp>
#include <peax/tflite/keep_output.hpp>
#include <peax/tflite/load.hpp>
#include <peax/tflite/network_reader.hpp>
#include <peax/tflite/read_model.hpp>

#include <fmt/core.h>

#include <climits>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace peax::tflite {

namespace detail {
//! The model of a file, which must outlive it, cut down to one output where that is wanted.
inline file_model parsed(flat_file& file, std::string const& output_name, std::string const& name) {
  auto model = read_model(file);
  if (!output_name.empty()) keep_output(model, output_name, name);
  return model;
}

inline std::string bytes_of(std::string const& file) {
  static constexpr file_limits limits{"a .tflite file", "is larger than 2 GB",
                                      static_cast<std::size_t>(INT_MAX) - 1};
  return read_file(file, limits);
}
} // namespace detail

PEAX_INLINE network load_bytes(std::string_view bytes, load_options const& options, std::string const& name) {
  try {
    if (bytes.size() >= static_cast<std::size_t>(INT_MAX)) throw bad_input("is larger than 2 GB");
    detail::flat_file read(bytes);
    auto const model = detail::parsed(read, options.output_name, name);
    return detail::read_network(model, std::filesystem::path(name).stem().string(), options);
  } catch (refused_network const& e) {
    throw refused_network(fmt::format("{}: {}", name, e.what()), e.found());
  } catch (bad_input const& e) {
    throw bad_input(fmt::format("{}: {}", name, e.what()));
  }
}

PEAX_INLINE network load(std::string const& file, load_options const& options) {
  return load_bytes(detail::bytes_of(file), options, file);
}

PEAX_INLINE std::vector<std::string> input_names(std::string const& file, std::string const& output_name) {
  try {
    auto const bytes = detail::bytes_of(file);
    detail::flat_file read(bytes);
    auto const model = detail::parsed(read, output_name, file);
    std::vector<std::string> names;
    for (auto const t : model.inputs) names.push_back(model[t].name);
    return names;
  } catch (bad_input const& e) {
    throw bad_input(fmt::format("{}: {}", file, e.what()));
  }
}

PEAX_INLINE bool is_tflite(std::string const& file) {
  return first_bytes_of(file, 8).substr(0, 8).ends_with("TFL3") ||
         std::filesystem::path(file).extension() == ".tflite";
}

} // namespace peax::tflite
