#pragma once
//! @file
//! A folder of this process alone, below the system's temporary folder.

#include <peax/core/config.hpp>
#include <peax/core/unfinished.hpp>

#include <filesystem>
#include <string>
#include <string_view>

namespace peax::deploy::board {

//! Empty at first; it goes away with all that is in it, also when the process is ended by a signal.
class scratch_folder {
 public:
  PEAX_INLINE scratch_folder();

  [[nodiscard]] std::filesystem::path path() const { return held_.path(); }
  //! Writes a file of it. Throws io_error.
  PEAX_INLINE void put(std::string const& name, std::string_view bytes) const;
  //! The bytes of a file of it; empty when there is none.
  [[nodiscard]] PEAX_INLINE std::string take(std::string const& name) const;

 private:
  unfinished held_;
};

} // namespace peax::deploy::board

#ifndef PEAX_COMPILED
#include <peax/deploy/board/scratch_folder.ipp>
#endif
