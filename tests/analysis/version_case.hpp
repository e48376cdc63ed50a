#pragma once
// One report in a cache, made by the version of the library that is defined where this is included.

#include <peax/analysis/analysis.hpp>
#include <peax/analysis/disk_cache.hpp>
#include <peax/analysis/stored.hpp>
#include <peax/graph/builder.hpp>

#include <memory>
#include <string>

namespace {

int made_here = 0;

struct versioned_report {
  static constexpr std::string_view title = "Versioned";
  int value = 0;
  void save(std::ostream& to) const { peax::put_fields(to, *this); }
  static versioned_report load(std::istream& from) { return peax::get_fields<versioned_report>(from); }
  struct default_reporter {
    versioned_report make(peax::network const&) const { return {++made_here}; }
  };
};

//! How often it is made when it is asked for with that cache.
int times_made(std::string const& folder) {
  made_here = 0;
  auto const a =
      peax::analysis(peax::model<peax::single_exit>(
                         peax::network_builder("tiny", {peax::batch_extent, 4}, 1).dense(2).finish()))
          .with_memo(std::make_shared<peax::memo>())
          .with_cache(std::make_shared<peax::disk_cache>(folder));
  (void)a.get<versioned_report>();
  return made_here;
}

} // namespace
