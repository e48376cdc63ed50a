#pragma once
//! @file
//! What the command prints: one JSON object, or text for people; progress on standard error.

#include "command_line.hpp"
#include <peax/core/progress.hpp>

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace command {

using json = nlohmann::ordered_json; //!< keys stay in the order in which they are written

//! Prints an object on one line, with its schema in front: {"schema": {"name": "peax.info", "version": 1},
//! ...}. Numbers that are not finite become null. Throws io_error when standard output does not take it.
void print_object(std::string_view schema, json const& object);

//! Prints an object that is text already, with its schema, on one line. Throws io_error.
void print_line(std::string_view object);

//! Prints text for people. Throws io_error.
void print_text(std::string_view text);

//! What pages call a model: the name of its file. Exporters call every graph alike ("main_graph", "torch_jit").
[[nodiscard]] std::string title_of(std::string const& file);

//! Throws io_error when a file could not be written there, before the work that leads to it.
void expect_writable(std::string const& file);

//! A remark for people on standard error; nothing when --quiet was given.
void remark(common const& given, std::string_view text);

//! A listener that draws a bar with the time left on a terminal and writes a line now and then elsewhere.
[[nodiscard]] peax::progress show_progress(common const& given);

//! Rows of cells in columns as wide as their widest cell. Columns of numbers are set to the right.
class text_table {
 public:
  struct column {
    std::string title;
    bool number = false;
  };
  explicit text_table(std::vector<column> columns) : columns_(std::move(columns)) {}
  //! Cells are shown on one line each, names from files without what steers a terminal.
  void add(std::vector<std::string> row);
  [[nodiscard]] std::string text() const;

 private:
  std::vector<column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

} // namespace command
