#pragma once
//! @file
//! The body of identifier.hpp.

#include <peax/deploy/c/identifier.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace peax::deploy::c {

namespace detail {
inline constexpr std::array<std::string_view, 44> words_of_c{
    "_Bool",    "_Complex", "_Imaginary", "auto",   "break",  "case",     "char",     "const",    "continue",
    "default",  "do",       "double",     "else",   "enum",   "extern",   "float",    "for",      "goto",
    "if",       "inline",   "int",        "long",   "main",   "register", "restrict", "return",   "short",
    "signed",   "sizeof",   "static",     "struct", "switch", "typedef",  "union",    "unsigned", "void",
    "volatile", "while",    "NULL",       "bool",   "true",   "false",    "asm",      "typeof"};
//! Headers that the files include: a file of the same name in front of them would be read instead.
inline constexpr std::array<std::string_view, 12> names_of_headers{"stddef",     "stdint", "string", "math",
                                                                   "stdio",      "stdlib", "limits", "float",
                                                                   "confidence", "scene",  "assert", "errno"};
inline constexpr std::array<std::string_view, 3> names_of_rules{"difference_detection", "temporal_patience",
                                                                "signature_change"};

template <std::size_t N>
[[nodiscard]] bool holds(std::array<std::string_view, N> const& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}
} // namespace detail

PEAX_INLINE std::string identifier(std::string_view name) {
  std::string out;
  for (char const ch : name) {
    bool const keeps = (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9');
    if (keeps)
      out += ch;
    else if (!out.empty() && out.back() != '_')
      out += '_';
  }
  while (!out.empty() && out.back() == '_') out.pop_back();
  if (out.empty()) return "net";
  std::string small = out; // file systems may not tell them apart
  for (char& ch : small)
    if (ch >= 'A' && ch <= 'Z') ch = static_cast<char>(ch - 'A' + 'a');
  bool const is_word =
      detail::holds(detail::words_of_c, out) || detail::holds(detail::names_of_headers, small) ||
      detail::holds(detail::names_of_rules, small) || small.starts_with("layer") || small.starts_with("peax");
  if (is_word || (out.front() >= '0' && out.front() <= '9')) out.insert(0, "net_");
  out.resize(std::min<std::size_t>(out.size(), 40));
  while (out.back() == '_') out.pop_back();
  return out;
}

} // namespace peax::deploy::c
