#pragma once
//! @file
//! Files that appear whole or not at all: written beside the target, flushed to the disk, then renamed over it.

#include <peax/core/config.hpp>
#include <peax/core/error.hpp>
#include <peax/core/unfinished.hpp>

#include <cstddef>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

namespace peax {

//! A file being written. Until `commit` returns, the target is untouched; without `commit` nothing of it stays.
//! Every failure (no folder, no permission, disk full, an error on flush or close) throws io_error naming the target.
//! A target that is no regular file (a pipe, a device) is written to directly. A link is followed.
class atomic_file {
 public:
  explicit atomic_file(std::string target);

  atomic_file(atomic_file const&) = delete;
  atomic_file& operator=(atomic_file const&) = delete;
  ~atomic_file();

  void write(std::span<std::byte const> content);
  void write(std::string_view text) { write(std::as_bytes(std::span(text.data(), text.size()))); }

  //! Makes the content the file of that name. To be called once, last.
  void commit();

 private:
  void resolve();

  void flush_folder() const;

  void discard() noexcept;

  [[noreturn]] void fail(char const* what, int why) const {
    throw io_error(shown_ + ": " + what + ": " + std::strerror(why));
  }

  std::string shown_, path_;
  unfinished temporary_;
  int file_ = -1; //!< of the temporary, or of what is written to directly
  bool direct_ = false;
};

//! Writes a whole file, or leaves what was there.
inline void write_file(std::string const& target, std::span<std::byte const> content) {
  atomic_file file(target);
  file.write(content);
  file.commit();
}
inline void write_file(std::string const& target, std::string_view content) {
  write_file(target, std::as_bytes(std::span(content.data(), content.size())));
}

} // namespace peax

#ifndef PEAX_COMPILED
#include <peax/core/atomic_file.ipp>
#endif
