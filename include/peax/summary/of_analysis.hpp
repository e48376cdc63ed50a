#pragma once
//! @file
//! The pages of an analysis as it stands: `analysis.summary("folder")`.

#include <peax/analysis/analysis.hpp>
#include <peax/core/config.hpp>
#include <peax/core/split.hpp>
#include <peax/report/accuracy.hpp>
#include <peax/report/dataset.hpp>
#include <peax/report/footprint.hpp>
#include <peax/report/platform.hpp>
#include <peax/report/stream.hpp>
#include <peax/solution/any_solution.hpp>
#include <peax/summary/analysis_record.hpp>
#include <peax/summary/to_site.hpp>

#include <filesystem>
#include <string>

namespace peax {

namespace summary {
//! Writes the pages of the record, and one for each result of the session that says something of itself. Gives the names of the
//! files. Throws io_error.
PEAX_INLINE exported write_pages(std::filesystem::path const& folder, analysis_record const& r,
                                 session const& of);

//! The data that an analysis has; null: none.
struct given_data {
  data::data_set const* validation = nullptr;
  data::stream const* calibration = nullptr;
  data::stream const* test = nullptr;
};
//! Adds what the chosen solution answers on the samples of its choice, or along recordings.
PEAX_INLINE void add_answers(analysis_record& r, given_data const& on);

namespace detail {
//! The report, where the analysis can make it.
template <class K, class A> [[nodiscard]] K const* report_of(A const& of) {
  if constexpr (MakeableBy<K, A>)
    return &of.template get<K>();
  else
    return nullptr;
}

//! What is said of the original beside its solutions, and of what these answer.
template <class A> void add_data(analysis_record& r, A const& of) {
  if (!follows_streams(r))
    r.original = figures_of_original(r.footprint, report_of<of_original<report::accuracy<validation>>>(of),
                                     report_of<of_original<report::accuracy<test>>>(of));
  if (auto const* const on = report_of<report::platform>(of)) r.platform = on->target;
  given_data given;
  if (auto const* const data = report_of<report::dataset<validation>>(of)) given.validation = &data->samples;
  if (auto const* const data = report_of<report::stream<calibration>>(of))
    given.calibration = &data->recordings;
  if (auto const* const data = report_of<report::stream<test>>(of)) given.test = &data->recordings;
  add_answers(r, given);
}
} // namespace detail
} // namespace summary

//! Writes the page of an analysis and one for each report made so far. The original model is shown, and behind a rewriter its
//! solutions beside it, with the thresholds of the chosen one to be moved. What is made for it: the footprint of the original, and behind
//! a rewriter its accuracy where there are data. Links lead to the files that lie beside the folder. Gives the names of the files.
//! Throws io_error.
template <class Kind, class... Fs>
exported write_summary(analysis<Kind, Fs...> const& of, std::filesystem::path const& folder) {
  using A = analysis<Kind, Fs...>;
  summary::analysis_record r;
  r.title = of.name();
  r.footprint = of.template get<of_original<report::footprint>>();
  if constexpr (MakeableBy<measured<any_solutions>, A>) {
    r.found = of.template get<measured<any_solutions>>();
    summary::detail::add_data(r, of);
  }
  return summary::write_pages(folder, r, of.session());
}

} // namespace peax

#ifndef PEAX_COMPILED
#include <peax/summary/of_analysis.ipp>
#endif
