#pragma once
//! @file
//! The bodies of new_folder.hpp.

#include <peax/core/error.hpp>
#include <peax/deploy/new_folder.hpp>

#include <fmt/core.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

namespace peax::deploy {

PEAX_INLINE new_folder::new_folder(std::filesystem::path target, std::string mark)
    : target_(std::move(target)), mark_(std::move(mark)) {
  if (!target_.has_filename()) target_ = target_.parent_path();
  if (target_.empty()) throw io_error("a folder without a name cannot be written");
  std::error_code failed;
  auto const parent = target_.parent_path();
  if (!parent.empty()) std::filesystem::create_directories(parent, failed);
  if (failed) fail("cannot be made", failed);
  check_target();
  temporary_ = beside(".part");
  if (!std::filesystem::create_directory(temporary_, failed)) {
    temporary_.clear();
    fail("cannot be made", failed);
  }
}

PEAX_INLINE new_folder::~new_folder() {
  std::error_code ignored;
  if (!temporary_.empty()) std::filesystem::remove_all(temporary_, ignored);
}

PEAX_INLINE void new_folder::commit() {
  check_target();
  std::error_code failed, ignored;
  std::filesystem::path const old = beside(".old");
  bool const replaces = std::filesystem::exists(target_, ignored);
  if (replaces) std::filesystem::rename(target_, old, failed);
  if (failed) fail("cannot be replaced", failed);
  std::filesystem::rename(temporary_, target_, failed);
  if (failed) {
    if (replaces) std::filesystem::rename(old, target_, ignored);
    fail("cannot take its place", failed);
  }
  temporary_.clear();
  if (replaces) std::filesystem::remove_all(old, ignored);
}

PEAX_INLINE void new_folder::check_target() const {
  std::error_code failed;
  auto const now = std::filesystem::symlink_status(target_, failed);
  if (!std::filesystem::exists(now)) return;
  if (!std::filesystem::is_directory(now))
    throw io_error(target_.string() + ": is in the way; it is no folder");
  bool const is_empty = std::filesystem::is_empty(target_, failed);
  if (!failed && !is_empty && !std::filesystem::exists(target_ / mark_, failed))
    throw io_error(fmt::format("{}: the folder holds other files (no {}); name another, or empty it first",
                               target_.string(), mark_));
}

PEAX_INLINE std::filesystem::path new_folder::beside(std::string const& ending) const {
  static std::atomic<unsigned> counter{0};
  return target_.parent_path() / ("." + target_.filename().string().substr(0, 200) + "." +
                                  std::to_string(::getpid()) + "-" + std::to_string(counter++) + ending);
}

PEAX_INLINE void new_folder::fail(std::string const& what, std::error_code const& why) const {
  throw io_error(fmt::format("{}: the folder {}: {}", target_.string(), what, why.message()));
}

} // namespace peax::deploy
