#pragma once
//! @file
//! The pages of an analysis: `index.html` with what was found and why, `solutions.html` with the front, and a page for each solution.

#include <peax/core/config.hpp>
#include <peax/document/page.hpp>
#include <peax/summary/analysis_record.hpp>
#include <peax/summary/site.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace peax::summary {

//! The pages, for `write_site`. `index.html` is the first; `solutions.html` and the pages of the solutions follow.
[[nodiscard]] PEAX_INLINE std::vector<site_page> analysis_pages(analysis_record const& r);

} // namespace peax::summary

#ifndef PEAX_COMPILED
#include <peax/summary/analysis_pages.ipp>
#endif
