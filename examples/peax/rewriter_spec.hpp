#pragma once
//! @file
//! What --rewrite says: NAME[:key=value,...], alternatives divided by '|'.

#include "command_line.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace command {

//! A key of a rewriter. With words, its value is one of them; without, a whole number in [lowest, highest].
struct rewriter_key {
  std::string_view name;
  std::vector<std::string_view> words = {};
  std::int64_t lowest = 0, highest = 1;
};

//! A rewriter that --rewrite may name.
struct known_rewriter {
  std::string_view name;
  std::vector<rewriter_key> keys;
};

//! A rewriter with its settings, checked.
struct rewriter_spec {
  std::string name;
  std::map<std::string, std::string, std::less<>> settings;

  //! The setting of a key, or what holds without it.
  [[nodiscard]] std::string text(std::string_view key, std::string_view otherwise) const;
  [[nodiscard]] std::int64_t count(std::string_view key, std::int64_t otherwise) const;
  //! The enumerator of a key whose words stand in the order of the enumeration; the first holds when none is given.
  template <class Enum> [[nodiscard]] Enum choice(rewriter_key const& key) const {
    auto const said = settings.find(key.name);
    std::size_t at = 0;
    while (said != settings.end() && key.words[at] != said->second) ++at;
    return static_cast<Enum>(at);
  }
};

//! One --rewrite: the alternatives of a step. Throws usage_error, with suggestions, for names, keys and
//! values that are not known.
[[nodiscard]] std::vector<rewriter_spec> parse_step(std::string_view text,
                                                    std::span<known_rewriter const> known);

} // namespace command
