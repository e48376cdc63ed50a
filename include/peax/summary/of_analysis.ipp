#pragma once
//! @file
//! The body of of_analysis.hpp.

#include <peax/document/page.hpp>
#include <peax/summary/analysis_pages.hpp>
#include <peax/summary/of_analysis.hpp>
#include <peax/summary/rewriter_page.hpp>
#include <peax/summary/site.hpp>
#include <peax/summary/to_site.hpp>
#include <peax/version.hpp>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace peax::summary {

namespace detail {
inline bool did_rewrite(event const& e) { return e.by == event::doer::rewriter; }

//! A page for what a report tells, under a name that no other page has.
inline site_page page_of_held(std::vector<site_page> const& others, analysis_record const& r,
                              held_result const& each) {
  document::section told = each.tell(each.value.get());
  std::string file = page_of_report(told.title());
  auto const taken = [&](std::string const& name) {
    return std::any_of(others.begin(), others.end(), [&](auto const& p) { return p.file == name; });
  };
  for (std::size_t again = 2; taken(file); ++again)
    file = page_of_report(told.title() + " " + std::to_string(again));
  document::page page(told.title(),
                      "Report of " + r.title + ", identity " + each.identity.text().substr(0, 12));
  page.add(std::move(told));
  return {std::move(file), std::move(page)};
}

//! The rewriters of a session, each once. Which of several found the solutions is known to nobody.
inline std::vector<ran_rewriter> rewriters_of(analysis_record const& r) {
  std::vector<ran_rewriter> out;
  for (auto const& e : r.events) {
    bool const known =
        std::any_of(out.begin(), out.end(), [&](auto const& w) { return w.run->identity == e.identity; });
    if (!did_rewrite(e) || known) continue;
    out.emplace_back().name = e.name;
    out.back().run = e;
  }
  if (out.size() == 1) {
    out[0].found = r.found;
    out[0].before = r.footprint.structure.of;
  }
  return out;
}

inline files_beside find_files(std::filesystem::path const& folder, std::size_t solutions) {
  auto whole = std::filesystem::weakly_canonical(std::filesystem::absolute(folder));
  if (!whole.has_filename()) whole = whole.parent_path(); // "pages/"
  auto const above = whole.parent_path();
  auto const is_there = [&](std::filesystem::path const& file) {
    std::error_code failed;
    return std::filesystem::is_regular_file(above / file, failed);
  };
  files_beside out{is_there("original.onnx"), is_there("result.json"), solutions > 0};
  for (std::size_t i = 0; i < solutions; ++i)
    out.solutions = out.solutions &&
                    is_there(std::filesystem::path("solutions") / std::to_string(i) / "model.onnx") &&
                    is_there(std::filesystem::path("solutions") / std::to_string(i) / "solution.json");
  return out;
}
} // namespace detail

PEAX_INLINE void add_answers(analysis_record& r, given_data const& on) {
  if (r.found.front.empty() || !r.found.choice) return;
  auto const& s = r.found.front.at(*r.found.choice);
  if (s.judged_by == "accuracy") {
    r.original.validation_score = r.original.validation_accuracy;
    r.original.test_score = r.original.test_accuracy;
  }
  if (on.validation != nullptr) r.answers = result::answers_on(s, *on.validation);
  auto const* const along = on.test != nullptr ? on.test : on.calibration;
  if (along != nullptr) r.along = result::answers_along(s, *along);
  r.along_name = on.test != nullptr ? "the test stream" : "the calibration stream";
}

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
  if (!all.original.validation_relative_macs)
    all.original = figures_of_original(all.footprint, nullptr, nullptr);
  all.ran = detail::rewriters_of(all);
  all.files = detail::find_files(folder, all.found.front.size());
  auto pages = analysis_pages(all);
  for (auto const& each : of.held())
    if (each.by == event::doer::report && each.tell != nullptr)
      pages.push_back(detail::page_of_held(pages, r, each));
  write_site(folder, pages);
  exported out;
  for (auto const& each : pages) out.files.push_back((folder / each.file).string());
  return out;
}

} // namespace peax::summary
