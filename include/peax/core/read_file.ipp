#pragma once
//! @file
//! The bodies of read_file.hpp.

#include <peax/core/error.hpp>
#include <peax/core/read_file.hpp>

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>

namespace peax {

PEAX_INLINE std::string read_file(std::string const& shown, file_limits const& limits) {
  std::filesystem::path const file = shown;
  std::error_code failed;
  auto const status = std::filesystem::status(file, failed);
  if (failed || !std::filesystem::exists(status))
    throw io_error(shown + ": does not exist or cannot be reached");
  if (std::filesystem::is_directory(status)) throw io_error(shown + ": is a folder, wanted " + limits.wanted);
  std::ifstream in(file, std::ios::binary);
  if (!in) throw io_error(shown + ": cannot be opened");
  auto const check = [&](std::size_t size) {
    if (size > limits.most_bytes) throw bad_input(shown + ": " + limits.too_large);
  };
  std::string bytes;
  if (std::filesystem::is_regular_file(status)) {
    auto const size = std::filesystem::file_size(file, failed);
    if (!failed) {
      check(static_cast<std::size_t>(size));
      bytes.reserve(static_cast<std::size_t>(size));
    }
  }
  for (char block[1 << 16]; in.read(block, sizeof block), in.gcount() > 0;) {
    bytes.append(block, static_cast<std::size_t>(in.gcount()));
    check(bytes.size());
  }
  if (in.bad()) throw io_error(shown + ": cannot be read");
  return bytes;
}

PEAX_INLINE std::string first_bytes_of(std::string const& file, std::size_t count) {
  std::error_code failed;
  if (!std::filesystem::is_regular_file(file, failed)) return {};
  std::ifstream in(file, std::ios::binary);
  std::string bytes(count, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(count));
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  return bytes;
}

} // namespace peax
