#pragma once
//! @file
//! What a section shows, by kind of element.

#include <peax/document/page.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace peax::testing {

//! The elements of one kind, in order.
template <class T> std::vector<T> all_of(document::section const& s) {
  std::vector<T> out;
  for (auto const& e : s.elements())
    if (auto const* found = std::get_if<T>(&e)) out.push_back(*found);
  return out;
}

//! The number-th element of one kind; the test fails without it.
template <class T> T shown(document::section const& s, std::size_t number = 0) {
  auto const all = all_of<T>(s);
  REQUIRE(all.size() > number);
  return all[number];
}

//! The number in the tile of that label; the test fails without it.
inline double tile(document::section const& s, std::string_view label) {
  for (auto const& f : all_of<document::figures>(s))
    for (auto const& item : f.items)
      if (item.label == label) {
        REQUIRE(item.value.number());
        return *item.value.number();
      }
  FAIL("no tile: " << std::string(label));
  return 0;
}

//! The number in a row and column of a table.
inline double number_at(document::table const& t, std::size_t row, std::string_view column) {
  REQUIRE(row < t.rows().size());
  for (std::size_t c = 0; c < t.columns().size(); ++c)
    if (t.columns()[c].title == column) {
      REQUIRE(t.rows()[row].cells[c].number());
      return *t.rows()[row].cells[c].number();
    }
  FAIL("no column: " << std::string(column));
  return 0;
}

//! The text in a row of the first column.
inline std::string name_at(document::table const& t, std::size_t row) {
  REQUIRE(row < t.rows().size());
  auto const* text = t.rows()[row].cells.front().text();
  return text == nullptr ? std::string() : *text;
}

inline bool says(document::section const& s, std::string_view part) {
  for (auto const& n : all_of<document::note>(s))
    if (n.text.find(part) != std::string::npos) return true;
  return false;
}

} // namespace peax::testing
