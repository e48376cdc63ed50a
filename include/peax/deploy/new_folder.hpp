#pragma once
//! @file
//! Folders that appear whole or not at all: filled beside the target, then renamed to it.

#include <peax/core/config.hpp>
#include <peax/core/unfinished.hpp>

#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

namespace peax::deploy {

//! A folder being filled. Until `commit` returns, the target is untouched; without `commit` nothing stays.
//! A folder that is replaced must be empty or hold `mark`, a file by which it is known to be of this kind:
//! nobody's other files are removed.
class new_folder {
 public:
  //! Throws io_error when the folder cannot be made, is a link, the working folder or holds other files.
  new_folder(std::filesystem::path target, std::string mark);
  new_folder(new_folder const&) = delete;
  new_folder& operator=(new_folder const&) = delete;
  ~new_folder();

  //! Where to write.
  [[nodiscard]] std::filesystem::path path() const { return temporary_.path(); }

  //! Makes the content the folder of that name. To be called once, last.
  void commit();

 private:
  void check_target() const;
  void remove_parents();
  //! Puts the new folder where the old one is; the old one is then where the new one was.
  [[nodiscard]] std::error_code exchange() const;
  [[noreturn]] void fail(std::string const& what, std::error_code const& why) const;

  std::filesystem::path target_;
  std::string mark_;
  unfinished temporary_;
  std::vector<std::filesystem::path> parents_; //!< made for it, the outermost first
};

} // namespace peax::deploy

#ifndef PEAX_COMPILED
#include <peax/deploy/new_folder.ipp>
#endif
