#pragma once
//! @file
//! The bodies of saved.hpp.

#include <peax/analysis/saved.hpp>
#include <peax/analysis/stored.hpp>
#include <peax/analysis/stored_network.hpp>
#include <peax/core/atomic_file.hpp>
#include <peax/core/error.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <istream>
#include <map>
#include <memory>
#include <ostream>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::detail {

//! The results of a saved analysis: bytes by identity.
class saved_results final : public cache {
 public:
  void add(digest identity, std::string bytes) { entries_.emplace(identity, std::move(bytes)); }

  bool read(digest identity, std::string_view what, std::function<void(std::istream&)> const& load) override {
    auto const at = entries_.find(identity);
    if (at == entries_.end()) return false;
    std::istringstream stream(at->second);
    load(stream);
    if (stream.fail()) throw bad_input(fmt::format("saved analysis: {} ends too early", what));
    return true;
  }
  void write(digest, std::string_view, std::function<void(std::ostream&)> const&) override {}

 private:
  std::map<digest, std::string> entries_;
};

// The number counts the kinds of digests and layouts of content: identities of another kind would never be found.
inline constexpr std::string_view saved_by_any = "peax analysis ", first_line_of_saved = "peax analysis 2\n";

//! What stands in front of the results, in its order.
template <class Saved, class Use> void with_model(Saved& saved, Use use) {
  use(saved.kind, saved.name, saved.current, saved.first);
}

inline std::string content_of(saved_analysis const& what, session const& made) {
  auto results = made.held();
  std::erase_if(results, [](held_result const& each) { return each.save == nullptr; });
  std::sort(results.begin(), results.end(),
            [](held_result const& a, held_result const& b) { return a.identity < b.identity; });
  std::ostringstream to;
  with_model(what, [&](auto const&... fields) { (put(to, fields), ...); });
  put(to, static_cast<std::uint64_t>(results.size()));
  for (auto const& each : results) {
    std::ostringstream bytes;
    each.save(each.value.get(), bytes);
    put(to, each.identity);
    put(to, std::move(bytes).str());
  }
  return std::move(to).str();
}

//! The first line, the hash of the content, and the content.
inline std::string file_of(saved_analysis const& what, session const& made) {
  std::string const content = content_of(what, made);
  return fmt::format("{}{}\n{}", first_line_of_saved, hasher()(content).finish().text(), content);
}

PEAX_INLINE void save_analysis(std::ostream& to, saved_analysis const& what, session const& made) {
  std::string const all = file_of(what, made);
  to.write(all.data(), static_cast<std::streamsize>(all.size()));
  if (!to) throw io_error(fmt::format("analysis {}: the stream cannot be written", what.name));
}

PEAX_INLINE void save_analysis(std::string const& file, saved_analysis const& what, session const& made) {
  write_file(file, std::string_view(file_of(what, made)));
}

inline saved_analysis read_content(std::istream& from) {
  saved_analysis out;
  with_model(out, [&]<class... Fields>(Fields&... fields) { ((fields = get<Fields>(from)), ...); });
  auto results = std::make_shared<saved_results>();
  for (auto count = get<std::uint64_t>(from); count > 0; --count) {
    auto const identity = get<digest>(from);
    results->add(identity, get<std::string>(from));
  }
  out.results = std::move(results);
  return out;
}

PEAX_INLINE saved_analysis load_analysis(std::istream& from, std::string_view kind,
                                         std::string const& where) {
  std::ostringstream read;
  read << from.rdbuf();
  std::string const all = std::move(read).str();
  std::string_view rest = all;
  if (rest.starts_with(saved_by_any) && !rest.starts_with(first_line_of_saved))
    throw bad_input(where +
                    ": the analysis was saved by another version of peax. Make it again and save it.");
  if (!rest.starts_with(first_line_of_saved))
    throw bad_input(where + ": this is no saved analysis. Give a file that analysis::save wrote.");
  rest.remove_prefix(first_line_of_saved.size());
  auto const heading = rest.substr(0, 33);
  rest.remove_prefix(heading.size());
  if (heading != hasher()(rest).finish().text() + "\n")
    throw bad_input(where + ": the saved analysis is cut off or damaged. Save it again.");
  std::istringstream content{std::string(rest)};
  saved_analysis out = read_content(content);
  if (out.kind != kind)
    throw bad_input(
        fmt::format("{}: the saved analysis is of a {} model, not of a {} one. Load it as analysis<{}>.",
                    where, out.kind, kind, out.kind));
  return out;
}

PEAX_INLINE saved_analysis load_analysis(std::string const& file, std::string_view kind) {
  std::ifstream from(file, std::ios::binary);
  if (!from || std::filesystem::is_directory(file)) throw io_error(file + ": cannot be read");
  return load_analysis(from, kind, file);
}

} // namespace peax::detail
