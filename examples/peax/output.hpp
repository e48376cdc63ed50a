#pragma once
//! @file
//! What the command prints: one JSON object, or text for people; progress on standard error.

#include "command_line.hpp"
#include <peax/core/progress.hpp>

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
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

//! The progress of a verb: a bar with the time left of all its work on a terminal, a line now and then elsewhere, nothing under --quiet.
class shown_progress {
 public:
  //! `expected`: about how long each stage of the work takes, in any unit that all share.
  explicit shown_progress(common const& given, std::vector<double> expected = {1});

  //! The listener of a stage, which begins when it is first told something.
  [[nodiscard]] peax::progress stage(std::size_t index) const;
  //! A listener for work that does not say which stage it is in: `now` is asked for that.
  [[nodiscard]] peax::progress stages(std::function<std::size_t()> now) const;

 private:
  class display;
  std::shared_ptr<display> shown_; //!< null: --quiet
};

//! The listener of work of one stage.
[[nodiscard]] inline peax::progress show_progress(common const& given) {
  return shown_progress(given).stage(0);
}

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
