#pragma once
//! @file
//! The bodies of save_solution.hpp.

#include <peax/core/atomic_file.hpp>
#include <peax/deploy/conditional.hpp>
#include <peax/deploy/new_folder.hpp>
#include <peax/deploy/parts.hpp>
#include <peax/deploy/save_solution.hpp>
#include <peax/deploy/solution_json.hpp>
#include <peax/deploy/to_c.hpp>
#include <peax/graph/editor.hpp>
#include <peax/onnx/save.hpp>

#include <fmt/core.h>

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace peax::deploy {

namespace detail {
inline std::string text_of(json const& value, int indent) {
  return value.dump(indent, ' ', false, json::error_handler_t::replace);
}

//! The network with what peax did beside the metadata of the user, under keys that no other tool uses.
inline network with_record(any_solution const& s, context const& from) {
  graph_editor edit(*s.network);
  auto const note = [&](char const* key, std::string const& text) {
    if (!text.empty()) edit.set_metadata(key, text);
  };
  note("org.peax.version", from.version);
  note("org.peax.rewriter", from.rewriter);
  note("org.peax.identity", from.identity);
  note("org.peax.run", from.run);
  note("org.peax.seed", std::to_string(from.seed));
  note("org.peax.decision", text_of(decision_json(s), -1));
  note("org.peax.exits", text_of(to_json(s.exits), -1));
  return network(edit.finish());
}

//! Bytes of weights up to which C is written unasked: as text they are several times as long, and no microcontroller has more.
inline constexpr std::size_t most_weights_as_c = std::size_t{8} << 20;

//! Writes the C of a solution into `c/` of its folder, and names the files; what has none says why.
inline c_beside write_c(any_solution const& s, std::filesystem::path const& folder,
                        std::vector<std::string>& files) {
  std::size_t bytes = 0;
  for (auto const& v : s.network->values())
    if (v.is_constant()) bytes += v.constant.size() * sizeof(float);
  if (bytes > most_weights_as_c)
    return {"", fmt::format("its weights take {} bytes; `peax generate` writes C of them when it is told to",
                            bytes)};
  try {
    for (auto const& file : save_c(s, folder / "c")) files.push_back("c/" + file);
    return {"c", ""};
  } catch (bad_input const& why) {
    return {"", why.what()};
  }
}

//! Writes the files into an existing folder that nobody looks at yet.
inline std::vector<std::string> write_files(any_solution const& s, std::filesystem::path const& folder,
                                            context const& by, bool with_c = false) {
  context from = by;
  if (from.run.empty()) from.run = from.identity;
  from.identity = result::own_identity(s);
  if (!s.made_by.empty()) from.rewriter = s.made_by;
  check_exits(*s.network, s.exits);
  if (s.thresholds.size() + 1 != s.exits.size())
    throw bad_input(
        fmt::format("solution: it has {} thresholds for {} exits; every exit but the last has one",
                    s.thresholds.size(), s.exits.size()));
  network const recorded = with_record(s, from);
  auto const parts = cut_into_parts(recorded, s.exits, s.mapping);
  std::vector<std::string> files{"solution.json", "model.onnx"};
  onnx::save(recorded, folder / "model.onnx");
  for (auto const& p : parts) {
    onnx::save(p.piece, folder / p.file);
    files.push_back(p.file);
  }
  any_solution named = s;
  named.network = recorded;
  bool const conditional = !why_no_conditional(named);
  if (conditional) {
    save_conditional(named, folder / "conditional.onnx");
    files.emplace_back("conditional.onnx");
  }
  c_beside const c = with_c ? write_c(s, folder, files) : c_beside{};
  std::string const record = text_of(solution_json(s, from, parts, conditional, c), 2) + "\n";
  write_file((folder / "solution.json").string(), std::string_view(record));
  return files;
}

} // namespace detail

PEAX_INLINE std::vector<std::string> save_solution(any_solution const& s, std::filesystem::path const& folder,
                                                   context const& from) {
  new_folder target(folder, "solution.json");
  auto files = detail::write_files(s, target.path(), from);
  target.commit();
  return files;
}

PEAX_INLINE std::vector<std::string> save_front(any_solutions const& found,
                                                std::filesystem::path const& folder, context const& from) {
  new_folder target(folder, "0/solution.json");
  std::vector<std::string> files;
  for (std::size_t i = 0; i < found.front.size(); ++i) {
    std::string const id = std::to_string(i);
    std::filesystem::create_directory(target.path() / id);
    for (auto const& file : detail::write_files(found.front[i], target.path() / id, from, found.choice == i))
      files.push_back(id + "/" + file);
  }
  target.commit();
  return files;
}

} // namespace peax::deploy
