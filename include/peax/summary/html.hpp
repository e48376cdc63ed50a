#pragma once
//! @file
//! A document page as one self-contained HTML file: no script, nothing loaded, the same bytes for the same
//! page.

#include <peax/core/config.hpp>
#include <peax/document/page.hpp>

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace peax::summary {

namespace detail {
//! Lower-case letters and digits of a title, numbered so that no two sections share one.
PEAX_INLINE std::string fragment(std::string_view title, std::size_t number);
} // namespace detail

//! The whole page, well-formed as HTML and as XML. `siblings` are the other pages of the folder, `here` is
//! this one's target.
[[nodiscard]] PEAX_INLINE std::string to_html(document::page const& page,
                                              std::span<document::link const> siblings = {},
                                              std::string_view here = {});

} // namespace peax::summary

#ifndef PEAX_COMPILED
#include <peax/summary/html.ipp>
#endif
