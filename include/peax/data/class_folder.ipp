// The bodies of class_folder.hpp.
#include <peax/core/suggestion.hpp>
#include <peax/data/class_folder.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <iterator>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace peax::data::detail {

//! What stands in a folder, by name.
struct folder_entry {
  std::string name, path;
  bool is_folder = false;
};

inline bool is_hidden(std::string const& name) {
  return name.starts_with('.') || name == "Thumbs.db" || name == "desktop.ini" || name == "__MACOSX";
}

PEAX_INLINE std::vector<folder_entry> entries_of(std::string const& folder) {
  std::vector<folder_entry> all;
  std::error_code failed;
  for (std::filesystem::directory_iterator at(folder, failed), end; !failed && at != end;
       at.increment(failed)) {
    auto const name = at->path().filename().string();
    std::error_code unknown;
    if (!is_hidden(name)) all.push_back({name, at->path().string(), at->is_directory(unknown)});
  }
  if (failed) throw io_error(fmt::format("{}: cannot be read: {}", folder, failed.message()));
  std::sort(all.begin(), all.end(), [](auto const& a, auto const& b) { return a.name < b.name; });
  return all;
}

//! The folders of the classes; files beside them are told or refused.
PEAX_INLINE std::vector<folder_entry> class_entries(std::string const& folder,
                                                    std::function<void(std::string const&)> const& remark) {
  std::vector<folder_entry> classes;
  for (auto& entry : entries_of(folder)) {
    if (entry.is_folder)
      classes.push_back(entry);
    else if (kind_of_file(entry.name) != media_kind::arrays)
      throw bad_input(entry.path + ": lies in no folder of a class; move it into one");
    else if (remark)
      remark(entry.path + ": lies beside the folders of the classes and is not read");
  }
  if (classes.empty())
    throw bad_input(folder +
                    ": has no folders; a folder of data has a folder of pictures or sounds for each class");
  return classes;
}

//! Throws for train/ and test/ in the place of classes: one of them is meant.
PEAX_INLINE void refuse_splits(std::string const& folder, std::vector<folder_entry> const& classes) {
  static constexpr std::string_view splits[] = {"train", "training",   "val",  "valid",
                                                "test",  "validation", "eval", "testing"};
  bool const all = std::all_of(classes.begin(), classes.end(), [](folder_entry const& entry) {
    return std::find(std::begin(splits), std::end(splits), entry.name) != std::end(splits);
  });
  if (all)
    throw bad_input(fmt::format("{}: holds {}, which is no class but a set of its own; give {} in its place",
                                folder, classes.front().name, classes.front().path));
}

//! The label of each folder: its place among the names, or among those that were given.
PEAX_INLINE std::vector<std::int32_t> labels_of(std::string const& folder,
                                                std::vector<folder_entry> const& found,
                                                std::vector<std::string> const& given) {
  std::vector<std::int32_t> labels;
  for (auto const& entry : found) {
    auto const at = std::find(given.begin(), given.end(), entry.name);
    if (!given.empty() && at == given.end())
      throw bad_input(fmt::format(
          "{}: '{}' is none of the {} classes of the network ({}){}; take the folder away, or "
          "say all classes with --classes, in the network's order",
          folder, entry.name, given.size(), fmt::join(given, ", "), suggestion(entry.name, given)));
    labels.push_back(given.empty() ? static_cast<std::int32_t>(labels.size())
                                   : static_cast<std::int32_t>(at - given.begin()));
  }
  return labels;
}

//! Adds the files of a class.
PEAX_INLINE void list_files(folder_entry const& of, std::int32_t label, class_folder& into) {
  auto const entries = entries_of(of.path);
  if (entries.empty()) throw bad_input(of.path + ": the folder of a class is empty; fill it or take it away");
  for (auto const& entry : entries) {
    if (entry.is_folder)
      throw bad_input(entry.path +
                      ": is a folder in the folder of a class; files of a class lie side by side");
    auto const kind = kind_of_file(entry.name);
    if (kind == media_kind::arrays)
      throw bad_input(entry.path +
                      ": is neither a picture (.png .jpg .jpeg .pgm .ppm .pnm) nor a sound (.wav); take "
                      "it away or convert it");
    if (into.files.empty()) into.kind = kind;
    if (kind != into.kind)
      throw bad_input(fmt::format("{}: {} are read here, as {} is; keep pictures and sounds apart",
                                  entry.path, name_of(into.kind), into.files.front()));
    into.files.push_back(entry.path);
    into.labels.push_back(label);
  }
}

//! Names that are numbers, but not in the order of numbers: 10 stands before 2.
PEAX_INLINE bool sorts_unlike_numbers(std::vector<std::string> const& names) {
  for (auto const& name : names)
    if (name.empty() || name.size() > 9 || name.find_first_not_of("0123456789") != std::string::npos)
      return false;
  return !std::is_sorted(names.begin(), names.end(),
                         [](auto const& a, auto const& b) { return std::stol(a) < std::stol(b); });
}

} // namespace peax::data::detail

namespace peax::data {

PEAX_INLINE media_kind kind_of_file(std::string_view name) {
  auto const dot = name.rfind('.');
  if (dot == std::string_view::npos) return media_kind::arrays;
  std::string ending(name.substr(dot + 1));
  for (char& c : ending)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  for (std::string_view const known : {"png", "jpg", "jpeg", "pgm", "ppm", "pnm"})
    if (ending == known) return media_kind::pictures;
  return ending == "wav" || ending == "wave" ? media_kind::sounds : media_kind::arrays;
}

PEAX_INLINE class_folder list_classes(std::string const& folder, std::vector<std::string> const& classes,
                                      std::function<void(std::string const&)> const& remark) {
  namespace fs = std::filesystem;
  class_folder out;
  out.path = folder;
  auto const whole = fs::path(folder).lexically_normal();
  out.name = (whole.has_filename() ? whole : whole.parent_path()).filename().string();
  auto const found = detail::class_entries(folder, remark);
  detail::refuse_splits(folder, found);
  auto const labels = detail::labels_of(folder, found, classes);
  for (std::size_t c = 0; c < found.size(); ++c) detail::list_files(found[c], labels[c], out);
  out.classes = classes;
  if (classes.empty())
    for (auto const& entry : found) out.classes.push_back(entry.name);
  if (!remark) return out;
  if (classes.empty() && detail::sorts_unlike_numbers(out.classes))
    remark(fmt::format("{}: the classes are in the order of their bytes, {}; --classes says another", folder,
                       fmt::join(out.classes, ", ")));
  if (found.size() < out.classes.size())
    remark(fmt::format("{}: has folders of {} of the {} classes", folder, found.size(), out.classes.size()));
  return out;
}

} // namespace peax::data
