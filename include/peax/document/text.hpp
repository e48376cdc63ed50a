#pragma once
//! @file
//! The parts of a page that are words: headings, paragraphs, lists, code, links, notes, refusals.

#include <peax/core/error.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace peax::document {

//! A title inside a section.
struct heading {
  std::string text;
};

struct paragraph {
  std::string text;
};

struct list {
  std::vector<std::string> items;
  bool numbered = false;
};

//! Text in a fixed-width face, lines kept.
struct code {
  std::string text;
};

//! Leads to another page of the summary, a file beside it, or a web address. Other schemes are shown as text.
struct link {
  std::string text;
  std::string target;
};

enum class tone : std::uint8_t { plain, good, warning };

//! One remark that must not be missed.
struct note {
  std::string text;
  tone sounds = tone::plain;
};

//! What was not done and why, one entry per refusal.
struct refusals {
  std::string title;
  std::vector<refusal> items;
};

} // namespace peax::document
