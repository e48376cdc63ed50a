#include "named_files.hpp"

#include <peax/core/error.hpp>
#include <peax/graph/join_inputs.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <optional>

namespace command {

namespace {

//! The place of a name among values of a graph; nothing when none is called so.
template <class Ids>
std::optional<std::size_t> place_of(std::string const& name, peax::graph const& g, Ids const& ids) {
  for (std::size_t i = 0; i < ids.size(); ++i)
    if (g[ids[i]].name == name) return i;
  return std::nullopt;
}

template <class Ids> std::vector<std::string> names_of(peax::graph const& g, Ids const& ids) {
  std::vector<std::string> out;
  for (auto const id : ids) out.push_back(g[id].name);
  return out;
}

[[noreturn]] void refuse_name(std::string const& option, std::string const& name, peax::graph const& g,
                              std::vector<std::string> const& known) {
  std::string all;
  for (auto const& k : known) all += (all.empty() ? "" : ", ") + k;
  throw peax::usage_error(fmt::format("{}: {} has no '{}'{}; there are {}", option, g.name(), name,
                                      suggestion(name, known), all));
}

void put_input(std::string const& option, std::vector<std::string>& files, std::size_t at,
               std::string const& file, peax::graph const& g) {
  if (!files[at].empty())
    throw peax::usage_error(
        fmt::format("{}: the input '{}' is given two arrays", option, g[g.inputs()[at]].name));
  files[at] = file;
}

void expect_all(std::string const& option, std::vector<std::string> const& files, peax::graph const& g,
                std::size_t given) {
  auto const missing = std::find(files.begin(), files.end(), std::string());
  if (missing == files.end()) return;
  auto const at = static_cast<std::size_t>(missing - files.begin());
  throw peax::usage_error(fmt::format(
      "{} has {} inputs, {} arrays are given by {}; there is none for '{}': give one for each, in their "
      "order or as NAME=FILE",
      g.name(), files.size(), given, option, g[g.inputs()[at]].name));
}

} // namespace

named_file split_name(std::string const& text) {
  auto const at = text.find('=');
  if (at == std::string::npos || at == 0 || std::filesystem::exists(text)) return {"", text};
  return {text.substr(0, at), text.substr(at + 1)};
}

std::vector<std::string> files_by_input(std::string const& option, std::vector<std::string> const& given,
                                        peax::graph const& g, std::size_t count) {
  if (given.size() > count)
    throw peax::usage_error(
        fmt::format("{} has {} inputs, {} is given {} times; give it once for each, in their order or as "
                    "NAME=FILE",
                    g.name(), count, option, given.size()));
  std::vector<std::string> out(count);
  auto const inputs = g.inputs().first(count);
  std::vector<std::string> unnamed;
  for (auto const& text : given) {
    auto const [name, file] = split_name(text);
    auto const named = place_of(name, g, inputs);
    if (!name.empty() && !named) refuse_name(option, name, g, names_of(g, inputs));
    if (named)
      put_input(option, out, *named, file, g);
    else
      unnamed.push_back(file);
  }
  std::size_t next = 0; // what has no name goes to what is left
  for (auto& file : out)
    if (file.empty() && next < unnamed.size()) file = unnamed[next++];
  expect_all(option, out, g, given.size());
  return out;
}

set_files files_of_set(std::string const& option, std::string const& text, peax::graph const& g) {
  set_files out;
  out.inputs.resize(g.inputs().size());
  std::vector<std::string> unnamed;
  std::size_t given = 0;
  for (std::size_t at = 0; at <= text.size();) {
    auto const end = std::min(text.find(',', at), text.size());
    auto const [name, file] = split_name(text.substr(at, end - at));
    at = end + 1;
    if (file.empty()) throw peax::usage_error(fmt::format("{}: '{}' names an empty file", option, text));
    if (name.empty()) {
      unnamed.push_back(file);
    } else if (auto const input = place_of(name, g, g.inputs())) {
      put_input(option, out.inputs, *input, file, g);
      ++given;
    } else if (auto const output = place_of(name, g, g.outputs())) {
      out.answers.emplace_back(*output, file);
    } else {
      auto known = names_of(g, g.inputs());
      for (auto& o : names_of(g, g.outputs())) known.push_back(std::move(o));
      refuse_name(option, name, g, known);
    }
  }
  std::size_t next = 0;
  for (auto& file : out.inputs) // inputs come first, then the answers of the first output
    if (file.empty() && next < unnamed.size()) file = unnamed[next++], ++given;
  if (next < unnamed.size()) out.answers.insert(out.answers.begin(), {0, unnamed[next++]});
  expect_all(option, out.inputs, g, given);
  if (next < unnamed.size() || out.answers.empty())
    throw peax::usage_error(fmt::format(
        "'{}': {} files are needed, written {} (a file name may not hold a comma); with names "
        "INPUT=FILE and OUTPUT=FILE in any order",
        text, g.inputs().size() + 1, g.inputs().size() == 1 ? "X,Y" : "an X for each input, then Y"));
  return out;
}

peax::network fed_by_rows(peax::network const& n) {
  return n->inputs().size() == 1 ? n : peax::network(peax::join_inputs(*n));
}

peax::data::data_set load_set(set_files const& files, std::string const& answers, peax::network const& n,
                              input_options const& given, common const& c,
                              peax::data::load_options const& how) {
  auto first = peax::data::load_data_set(files.inputs[0] + "," + answers, how);
  if (files.inputs.size() == 1) return first;
  std::vector<peax::tensor> arrays{first.inputs()};
  for (std::size_t i = 1; i < files.inputs.size(); ++i) {
    auto const own = given.loading(c, *n, i);
    arrays.push_back(peax::data::load_inputs(files.inputs[i], own));
  }
  peax::tensor groups;
  if (first.has_groups())
    groups = peax::tensor(peax::shape{static_cast<std::int64_t>(first.size())},
                          std::vector<std::int64_t>(first.groups().begin(), first.groups().end()));
  return peax::data::data_set(peax::join_samples(arrays), first.answers(), groups, first.applied_scaling(),
                              first.came_from())
      .with_class_names(first.class_names())
      .read_as(first.task());
}

peax::data::data_set load_set(std::string const& option, std::string const& text, peax::network const& n,
                              input_options const& given, common const& c,
                              peax::data::load_options const& how) {
  bool const is_plain = n->inputs().size() == 1 && text.find('=') == std::string::npos;
  if (is_plain) return peax::data::load_data_set(text, how);
  auto const files = files_of_set(option, text, *n);
  return load_set(files, files.answers[0].second, n, given, c, how);
}

} // namespace command
