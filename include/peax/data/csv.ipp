// The bodies of csv.hpp.
#include <peax/data/csv.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace peax::data::detail {

//! Most fields of one line: an image of four million numbers.
inline constexpr std::size_t most_columns = std::size_t{1} << 22;

//! Takes text apart into fields, line by line. Quotes protect delimiters and line ends; "" within them is a quote.
class csv_reader {
 public:
  csv_reader(std::string const& name, std::string_view text, csv_header wanted)
      : name_(name), text_(text), wanted_(wanted) {
    if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
    delimiter_ = find_delimiter();
    if (text_.size() > 5 && text_.starts_with("sep=") && (text_[5] == '\n' || text_[5] == '\r')) {
      delimiter_ = text_[4]; // Excel's first line
      at_ = text_.find('\n') == std::string_view::npos ? text_.size() : text_.find('\n') + 1;
      line_ = 1;
    }
  }

  array_file read();

 private:
  [[noreturn]] void fail(std::string const& what) const {
    throw bad_input(fmt::format("{}: line {} {}", name_, line_, what));
  }

  array_file made(data_type type, shape dims, std::vector<double> values) const {
    auto owner = std::make_shared<std::vector<double> const>(std::move(values));
    shared_bytes content{
        std::shared_ptr<std::byte const>(owner, reinterpret_cast<std::byte const*>(owner->data())),
        owner->size() * sizeof(double)};
    return {name_, type, std::move(dims), std::move(content)};
  }

  //! Whether the fields of the first row are a header; notes what they are.
  bool is_header(bool has_text);

  //! Takes out the first column when it counts the rows.
  void leave_out_index(std::vector<double>& values, std::size_t rows, std::size_t& columns);

  //! Takes out the last column when separators at the ends of all lines made it.
  void leave_out_empty(std::vector<double>& values, std::size_t& columns);

  static void leave_out(std::vector<double>& values, std::size_t column, std::size_t& columns);

  //! The first of tab, semicolon and comma that stands outside quotes in the first line that is not empty.
  char find_delimiter() const;

  //! One more than delimiters and line ends.
  std::size_t most_fields() const {
    return 1 + static_cast<std::size_t>(std::count_if(text_.begin(), text_.end(),
                                                      [&](char c) { return c == delimiter_ || c == '\n'; }));
  }

  //! Reads the next line that is not empty into fields_.
  bool next_line();

  //! Reads one field; whether another follows in this line.
  bool next_field();

  //! The fields as numbers; an empty field is missing, that is NaN. Gives the index of the first that is none.
  std::optional<std::size_t> numbers(std::vector<double>& row, bool& whole) const;

  //! Whether a number that a double cannot hold is too small (which is zero) and not too large (which is an error).
  static bool is_tiny(std::string_view text) {
    return text.find("e-") != std::string_view::npos || text.find("E-") != std::string_view::npos;
  }

  std::string const& name_;
  std::string_view text_;
  csv_header wanted_;
  table_facts facts_;
  bool may_have_index_ = false, only_empty_at_end_ = true;
  std::size_t at_ = 0, line_ = 0, inner_lines_ = 0, blank_line_ = 0;
  char delimiter_ = ',';
  bool was_quoted_ = false;
  std::vector<std::string> fields_;
};

PEAX_INLINE array_file csv_reader::read() {
  std::vector<double> values;
  values.reserve(most_fields());
  bool whole = true;
  std::size_t columns = 0, rows = 0;
  std::vector<double> row;
  for (bool first = true; next_line(); first = false) {
    bool whole_with_it = whole;
    auto const wrong = numbers(row, whole_with_it);
    if (first) columns = fields_.size();
    if (fields_.size() != columns)
      fail(fmt::format("has {} fields where the first line has {}", fields_.size(), columns));
    only_empty_at_end_ = only_empty_at_end_ && fields_.back().empty() && !was_quoted_;
    if (first && is_header(wrong.has_value())) continue;
    if (wrong)
      fail(fmt::format(
          "field {} is '{}', a number with a decimal point is needed; delimiters are comma, semicolon or tab",
          *wrong + 1, fields_[*wrong].substr(0, 40)));
    if (columns == 1 && rows > 0 && blank_line_ != 0)
      throw bad_input(fmt::format("{}: line {} is empty, which in one column is a missing value; leave the "
                                  "sample out or fill it in",
                                  name_, blank_line_));
    blank_line_ = 0;
    whole = whole_with_it;
    values.insert(values.end(), row.begin(), row.end());
    ++rows;
  }
  if (rows == 0)
    throw bad_input(fmt::format("{}: holds no numbers{}; write one line a sample", name_,
                                (facts_.header ? " behind its header line" : "")));
  if (columns > 2) leave_out_empty(values, columns);
  if (may_have_index_ && columns > 1) leave_out_index(values, rows, columns);
  auto const n = static_cast<std::int64_t>(rows);
  shape dims = columns == 1 ? shape{n} : shape{n, static_cast<std::int64_t>(columns)};
  // whole numbers that a double holds exactly are integers: class labels, groups, lengths
  if (whole)
    for (auto& value : values) { // in the place of the double: a table may fill the memory
      auto const integer = static_cast<std::int64_t>(value);
      std::memcpy(&value, &integer, sizeof value);
    }
  auto out = made(whole ? data_type::int64 : data_type::float64, std::move(dims), std::move(values));
  out.table = facts_;
  return out;
}

PEAX_INLINE bool csv_reader::is_header(bool has_text) {
  for (std::size_t i = 0; i < std::min<std::size_t>(fields_.size(), 4); ++i)
    facts_.first_row += (i == 0 ? "" : ",") + fields_[i].substr(0, 20);
  if (fields_.size() > 4) facts_.first_row += ",...";
  bool const unnamed = fields_.size() > 1 && (fields_[0].empty() || fields_[0] == "Unnamed: 0");
  bool const names_rows = fields_.size() > 1 && (fields_[0] == "id" || fields_[0] == "index");
  facts_.counts = true;
  bool const ends_empty = fields_.size() > 2 && fields_.back().empty();
  for (std::size_t i = unnamed; i < fields_.size() - ends_empty; ++i)
    facts_.counts = facts_.counts && fields_[i] == std::to_string(i - unnamed);
  bool const by_numbers =
      facts_.counts && (unnamed || (wanted_ == csv_header::automatic && fields_.size() > 1));
  facts_.header = wanted_ == csv_header::yes || (wanted_ != csv_header::no && (has_text || by_numbers));
  may_have_index_ = facts_.header && (unnamed || names_rows);
  return facts_.header;
}

PEAX_INLINE void csv_reader::leave_out(std::vector<double>& values, std::size_t column,
                                       std::size_t& columns) {
  std::size_t to = 0;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (i % columns != column) values[to++] = values[i];
  values.resize(to);
  --columns;
}

PEAX_INLINE void csv_reader::leave_out_index(std::vector<double>& values, std::size_t rows,
                                             std::size_t& columns) {
  if (values[0] != 0 && values[0] != 1) return;
  for (std::size_t r = 0; r < rows; ++r)
    if (values[r * columns] != values[0] + static_cast<double>(r)) return;
  leave_out(values, 0, columns);
  facts_.index_column = true;
}

PEAX_INLINE void csv_reader::leave_out_empty(std::vector<double>& values, std::size_t& columns) {
  if (!only_empty_at_end_) return;
  leave_out(values, columns - 1, columns);
  facts_.empty_column = true;
}

PEAX_INLINE char csv_reader::find_delimiter() const {
  bool quoted = false, any = false, semicolon = false;
  for (char c : text_) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\t') return '\t';
    semicolon = semicolon || c == ';';
    if (c == '\n' && any) break;
    any = any || (c != '\n' && c != '\r' && c != ' ');
  }
  return semicolon ? ';' : ',';
}

PEAX_INLINE bool csv_reader::next_line() {
  while (at_ < text_.size()) {
    ++line_;
    line_ += std::exchange(inner_lines_, 0);
    fields_.clear();
    bool more = true;
    while (more) more = next_field();
    if (fields_.size() != 1 || !fields_[0].empty() || was_quoted_) return true;
    if (blank_line_ == 0) blank_line_ = line_;
  }
  return false;
}

PEAX_INLINE bool csv_reader::next_field() {
  std::string field;
  was_quoted_ = false;
  while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  if (at_ < text_.size() && text_[at_] == '"') {
    was_quoted_ = true;
    for (++at_;; ++at_) {
      if (at_ >= text_.size()) fail("opens a quote that is never closed");
      if (text_[at_] == '"' && !(at_ + 1 < text_.size() && text_[at_ + 1] == '"')) break;
      if (text_[at_] == '"') ++at_;
      inner_lines_ += text_[at_] == '\n';
      field += text_[at_];
    }
    ++at_;
  }
  while (at_ < text_.size() && text_[at_] != delimiter_ && text_[at_] != '\n') field += text_[at_++];
  while (!field.empty() && (field.back() == ' ' || field.back() == '\r')) field.pop_back();
  if (fields_.size() == most_columns)
    fail(fmt::format("has too many fields (most_columns is {}); convert the table to .npy", most_columns));
  fields_.push_back(std::move(field));
  bool const again = at_ < text_.size() && text_[at_] == delimiter_;
  if (at_ < text_.size()) ++at_;
  return again;
}

PEAX_INLINE std::optional<std::size_t> csv_reader::numbers(std::vector<double>& row, bool& whole) const {
  row.clear();
  bool integral = true;
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    std::string_view text = fields_[i];
    if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
    double value = std::numeric_limits<double>::quiet_NaN();
    if (!text.empty()) {
      auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
      if (error == std::errc::result_out_of_range && end == text.data() + text.size() && is_tiny(text))
        value = 0;
      else if (error != std::errc{} || end != text.data() + text.size())
        return i;
    }
    integral = integral && std::abs(value) < 9007199254740992.0 && value == std::trunc(value) &&
               text.find_first_not_of("-0123456789") == std::string_view::npos;
    row.push_back(value);
  }
  whole = whole && integral;
  return std::nullopt;
}

} // namespace peax::data::detail

namespace peax::data {

PEAX_INLINE array_file read_csv(std::string const& name, std::string_view text, csv_header header) {
  return detail::csv_reader(name, text, header).read();
}

} // namespace peax::data
