#pragma once
//! @file
//! The pages of an analysis as it stands: `analysis.summary("folder")`.

#include <peax/analysis/analysis.hpp>
#include <peax/core/config.hpp>
#include <peax/report/footprint.hpp>
#include <peax/solution/any_solution.hpp>
#include <peax/summary/analysis_record.hpp>

#include <filesystem>
#include <string>

namespace peax {

namespace summary {
//! Writes the pages of the record, and one for each result of the session that says something of itself. Gives the names of the
//! files. Throws io_error.
PEAX_INLINE exported write_pages(std::filesystem::path const& folder, analysis_record const& r,
                                 session const& of);
} // namespace summary

//! Writes the page of an analysis and one for each report made so far. The original model is shown, and behind a rewriter its
//! solutions beside it. Nothing is made but the footprint of the original. Gives the names of the files. Throws io_error.
template <class Kind, class... Fs>
exported write_summary(analysis<Kind, Fs...> const& of, std::filesystem::path const& folder) {
  using A = analysis<Kind, Fs...>;
  summary::analysis_record r;
  r.title = of.name();
  r.footprint = of.template get<of_original<report::footprint>>();
  if constexpr (MakeableBy<measured<any_solutions>, A>) r.found = of.template get<measured<any_solutions>>();
  return summary::write_pages(folder, r, of.session());
}

} // namespace peax

#ifndef PEAX_COMPILED
#include <peax/summary/of_analysis.ipp>
#endif
