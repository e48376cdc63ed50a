#pragma once
//! @file
//! The page of a rewriter of a run: with what it ran, what it found and kept, and what it refused.

#include <peax/core/config.hpp>
#include <peax/document/page.hpp>
#include <peax/summary/analysis_record.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace peax::summary {

namespace detail {
//! "Data set: train" is "data_set_train".
PEAX_INLINE std::string plain_name_of(std::string_view title);

PEAX_INLINE std::string page_of_solution(std::size_t id);
PEAX_INLINE std::string page_of_report(std::string_view title);
PEAX_INLINE std::string page_of_rewriter(analysis_record const& r, std::size_t number);

//! One refusal of each reason. Whether these are all.
PEAX_INLINE bool show_reasons(document::section& out, std::vector<refusal> const& all);
} // namespace detail

//! Of number `number` of those that ran. What the page of the solutions or of one solution draws is not drawn again.
[[nodiscard]] PEAX_INLINE document::page rewriter_page(analysis_record const& r, std::size_t number);

} // namespace peax::summary

#ifndef PEAX_COMPILED
#include <peax/summary/rewriter_page.ipp>
#endif
