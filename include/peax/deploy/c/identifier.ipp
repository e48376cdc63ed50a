#pragma once
//! @file
//! The body of identifier.hpp.

#include <peax/deploy/c/identifier.hpp>

#include <algorithm>
#include <array>
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
  bool const is_word =
      std::find(detail::words_of_c.begin(), detail::words_of_c.end(), out) != detail::words_of_c.end();
  if (is_word || (out.front() >= '0' && out.front() <= '9')) out.insert(0, "net_");
  return out.substr(0, 40);
}

} // namespace peax::deploy::c
