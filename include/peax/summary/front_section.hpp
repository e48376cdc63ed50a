#pragma once
//! @file
//! The Pareto front of an analysis as a chart and as a table.

#include <peax/core/config.hpp>
#include <peax/document/chart.hpp>
#include <peax/document/table.hpp>
#include <peax/solution/any_solution.hpp>
#include <peax/summary/analysis_record.hpp>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::summary {

namespace detail {
//! "mean_recall:0,1" is "mean recall (0,1)".
PEAX_INLINE std::string score_name(std::string_view judged_by);

PEAX_INLINE std::string score_name(analysis_record const& r);

PEAX_INLINE std::string interval_text(result::figures const& f);

//! "thresholds 0.8042, 0.5672"; of a network with one exit, what was done to it.
PEAX_INLINE std::string thresholds_text(any_solution const& s);

//! A column and where its values come from.
struct figure_column {
  document::column head;
  std::function<document::cell(result::figures const&)> of;
};

} // namespace detail

//! Score against cost of the front: on validation, where the choice was made, and on test, where it was
//! measured. The chosen solution, the original's score and the limit are marked. `names`: of the solutions, where their numbers are no
//! names.
[[nodiscard]] PEAX_INLINE document::scatter front_chart(analysis_record const& r,
                                                        std::vector<std::string> const& names = {});

//! Any two solutions of the front beside each other, the chosen one first.
[[nodiscard]] PEAX_INLINE document::comparison
front_comparison(analysis_record const& r, std::function<std::string(std::size_t)> const& details);

//! One row per solution, which leads to its details, and one for the original. Columns without a value are
//! left out; MACs are shares of the original's.
[[nodiscard]] PEAX_INLINE document::table front_table(analysis_record const& r,
                                                      std::function<std::string(std::size_t)> const& details,
                                                      std::vector<std::string> const& names = {});

} // namespace peax::summary

#ifndef PEAX_COMPILED
#include <peax/summary/front_section.ipp>
#endif
