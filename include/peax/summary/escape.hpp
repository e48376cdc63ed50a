#pragma once
//! @file
//! Text from outside made safe for HTML and SVG: markup escaped, broken UTF-8 and control characters
//! replaced.

#include <peax/core/config.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace peax::summary {

namespace detail {

//! Length of the well-formed UTF-8 sequence at the front, with its code point; length 0 when it is malformed
//! (Unicode 15, table 3-7: no overlong forms, no surrogates).
struct sequence {
  std::size_t length;
  std::uint32_t code;
};

PEAX_INLINE sequence decode(std::string_view text);

inline constexpr std::string_view replacement = "\xEF\xBF\xBD";

} // namespace detail

//! Valid UTF-8 without control characters; everything else becomes U+FFFD. Cut with an ellipsis at `longest`
//! characters.
[[nodiscard]] PEAX_INLINE std::string clean(std::string_view text, std::size_t longest = 4000);

//! Safe between tags and inside quoted attributes.
[[nodiscard]] PEAX_INLINE std::string escaped(std::string_view text, std::size_t longest = 4000);

//! A generous estimate of a text's width in a sans serif face, in units of the font size.
[[nodiscard]] PEAX_INLINE double width_in_ems(std::string_view text);

//! The clean text, cut with an ellipsis so that it fits into a width at a font size. Of a path, such as the
//! scoped name of a node, the end is kept, for there paths differ; of other texts the beginning.
[[nodiscard]] PEAX_INLINE std::string fitted(std::string_view text, double width, double font_size);

} // namespace peax::summary

#ifndef PEAX_COMPILED
#include <peax/summary/escape.ipp>
#endif
