#include "declaration.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstddef>

namespace command {

namespace {

constexpr std::size_t line_width = 80, text_column = 26;

//! Two columns: forms, and what they are. A form that is too wide has its line alone.
std::string row(std::string const& form, std::string const& what) {
  std::string out = "  " + form;
  if (what.empty()) return out + "\n";
  if (out.size() + 2 > text_column)
    out += "\n" + std::string(text_column, ' ');
  else
    out.append(text_column - out.size(), ' ');
  return out + wrapped(what, text_column, text_column) + "\n";
}

std::string row(declared_option const& o) {
  std::string what = o.what;
  if (o.is_required && !o.is_argument()) what += " (required)";
  if (o.repeats) what += " (several times)";
  return row(o.form(), what);
}

std::string rows_of(std::vector<declared_option> const& options, std::string const& section) {
  std::string out;
  for (auto const& o : options)
    if (!o.is_argument() && o.section == section) out += row(o);
  return out;
}

std::string common_rows(declared_command const& all) {
  return "\nCommon options, before or behind the verb:\n" + rows_of(all.common, "") +
         row("-h, --help", "what can be given, with examples");
}

} // namespace

value_kind declared_option::kind() const {
  if (value.empty()) return value_kind::none;
  if (value.starts_with("NAME[")) return value_kind::rewriter;
  bool const is_lower = std::none_of(value.begin(), value.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  if (is_lower && value.find('|') != std::string::npos) return value_kind::words;
  if (value == "DIR") return value_kind::folder;
  if (value.starts_with("X,Y")) return value_kind::files;
  constexpr std::array<std::string_view, 4> files{"MODEL", "FILE", "P.json", "X"};
  bool const is_file = std::find(files.begin(), files.end(), value) != files.end() || value.ends_with(".npy");
  return is_file ? value_kind::file : value_kind::other;
}

std::vector<std::string> declared_option::words() const {
  std::vector<std::string> out;
  if (kind() != value_kind::words) return out;
  for (std::size_t at = 0; at <= value.size();) {
    auto const end = std::min(value.find('|', at), value.size());
    out.push_back(value.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

std::string declared_option::form() const {
  if (is_argument()) return value;
  return value.empty() ? name : name + " " + value;
}

std::string declared_verb::usage() const {
  std::string out = "peax " + name;
  for (auto const& o : options)
    if (o.is_argument()) out += " " + o.form();
  for (auto const& o : options)
    if (!o.is_argument() && o.is_required) out += " " + o.form();
  return out + " [OPTIONS]";
}

std::string wrapped(std::string_view text, std::size_t column, std::size_t indent) {
  std::string out;
  while (!text.empty()) {
    auto const word = text.substr(0, text.find(' '));
    if (!out.empty() && column + 1 + word.size() > line_width) {
      out += "\n" + std::string(indent, ' ');
      column = indent;
    } else if (!out.empty()) {
      out += ' ';
      ++column;
    }
    out += word;
    column += word.size();
    text.remove_prefix(std::min(text.size(), word.size() + 1));
  }
  return out;
}

std::string help_of(declared_command const& all) {
  std::string out = "peax changes trained networks for embedded targets.\n\n"
                    "Usage: peax VERB [OPTIONS]; peax VERB --help says what a verb can be given\n\nVerbs:\n";
  for (auto const& v : all.verbs) out += row(v.name, v.what);
  out += common_rows(all) + row("--version", "the version of peax");
  out += "\nExit codes:\n";
  for (auto const& e : exit_codes) out += row(std::to_string(e.code), std::string(e.what));
  return out + "\nFirst steps:\n  peax doctor\n  peax info model.onnx\n  peax optimize --help\n";
}

std::string help_of(declared_verb const& verb, declared_command const& all) {
  std::string out = fmt::format("peax {}: {}\n\nUsage: {}\n", verb.name,
                                wrapped(verb.what, 7 + verb.name.size(), 2), wrapped(verb.usage(), 7, 9));
  std::string arguments;
  for (auto const& o : verb.options)
    if (o.is_argument()) arguments += row(o);
  if (!arguments.empty()) out += "\n" + arguments;
  std::vector<std::string> sections{""};
  for (auto const& o : verb.options)
    if (std::find(sections.begin(), sections.end(), o.section) == sections.end())
      sections.push_back(o.section);
  for (auto const& section : sections) {
    auto const rows = rows_of(verb.options, section);
    if (!rows.empty()) out += "\n" + (section.empty() ? std::string("Options") : section) + ":\n" + rows;
  }
  out += common_rows(all);
  if (!verb.examples.empty()) out += "\nExamples:\n";
  for (auto const& e : verb.examples) {
    // The line is one that a shell takes.
    out += fmt::format("  # {}\n  {}\n", e.what, e.line);
  }
  return verb.more.empty() ? out : out + "\n" + verb.more;
}

} // namespace command
