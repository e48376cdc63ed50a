#pragma once
//! @file
//! The body of of_analysis.hpp.

#include <peax/document/page.hpp>
#include <peax/summary/analysis_pages.hpp>
#include <peax/summary/of_analysis.hpp>
#include <peax/summary/site.hpp>
#include <peax/summary/to_site.hpp>
#include <peax/version.hpp>

#include <fmt/core.h>

#include <string>
#include <utility>
#include <vector>

namespace peax::summary {

namespace detail {
inline bool did_rewrite(event const& e) { return e.by == event::doer::rewriter; }

//! "report_3.html"
inline std::string file_of_report(std::size_t number) { return fmt::format("report_{}.html", number); }
} // namespace detail

PEAX_INLINE exported write_pages(std::filesystem::path const& folder, analysis_record const& r,
                                 session const& of) {
  analysis_record all = r;
  all.version = PEAX_VERSION;
  all.events = of.events();
  for (auto const& e : all.events)
    if (detail::did_rewrite(e)) {
      all.rewriter += (all.rewriter.empty() ? "" : ", ") + e.name;
      all.identity += (all.identity.empty() ? "" : ", ") + e.identity.text();
    }
  if (all.found.front.empty()) all.rewriter.clear();
  all.original = figures_of_original(all.footprint, nullptr, nullptr);
  auto pages = analysis_pages(all);
  std::size_t number = 0;
  for (auto const& each : of.held()) {
    if (each.by != event::doer::report || each.tell == nullptr) continue;
    document::section told = each.tell(each.value.get());
    document::page page(told.title(),
                        "Report of " + r.title + ", identity " + each.identity.text().substr(0, 12));
    page.add(std::move(told));
    pages.push_back({detail::file_of_report(number++), std::move(page)});
  }
  write_site(folder, pages);
  exported out;
  for (auto const& each : pages) out.files.push_back((folder / each.file).string());
  return out;
}

} // namespace peax::summary
