#pragma once
//! @file
//! Files and folders on their way: where they are written before they take their place, and who takes them away when their process
//! ends before that.
//!
//! They lie beside their targets as `.NAME.PROCESS-NUMBER.part`, locked (flock) by the process that writes them. One that nobody has
//! locked was left by a process that was killed: whoever writes into the same folder next takes it away.

#include <peax/core/config.hpp>

#include <string>

namespace peax {

//! The name of a file or folder being written, from its making to its end.
class unfinished {
 public:
  enum class kind { file, folder };

  unfinished() = default;
  //! Makes it beside `target` (which has a name, and no slash behind it), empty, new and locked. Throws io_error naming `shown`.
  PEAX_INLINE unfinished(std::string const& target, kind what, std::string const& shown);
  PEAX_INLINE unfinished(unfinished&& other) noexcept;
  PEAX_INLINE unfinished& operator=(unfinished&& other) noexcept;
  ~unfinished() { remove(); }

  [[nodiscard]] std::string const& path() const { return path_; }
  [[nodiscard]] int file() const { return file_; } //!< open for writing; of a folder for its lock alone

  //! Gives the name up without touching what is there: it took its place.
  PEAX_INLINE void release() noexcept;

  //! Takes it away with all that is in it.
  PEAX_INLINE void remove() noexcept;

 private:
  std::string path_;
  int file_ = -1;
};

//! While one of these lives, remove_all_unfinished waits: what takes its place is not taken away halfway.
class finishing {
 public:
  PEAX_INLINE finishing();
  PEAX_INLINE ~finishing();
  finishing(finishing const&) = delete;
  finishing& operator=(finishing const&) = delete;
};

//! For a process that is about to end: takes all unfinished files and folders away. From then on whoever begins or finishes another
//! waits for ever.
PEAX_INLINE void remove_all_unfinished() noexcept;

//! Takes away what dead processes left in a folder.
PEAX_INLINE void sweep_unfinished(std::string const& folder) noexcept;

} // namespace peax

#ifndef PEAX_COMPILED
#include <peax/core/unfinished.ipp>
#endif
