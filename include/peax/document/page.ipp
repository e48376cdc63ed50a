#pragma once
//! @file
//! The bodies of page.hpp.

#include <peax/document/page.hpp>

#include <string>
#include <utility>
#include <vector>

namespace peax::document {

PEAX_INLINE section::section(std::string title) : title_(std::move(title)) {}
PEAX_INLINE section::section(section const& other) = default;
PEAX_INLINE section::section(section&& other) noexcept = default;
PEAX_INLINE section& section::operator=(section const& other) = default;
PEAX_INLINE section& section::operator=(section&& other) noexcept = default;
PEAX_INLINE section::~section() = default;

PEAX_INLINE section& section::show(element e) & {
  elements_.push_back(std::move(e));
  return *this;
}

PEAX_INLINE section&& section::show(element e) && { return std::move(show(std::move(e))); }

PEAX_INLINE section& section::say(std::string text) & { return show(paragraph{std::move(text)}); }

PEAX_INLINE section&& section::say(std::string text) && { return std::move(say(std::move(text))); }

PEAX_INLINE section& section::refuse(std::string title, std::vector<refusal> reasons) & {
  if (!reasons.empty()) show(refusals{std::move(title), std::move(reasons)});
  return *this;
}

PEAX_INLINE section&& section::refuse(std::string title, std::vector<refusal> reasons) && {
  return std::move(refuse(std::move(title), std::move(reasons)));
}

PEAX_INLINE page::page(std::string title, std::string subtitle)
    : title_(std::move(title)), subtitle_(std::move(subtitle)) {}

PEAX_INLINE document::section& page::section(std::string title) {
  return sections_.emplace_back(std::move(title));
}

PEAX_INLINE document::section& page::add(document::section s) { return sections_.emplace_back(std::move(s)); }

} // namespace peax::document
