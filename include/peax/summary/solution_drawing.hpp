#pragma once
//! @file
//! The network of a solution with its exits, the exits that were only tried, and its processors as bands.

#include <peax/core/config.hpp>
#include <peax/document/drawing.hpp>
#include <peax/document/number.hpp>
#include <peax/graph/network.hpp>
#include <peax/hardware/platform.hpp>
#include <peax/solution/any_solution.hpp>
#include <peax/summary/analysis_record.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::summary {

namespace detail {

PEAX_INLINE std::optional<std::size_t> block_of(report::architecture const& a, std::string const& value_name);

//! Shares of the samples by exit: of test, else of validation.
PEAX_INLINE std::vector<double> const& shares_of(result::figures const& f);

} // namespace detail

//! Boxes are the blocks of the backbone. With a platform its processors have the numbers, and so the colours, that they have there.
//! A processor's band begins at the first block whose end it computes.
[[nodiscard]] PEAX_INLINE document::network_drawing
draw_solution(any_solution const& s, std::span<tried_exit const> tried, std::string title,
              std::optional<hardware::platform> const& on = {});

} // namespace peax::summary

#ifndef PEAX_COMPILED
#include <peax/summary/solution_drawing.ipp>
#endif
