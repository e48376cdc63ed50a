#pragma once
//! @file
//! The bodies of to_c.hpp.

#include <peax/core/atomic_file.hpp>
#include <peax/core/error.hpp>
#include <peax/deploy/c/identifier.hpp>
#include <peax/deploy/c/source.hpp>
#include <peax/deploy/new_folder.hpp>
#include <peax/deploy/to_c.hpp>

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::deploy {

PEAX_INLINE std::vector<std::string> save_c(any_solution const& s, std::filesystem::path const& folder,
                                            std::string const& name, std::vector<tensor> golden) {
  auto const files =
      c::source_of(s, {c::identifier(name.empty() ? s.network.name() : name), std::move(golden)});
  new_folder target(folder, "certificate.json");
  std::vector<std::string> names;
  for (auto const& f : files) {
    std::filesystem::create_directories((target.path() / f.name).parent_path());
    write_file((target.path() / f.name).string(), std::string_view(f.text));
    names.push_back(f.name);
  }
  target.commit();
  return names;
}

PEAX_INLINE exported to_c::write(original const&, measured<any_solutions> const& found) const {
  if (!found.choice) throw usage_error("to_c: no solution was chosen, so that there is none to write as C");
  exported out;
  for (auto const& file : save_c(found.front[*found.choice], folder, called))
    out.files.push_back((std::filesystem::path(folder) / file).string());
  return out;
}

} // namespace peax::deploy
