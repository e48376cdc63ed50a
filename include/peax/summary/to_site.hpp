#pragma once
//! @file
//! The exporter that ends a flow with pages.

#include <peax/analysis/component.hpp>
#include <peax/analysis/solutions.hpp>
#include <peax/core/config.hpp>
#include <peax/core/split.hpp>
#include <peax/report/accuracy.hpp>
#include <peax/report/footprint.hpp>
#include <peax/report/platform.hpp>
#include <peax/solution/any_solution.hpp>
#include <peax/solution/constraints.hpp>
#include <peax/summary/analysis_record.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace peax::summary {

//! What can be said of the original beside its solutions: its costs as float32, and its accuracy where there are data.
[[nodiscard]] PEAX_INLINE result::figures figures_of_original(report::footprint const& cost,
                                                              report::accuracy_figures const* validated,
                                                              report::accuracy_figures const* tested);

//! Writes `index.html` with what was found and why, `solutions.html` with the front, and a page for each solution:
//! `flow(right_sizing{}, to_site{"pages"})`. Stands behind every rewriter, a user's too. The original is shown beside the
//! solutions, with its accuracy where the analysis has data. Gives the names of the files. Throws io_error.
struct to_site {
  static constexpr std::string_view name = "to_site";

  std::filesystem::path folder;
  std::string rewriter = {};     //!< what the pages call the passes of the flow
  result::constraints keep = {}; //!< under which it was chosen
  std::uint64_t seed = 0;

  exported write(original const& first, measured<any_solutions> const& found,
                 of_original<report::footprint> const& cost,
                 std::optional<of_original<report::accuracy<validation>>> const& validated,
                 std::optional<of_original<report::accuracy<test>>> const& tested,
                 std::optional<report::platform> const& on) const;
};

} // namespace peax::summary

#ifndef PEAX_COMPILED
#include <peax/summary/to_site.ipp>
#endif
