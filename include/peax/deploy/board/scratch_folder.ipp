#pragma once
//! @file
//! The bodies of scratch_folder.hpp.

#include <peax/core/error.hpp>
#include <peax/deploy/board/scratch_folder.hpp>

#include <filesystem>
#include <fstream>
#include <ios>
#include <iterator>
#include <string>
#include <string_view>

namespace peax::deploy::board {

PEAX_INLINE scratch_folder::scratch_folder()
    : held_((std::filesystem::absolute(std::filesystem::temp_directory_path()) / "peax").string(),
            unfinished::kind::folder, std::filesystem::temp_directory_path().string()) {}

PEAX_INLINE void scratch_folder::put(std::string const& name, std::string_view bytes) const {
  std::ofstream out(path() / name, std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out) throw io_error((path() / name).string() + ": cannot be written");
}

PEAX_INLINE std::string scratch_folder::take(std::string const& name) const {
  std::ifstream in(path() / name, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

} // namespace peax::deploy::board
