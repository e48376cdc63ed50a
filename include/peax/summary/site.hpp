#pragma once
//! @file
//! A folder of pages that know one another.

#include <peax/core/atomic_file.hpp>
#include <peax/core/config.hpp>
#include <peax/core/error.hpp>
#include <peax/summary/html.hpp>

#include <filesystem>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace peax::summary {

//! A page and the name of its file in the folder, such as "index.html".
struct site_page {
  std::string file;
  document::page page;
  bool listed = true; //!< in the menu of every page
};

//! A name that stays inside its folder and is safe on every file system: letters, digits, '-', '_' and '.',
//! not hidden.
[[nodiscard]] inline bool plain_file_name(std::string_view name) {
  static constexpr std::string_view allowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
  return !name.empty() && name.size() <= 120 && name.front() != '.' &&
         name.find_first_not_of(allowed) == std::string_view::npos;
}

//! Writes every page into the folder, which is made when missing. Each file appears whole or not at all, the
//! first page last: who opens "index.html" finds all its pages. Throws io_error when the folder or a file
//! cannot be written, bad_input for a file name that is not plain or is used twice; then nothing has been
//! written.
PEAX_INLINE void write_site(std::filesystem::path const& folder, std::span<site_page const> pages);

} // namespace peax::summary

#ifndef PEAX_COMPILED
#include <peax/summary/site.ipp>
#endif
