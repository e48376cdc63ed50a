#include "output.hpp"

#include "terminal.hpp"
#include <peax/core/atomic_file.hpp>
#include <peax/core/error.hpp>
#include <peax/core/time_left.hpp>

#include <fmt/core.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>
#include <system_error>

namespace command {

namespace {

//! Characters as a terminal counts them: continuation bytes of UTF-8 take no place.
std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

//! "12:05", or "-:--" for what is not known yet.
std::string clock_time(std::optional<double> seconds) {
  if (!seconds) return "-:--";
  auto const whole = static_cast<long>(std::min(*seconds, 3.6e6));
  return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

void write_out(std::string_view text) {
  clear_bar();
  bool const written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  if (written && std::fflush(stdout) == 0) return;
  if (errno == EPIPE) end_by_signal(SIGPIPE); // as other tools end whose reader has seen enough
  throw peax::io_error(fmt::format("standard output cannot be written: {}", std::strerror(errno)));
}

} // namespace

void print_object(std::string_view schema, json const& object) {
  json whole{{"schema", {{"name", schema}, {"version", 1}}}};
  whole.update(object);
  write_out(printable_json(whole.dump(-1, ' ', false, json::error_handler_t::replace)) + "\n");
}

void print_line(std::string_view object) { write_out(printable_json(object) + "\n"); }

void print_text(std::string_view text) { write_out(printable(text)); }

std::string title_of(std::string const& file) {
  std::filesystem::path const path(file);
  return (path.has_filename() ? path : path.parent_path()).stem().string();
}

void expect_writable(std::string const& file) {
  std::error_code failed;
  auto const now = std::filesystem::status(file, failed);
  if (!std::filesystem::exists(now) || std::filesystem::is_regular_file(now) ||
      std::filesystem::is_directory(now))
    peax::atomic_file const try_it(file);     // begun and taken back
  else if (::access(file.c_str(), W_OK) != 0) // opening a pipe would be seen at its other end
    throw peax::io_error(fmt::format("{}: cannot be written: {}", file, std::strerror(errno)));
}

void remark(common const& given, std::string_view text) {
  if (!given.quiet) say(printable_line(text) + "\n");
}

class shown_progress::display {
 public:
  explicit display(std::vector<double> expected)
      : on_terminal_(::isatty(STDERR_FILENO) == 1), left_(std::move(expected)) {
    left_.begin(0, 0);
  }
  ~display() { clear_bar(); }
  display(display const&) = delete;
  display& operator=(display const&) = delete;

  template <class Stage> void show(std::string_view what, double share, Stage const& stage) {
    double const now = std::chrono::duration<double>(clock::now() - started_).count();
    left_.begin(stage(), now);
    auto const read = left_.at(share, now);
    if (now - drawn_ < (on_terminal_ ? 0.1 : 5.0)) return;
    drawn_ = now;
    if (!on_terminal_) {
      say(fmt::format("{}: {:.0f} %, {} left\n", printable_line(what), read.share * 100,
                      clock_time(read.seconds)));
      return;
    }
    auto const full = static_cast<std::size_t>(read.share * 24);
    show_bar(fmt::format("[{}{}] {:3.0f} %  {} left  {}", std::string(full, '#'), std::string(24 - full, '.'),
                         read.share * 100, clock_time(read.seconds), what));
  }

 private:
  using clock = std::chrono::steady_clock;

  bool on_terminal_;
  peax::time_left left_;
  clock::time_point started_ = clock::now();
  double drawn_ = 0; //!< seconds behind started_
};

shown_progress::shown_progress(common const& given, std::vector<double> expected)
    : shown_(given.quiet ? nullptr : std::make_shared<display>(std::move(expected))) {}

peax::progress shown_progress::stage(std::size_t index) const {
  return stages([index] { return index; });
}

peax::progress shown_progress::stages(std::function<std::size_t()> now) const {
  if (!shown_) return {};
  return [shown = shown_, now = std::move(now)](std::string_view what, double share) {
    shown->show(what, share, now);
  };
}

void text_table::add(std::vector<std::string> row) {
  for (auto& cell : row) cell = printable_line(cell);
  rows_.push_back(std::move(row));
}

std::string text_table::text() const {
  std::vector<std::size_t> width;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    width.push_back(width_of(columns_[c].title));
    for (auto const& row : rows_) width[c] = std::max(width[c], width_of(row[c]));
  }
  std::string out;
  auto const line = [&](auto const& cell) {
    std::string text;
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      if (c > 0 && width[c] == 0) continue; // nothing in it, not even a title
      std::string const gap(width[c] - width_of(cell(c)), ' ');
      text += (c == 0 ? "  " : "   ") + (columns_[c].number ? gap + cell(c) : cell(c) + gap);
    }
    text.erase(text.find_last_not_of(' ') + 1);
    out += text + "\n";
  };
  line([&](std::size_t c) { return columns_[c].title; });
  for (auto const& row : rows_) line([&](std::size_t c) { return row[c]; });
  return out;
}

} // namespace command
