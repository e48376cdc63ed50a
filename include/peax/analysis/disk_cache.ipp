#pragma once
//! @file
//! The bodies of disk_cache.hpp.

#include <peax/analysis/disk_cache.hpp>
#include <peax/core/atomic_file.hpp>
#include <peax/core/error.hpp>
#include <peax/core/unfinished.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace peax {

namespace detail {
inline constexpr std::string_view first_line_of_cached = "peax cache 2\n";
inline constexpr std::size_t heading_of_cached = first_line_of_cached.size() + 33 + 33;
} // namespace detail

PEAX_INLINE disk_cache::disk_cache(std::string folder, listener tell)
    : folder_(std::move(folder)), tell_(std::move(tell)) {
  std::error_code failed;
  std::filesystem::create_directories(folder_, failed);
  if (failed || !std::filesystem::is_directory(folder_, failed))
    throw io_error(folder_ + ": cannot be made a cache folder. Name a folder that you may write.");
  sweep_unfinished(folder_);
  if (!tell_) tell_ = [](std::string const& text) { std::fprintf(stderr, "peax: %s\n", text.c_str()); };
}

PEAX_INLINE std::string disk_cache::file_in(std::string const& folder, digest identity) {
  return fmt::format("{}/{}.peax", folder, identity.text());
}

PEAX_INLINE std::string disk_cache::heading(digest identity, std::string_view payload) {
  return fmt::format("{}{}\n{}\n", detail::first_line_of_cached, identity.text(),
                     hasher()(payload).finish().text());
}

PEAX_INLINE bool disk_cache::read(digest identity, std::string_view what,
                                  std::function<void(std::istream&)> const& load) {
  auto const file = file_of(identity);
  std::error_code absent;
  auto const is_there = std::filesystem::status(file, absent);
  if (!std::filesystem::exists(is_there)) return false;
  auto const unusable = [&](std::string const& why) {
    tell_(fmt::format("{} cannot be used ({}); {} is made again", file, why, what));
    return false;
  };
  if (!std::filesystem::is_regular_file(is_there)) return unusable("it is no regular file");
  std::ifstream opened(file, std::ios::binary);
  std::ostringstream content;
  if (!opened || !(content << opened.rdbuf())) return unusable("it cannot be read");
  std::string const all = std::move(content).str();
  std::string_view const whole = all;
  std::string_view const payload = whole.substr(std::min(all.size(), detail::heading_of_cached));
  if (all.size() < detail::heading_of_cached ||
      whole.substr(0, detail::heading_of_cached) != heading(identity, payload))
    return unusable("it is damaged or not a file of this cache");
  std::istringstream stream{std::string(payload)};
  try {
    load(stream);
  } catch (std::exception const& e) {
    return unusable(e.what());
  }
  if (stream.fail()) return unusable("it ends too early");
  return true;
}

PEAX_INLINE void disk_cache::write(digest identity, std::string_view what,
                                   std::function<void(std::ostream&)> const& save) {
  std::ostringstream stream;
  save(stream);
  std::string const payload = std::move(stream).str();
  try {
    std::error_code absent;
    auto const is_there = std::filesystem::status(file_of(identity), absent);
    if (std::filesystem::exists(is_there) && !std::filesystem::is_regular_file(is_there))
      throw io_error(file_of(identity) +
                     ": is no regular file; remove it"); // a pipe may wait for its reader for ever
    atomic_file file(file_of(identity));
    file.write(heading(identity, payload));
    file.write(payload);
    file.commit();
  } catch (io_error const& e) {
    tell_(fmt::format("{} is not kept for later runs: {}", what, e.what()));
  }
}

} // namespace peax
