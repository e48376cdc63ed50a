#pragma once
//! @file
//! The bodies of escape.hpp.

#include <peax/summary/escape.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace peax::summary {

namespace detail {
PEAX_INLINE sequence decode(std::string_view text) {
  auto const byte = [&](std::size_t i) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i]));
  };
  std::uint32_t const lead = byte(0);
  if (lead < 0x80) return {1, lead};
  std::size_t const length = lead >= 0xC2 && lead < 0xE0   ? 2
                             : (lead & 0xF0) == 0xE0       ? 3
                             : lead >= 0xF0 && lead < 0xF5 ? 4
                                                           : 0;
  if (length == 0 || text.size() < length) return {0, 0};
  std::uint32_t code = lead & (0xFFu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {0, 0};
    code = code << 6 | (byte(i) & 0x3F);
  }
  bool const overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
  bool const surrogate = code >= 0xD800 && code < 0xE000;
  return overlong || surrogate || code > 0x10FFFF ? sequence{0, 0} : sequence{length, code};
}

//! Characters that may not stand in XML or that change the direction of the text around them.
inline bool harmful(std::uint32_t code) {
  bool const control = (code < 0x20 && code != '\n' && code != '\t') || (code >= 0x7F && code < 0xA0);
  bool const direction = code == 0x200E || code == 0x200F || (code >= 0x202A && code <= 0x202E) ||
                         (code >= 0x2066 && code <= 0x2069);
  return control || direction || (code & 0xFFFE) == 0xFFFE || (code >= 0xFDD0 && code <= 0xFDEF);
}

} // namespace detail

PEAX_INLINE std::string clean(std::string_view text, std::size_t longest) {
  std::string out;
  for (std::size_t shown = 0; !text.empty(); ++shown) {
    auto const [length, code] = detail::decode(text);
    bool const good = length != 0 && !detail::harmful(code);
    if (shown + 1 >= longest && text.size() > (length == 0 ? 1 : length)) return out += "…";
    out += good ? text.substr(0, length) : detail::replacement;
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return out;
}

PEAX_INLINE std::string escaped(std::string_view text, std::size_t longest) {
  std::string out;
  for (char c : clean(text, longest)) switch (c) {
    case '&': out += "&amp;"; break;
    case '<': out += "&lt;"; break;
    case '>': out += "&gt;"; break;
    case '"': out += "&quot;"; break;
    case '\'': out += "&#39;"; break;
    default: out += c;
    }
  return out;
}

PEAX_INLINE double width_in_ems(std::string_view text) {
  double width = 0;
  while (!text.empty()) {
    auto const [length, code] = detail::decode(text);
    bool const slim = code < 0x80 && std::string_view(" .,:;'|!iljtfrI()[]").find(static_cast<char>(code)) !=
                                         std::string_view::npos;
    bool const broad =
        code >= 0x1100 ||
        (code < 0x80 && std::string_view("MWmw@%").find(static_cast<char>(code)) != std::string_view::npos);
    width += slim ? 0.38 : broad && code != 0x2026 && code != 0x2013 ? 0.95 : 0.62;
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return width;
}

PEAX_INLINE std::string fitted(std::string_view text, double width, double font_size) {
  std::string whole = clean(text, 400);
  if (width_in_ems(whole) * font_size <= width) return whole;
  std::vector<std::string_view> letters;
  for (std::string_view rest = whole; !rest.empty(); rest.remove_prefix(letters.back().size()))
    letters.push_back(rest.substr(0, detail::decode(rest).length));
  bool const path = whole.find('/') != std::string::npos && whole.find(' ') == std::string::npos;
  if (path) std::reverse(letters.begin(), letters.end());
  double used = width_in_ems("…");
  std::size_t kept = 0;
  while (kept < letters.size() && (used += width_in_ems(letters[kept])) * font_size <= width) ++kept;
  letters.resize(kept);
  if (path) std::reverse(letters.begin(), letters.end());
  std::string out;
  for (std::string_view letter : letters) out += letter;
  return path ? "…" + out : out + "…";
}

} // namespace peax::summary
