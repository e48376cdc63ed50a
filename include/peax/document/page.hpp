#pragma once
//! @file
//! A page: a title and sections of elements. Reports say what to show; only the summary knows how.

#include <peax/core/config.hpp>
#include <peax/document/chart.hpp>
#include <peax/document/drawing.hpp>
#include <peax/document/explorer.hpp>
#include <peax/document/samples.hpp>
#include <peax/document/table.hpp>
#include <peax/document/text.hpp>

#include <deque>
#include <string>
#include <variant>
#include <vector>

namespace peax::document {

//! The closed set of what a page can show.
using element =
    std::variant<heading, paragraph, list, code, link, note, refusals, table, figures, scatter, bars,
                 histogram, matrix, network_drawing, lanes, area, threshold_explorer, comparison, samples>;

//! A titled part of a page.
class section {
 public:
  explicit section(std::string title);

  // In page.ipp: all elements of the variant take long to compile.
  section(section const& other);
  section(section&& other) noexcept;
  section& operator=(section const& other);
  section& operator=(section&& other) noexcept;
  ~section();

  //! Appends an element.
  section& show(element e) &;
  section&& show(element e) &&;

  //! Appends a paragraph.
  section& say(std::string text) &;
  section&& say(std::string text) &&;

  //! Appends a refusal list; nothing when there are none.
  section& refuse(std::string title, std::vector<refusal> reasons) &;
  section&& refuse(std::string title, std::vector<refusal> reasons) &&;

  [[nodiscard]] std::string const& title() const { return title_; }
  [[nodiscard]] std::vector<element> const& elements() const { return elements_; }

 private:
  std::string title_;
  std::vector<element> elements_;
};

//! Sections under a title. References that `section` and `add` give stay valid while the page lives.
class page {
 public:
  explicit page(std::string title, std::string subtitle = {});

  //! Opens a new section at the end: `page.section("Footprint").say("...").show(table)`.
  document::section& section(std::string title);

  //! Appends a section that a report has described.
  document::section& add(document::section s);

  [[nodiscard]] std::string const& title() const { return title_; }
  [[nodiscard]] std::string const& subtitle() const { return subtitle_; }
  [[nodiscard]] std::deque<document::section> const& sections() const { return sections_; }

 private:
  std::string title_;
  std::string subtitle_;
  std::deque<document::section> sections_;
};

} // namespace peax::document

#ifndef PEAX_COMPILED
#include <peax/document/page.ipp>
#endif
