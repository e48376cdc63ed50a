#pragma once
//! @file
//! Weights in files beside the model: read only from inside the model's folder. Free of protobuf.

#include <peax/core/error.hpp>

#include <fmt/core.h>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::onnx {

namespace detail {
inline std::uintmax_t byte_count(std::string_view key, std::string_view text) {
  std::uintmax_t n = 0;
  auto const [end, failed] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (failed != std::errc() || end != text.data() + text.size())
    throw bad_input(fmt::format("external data: {} '{}' is not a number of bytes", key, text));
  return n;
}

//! The file that a location names. Refuses absolute paths, '..' and links that lead out of the folder.
inline std::filesystem::path contained(std::filesystem::path const& folder, std::string const& location) {
  namespace fs = std::filesystem;
  auto const refuse = [&](char const* why) {
    throw bad_input(
        fmt::format("external data '{}' {}; put the file into the model's folder", location, why));
  };
  if (location.empty() || location.find('\0') != std::string::npos) refuse("has no usable name");
  fs::path const relative(location);
  if (relative.is_absolute()) refuse("is an absolute path");
  for (auto const& part : relative)
    if (part == "..") refuse("lies outside of the model's folder");
  std::error_code failed;
  fs::path const home = fs::canonical(folder, failed);
  if (failed) refuse("belongs to a model without a folder");
  fs::path file = fs::canonical(home / relative, failed);
  if (failed) refuse("does not exist");
  fs::path const from_home = file.lexically_relative(home);
  if (from_home.empty() || *from_home.begin() == "..")
    refuse("is a link that leads out of the model's folder");
  if (!fs::is_regular_file(file, failed) || failed) refuse("is no file");
  return file;
}
} // namespace detail

//! The `wanted` bytes that the entries (location, offset, length) of a tensor name.
[[nodiscard]] inline std::vector<std::byte>
read_external_data(std::filesystem::path const& folder,
                   std::vector<std::pair<std::string, std::string>> const& entries, std::size_t wanted) {
  std::string location;
  std::uintmax_t offset = 0, length = 0;
  bool has_length = false;
  for (auto const& [key, text] : entries) {
    if (key == "location")
      location = text;
    else if (key == "offset")
      offset = detail::byte_count(key, text);
    else if (key == "length")
      length = detail::byte_count(key, text), has_length = true;
  }
  if (folder.empty()) throw bad_input(fmt::format("external data '{}' of a model that is no file", location));
  auto const file = detail::contained(folder, location);
  std::uintmax_t const size = std::filesystem::file_size(file);
  if (offset > size || (has_length && length > size - offset))
    throw bad_input(
        fmt::format("external data '{}': offset {} and length {} reach beyond the file's {} bytes", location,
                    offset, length, size));
  if (!has_length) length = size - offset;
  if (has_length ? length != wanted : length < wanted)
    throw bad_input(
        fmt::format("external data '{}': {} bytes, the tensor needs {}", location, length, wanted));
  std::vector<std::byte> out(wanted);
  std::ifstream in(file, std::ios::binary);
  in.seekg(static_cast<std::streamoff>(offset));
  in.read(reinterpret_cast<char*>(out.data()), static_cast<std::streamsize>(out.size()));
  if (!in) throw io_error(fmt::format("external data '{}' cannot be read", location));
  return out;
}

} // namespace peax::onnx
