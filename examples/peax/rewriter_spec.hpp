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

//! A key of a rewriter. Its value is one of the words, if there are any; else, and beside them unless it is one of them only, a
//! number: a whole one in [lowest, highest], or any from 0 on.
struct rewriter_key {
  std::string name;
  std::string setting;   //!< the field of the settings
  std::string_view what; //!< the words of the field
  std::vector<std::string_view> words = {};
  bool only_words = false, is_number = false;
  bool is_share = false; //!< a number that is a part of a whole: see to_share
  std::int64_t lowest = 0, highest = 1;
  std::string otherwise = {}; //!< what holds without it

  //! " (auto, pool, grid)"; empty without words.
  [[nodiscard]] std::string choices() const;
};

//! A rewriter that --rewrite may name.
struct known_rewriter {
  std::string_view name;
  std::vector<rewriter_key> keys;
  std::string needs = {};       //!< the options without which it cannot run: "--train, --validation"
  bool may_be_followed = false; //!< another rewriter takes what it yields
};

//! A rewriter with its settings, checked.
struct rewriter_spec {
  std::string name;
  std::map<std::string, std::string, std::less<>> settings;

  //! The setting of a key, or what holds without it.
  [[nodiscard]] std::string text(std::string_view key, std::string_view otherwise) const;
};

//! One --rewrite: the alternatives of a step. Throws usage_error, with suggestions, for names, keys and
//! values that are not known.
[[nodiscard]] std::vector<rewriter_spec> parse_step(std::string_view text,
                                                    std::span<known_rewriter const> known);

} // namespace command
