#pragma once
//! @file
//! The parts of a page that a reader can move, for `page_script`. They are hidden until it runs.

#include <peax/core/config.hpp>
#include <peax/document/explorer.hpp>

#include <cstddef>
#include <string>

namespace peax::summary {

//! Two choices of a comparison with sliders, and their figures with the difference.
[[nodiscard]] PEAX_INLINE std::string html_of(document::comparison const& c);

//! What the packed answers of a page may take: beyond, the first samples stand for all, and the page says so.
inline constexpr std::size_t most_of_answers = 900'000;

//! A slider and a field for each threshold, and what follows from them. The answers travel in it, packed: four bytes and a bit of
//! entropy for each sample and exit.
[[nodiscard]] PEAX_INLINE std::string html_of(document::threshold_explorer const& x);

} // namespace peax::summary

#ifndef PEAX_COMPILED
#include <peax/summary/explorer_html.ipp>
#endif
