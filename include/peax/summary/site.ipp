#pragma once
//! @file
//! The body of site.hpp.

#include <peax/core/atomic_file.hpp>
#include <peax/core/error.hpp>
#include <peax/summary/escape.hpp>
#include <peax/summary/html.hpp>
#include <peax/summary/site.hpp>

#include <fmt/core.h>

#include <filesystem>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace peax::summary {

PEAX_INLINE void write_site(std::filesystem::path const& folder, std::span<site_page const> pages) {
  std::set<std::string_view> names;
  std::vector<document::link> siblings;
  for (site_page const& each : pages) {
    if (!plain_file_name(each.file))
      throw bad_input(fmt::format("summary page '{}': a file name has letters, digits, '-', '_' and '.' only",
                                  clean(each.file, 80)));
    if (!names.insert(each.file).second)
      throw bad_input(fmt::format("summary page '{}': the name is used twice", each.file));
    if (pages.size() > 1 && each.listed) siblings.push_back({each.page.title(), each.file});
  }
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (failed)
    throw io_error(fmt::format("{}: the folder cannot be made: {}", folder.string(), failed.message()));
  for (std::size_t i = pages.size(); i-- > 0;)
    write_file((folder / pages[i].file).string(),
               std::string_view(to_html(pages[i].page, siblings, pages[i].file)));
}

} // namespace peax::summary
