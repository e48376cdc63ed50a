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

namespace peax::tflite {

PEAX_INLINE network load_bytes(std::string_view bytes, load_options const& options, std::string const& name) {
  try {
    if (bytes.size() >= static_cast<std::size_t>(INT_MAX)) throw bad_input("is larger than 2 GB");
    detail::flat_file file(bytes);
    auto model = detail::read_model(file);
    if (!options.output_name.empty()) detail::keep_output(model, options.output_name, name);
    return detail::read_network(model, std::filesystem::path(name).stem().string(), options);
  } catch (refused_network const& e) {
    throw refused_network(fmt::format("{}: {}", name, e.what()), e.found());
  } catch (bad_input const& e) {
    throw bad_input(fmt::format("{}: {}", name, e.what()));
  }
}

PEAX_INLINE network load(std::string const& file, load_options const& options) {
  static constexpr file_limits limits{"a .tflite file", "is larger than 2 GB",
                                      static_cast<std::size_t>(INT_MAX) - 1};
  return load_bytes(read_file(file, limits), options, file);
}

PEAX_INLINE bool is_tflite(std::string const& file) {
  return first_bytes_of(file, 8).substr(0, 8).ends_with("TFL3") ||
         std::filesystem::path(file).extension() == ".tflite";
}

} // namespace peax::tflite
