#pragma once
//! @file
//! A small check of markup: every tag closed in order, attributes quoted, entities known. And ways to look
//! into it.

#include <cctype>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace markup {

inline std::size_t count(std::string_view text, std::string_view part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + part.size())) ++n;
  return n;
}

inline bool contains(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

//! What is wrong, or an empty text. Knows elements, quoted attributes, text with entities, one doctype.
inline std::string fault(std::string_view text) {
  std::vector<std::string> open;
  std::size_t at = 0;
  auto const here = [&](char const* what) {
    return std::string(what) + " at: " + std::string(text.substr(at, 60));
  };
  while (at < text.size()) {
    if (text[at] == '&') {
      bool known = false;
      for (std::string_view entity : {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"})
        known = known || text.substr(at).starts_with(entity);
      if (!known) return here("an unknown entity");
    }
    auto const byte = static_cast<unsigned char>(text[at]);
    if (byte < 0x20 && byte != '\n' && byte != '\t') return here("a control character");
    if (text[at] != '<') {
      ++at;
      continue;
    }
    if (text.substr(at).starts_with("<!DOCTYPE html>")) {
      at += 15;
      continue;
    }
    bool const closes = text.substr(at).starts_with("</");
    std::size_t i = at + (closes ? 2 : 1);
    std::string name;
    while (i < text.size() && std::isalnum(static_cast<unsigned char>(text[i])) != 0) name += text[i++];
    if (name.empty()) return here("a bare <");
    bool quoted = false;
    while (i < text.size() && (quoted || text[i] != '>')) {
      if (text[i] == '<') return here("a < inside a tag");
      if (text[i] == '"') quoted = !quoted;
      ++i;
    }
    if (i == text.size()) return here("an unfinished tag");
    if (closes) {
      if (open.empty() || open.back() != name) return here("a closing tag out of order");
      open.pop_back();
    } else if (text[i - 1] != '/') {
      open.push_back(name);
    }
    at = i + 1;
  }
  return open.empty() ? "" : "not closed: " + open.back();
}

//! "nan" or "inf" as a word of its own, outside the style sheet and outside words of the page.
inline bool shows_no_number(std::string_view text) {
  for (std::string_view bad : {"nan", "NaN", "inf"})
    for (std::size_t at = text.find(bad); at != text.npos; at = text.find(bad, at + 1)) {
      auto const letter = [&](std::size_t i) {
        return i < text.size() && std::isalpha(static_cast<unsigned char>(text[i]));
      };
      if (!letter(at - 1) && !letter(at + bad.size())) return true;
    }
  return false;
}

} // namespace markup
