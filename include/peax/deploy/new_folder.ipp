#pragma once
//! @file
//! The bodies of new_folder.hpp.

#include <peax/core/error.hpp>
#include <peax/deploy/new_folder.hpp>

#include <fcntl.h>
#include <fmt/core.h>

#include <cstdio>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

namespace peax::deploy {

PEAX_INLINE new_folder::new_folder(std::filesystem::path target, std::string mark)
    : target_(std::move(target)), mark_(std::move(mark)) {
  if (target_.empty()) throw io_error("a folder without a name cannot be written");
  if (!target_.has_filename()) target_ = target_.parent_path();
  if (target_.filename() == "." || target_.filename() == ".." || !target_.has_filename())
    throw io_error(target_.string() + ": cannot be replaced while it is open; name a new folder in it");
  std::error_code failed;
  check_target();
  for (auto parent = target_.parent_path(); !parent.empty() && !std::filesystem::exists(parent, failed);
       parent = parent.parent_path())
    parents_.insert(parents_.begin(), parent);
  for (auto const& parent : parents_) {
    std::filesystem::create_directory(parent, failed);
    if (failed) {
      remove_parents();
      fail("cannot be made", failed);
    }
  }
  try {
    check_target(); // whose name may be too long for a folder that was not there
    temporary_ = unfinished(target_.string(), unfinished::kind::folder, target_.string());
  } catch (io_error const&) {
    remove_parents();
    throw;
  }
}

PEAX_INLINE new_folder::~new_folder() {
  temporary_.remove();
  remove_parents();
}

PEAX_INLINE void new_folder::remove_parents() {
  std::error_code ignored; // one that holds something else by now stays
  while (!parents_.empty()) {
    std::filesystem::remove(parents_.back(), ignored);
    parents_.pop_back();
  }
}

PEAX_INLINE void new_folder::commit() {
  check_target();
  std::error_code failed, ignored;
  bool const replaces = std::filesystem::exists(target_, ignored);
  {
    finishing const whole;
    if (replaces)
      failed = exchange();
    else
      std::filesystem::rename(temporary_.path(), target_, failed);
  }
  if (failed) fail("cannot take its place", failed);
  parents_.clear();
  if (replaces)
    temporary_.remove();
  else
    temporary_.release();
}

PEAX_INLINE std::error_code new_folder::exchange() const {
  if (::renameat2(AT_FDCWD, temporary_.path().c_str(), AT_FDCWD, target_.c_str(), RENAME_EXCHANGE) == 0)
    return {};
  // A file system that cannot exchange: a process that ends between the two leaves the old folder as `.old`.
  std::error_code failed, ignored;
  std::filesystem::path const old = temporary_.path() + ".old";
  std::filesystem::rename(target_, old, failed);
  if (failed) return failed;
  std::filesystem::rename(temporary_.path(), target_, failed);
  std::filesystem::rename(old, failed ? target_ : std::filesystem::path(temporary_.path()), ignored);
  return failed;
}

PEAX_INLINE void new_folder::check_target() const {
  std::error_code failed;
  auto const now = std::filesystem::symlink_status(target_, failed);
  if (now.type() == std::filesystem::file_type::none)
    fail("cannot be made", failed); // a name that is too long
  if (!std::filesystem::exists(now)) return;
  if (!std::filesystem::is_directory(now))
    throw io_error(target_.string() + ": is in the way; it is no folder");
  bool const is_empty = std::filesystem::is_empty(target_, failed);
  if (!failed && !is_empty && !std::filesystem::exists(target_ / mark_, failed))
    throw io_error(fmt::format("{}: the folder holds other files (no {}); name another, or empty it first",
                               target_.string(), mark_));
}

PEAX_INLINE void new_folder::fail(std::string const& what, std::error_code const& why) const {
  throw io_error(fmt::format("{}: the folder {}: {}", target_.string(), what, why.message()));
}

} // namespace peax::deploy
