#pragma once
//! @file
//! One solution in detail: its figures, exits, thresholds, processors and times.

#include <peax/core/config.hpp>
#include <peax/document/page.hpp>
#include <peax/solution/any_solution.hpp>
#include <peax/summary/analysis_record.hpp>
#include <peax/summary/front_section.hpp>
#include <peax/summary/solution_drawing.hpp>
#include <peax/summary/solution_timeline.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace peax::summary {

namespace detail {
//! "5,588,160 in the original", or nothing.
template <class T> std::string originally(std::optional<T> const& value, document::style const& shown) {
  return value ? "original " + document::written(document::cell(*value), shown) : std::string();
}

//! Tiles of what a solution gives beside the original.
PEAX_INLINE document::figures tiles_of(result::figures const& f, result::figures const& before, bool chosen);

//! Where a solution leaves, with thresholds, shares and costs.
PEAX_INLINE document::table exits_table(any_solution const& s);

} // namespace detail

//! Solution number `id` of the record.
[[nodiscard]] PEAX_INLINE document::section describe_solution(analysis_record const& r, std::size_t id);

} // namespace peax::summary

#ifndef PEAX_COMPILED
#include <peax/summary/solution_section.ipp>
#endif
