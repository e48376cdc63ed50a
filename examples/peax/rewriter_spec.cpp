#include "rewriter_spec.hpp"

#include "limits.hpp"
#include <peax/core/error.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace command {

namespace {

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  for (std::size_t from = 0; from <= text.size();) {
    auto const end = std::min(text.find(at, from), text.size());
    parts.push_back(text.substr(from, end - from));
    from = end + 1;
  }
  return parts;
}

//! "; A, B and C are there"
std::string all_of(std::vector<std::string> const& names) {
  std::string out;
  for (std::size_t i = 0; i < names.size(); ++i)
    out += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + names[i];
  return fmt::format("; there {} {}", names.size() == 1 ? "is" : "are", out);
}

template <class Entry> std::vector<std::string> names_of(std::span<Entry const> entries) {
  std::vector<std::string> names;
  for (auto const& e : entries) names.emplace_back(e.name);
  return names;
}

void check_value(std::string const& where, rewriter_key const& key, std::string_view value) {
  auto const option = fmt::format("{}, {}", where, key.name);
  if (std::find(key.words.begin(), key.words.end(), value) != key.words.end()) return;
  if (key.only_words) {
    std::vector<std::string> const words(key.words.begin(), key.words.end());
    throw peax::usage_error(
        fmt::format("{}: '{}' is not known{}{}", option, value, suggestion(value, words), all_of(words)));
  }
  if (key.is_number) {
    if ((key.is_share ? to_share(option, value) : to_number(option, value)) < 0)
      throw peax::usage_error(fmt::format("{}: {} is given, at least 0 is needed", option, value));
    return;
  }
  if (to_count(option, value, key.lowest) > key.highest)
    throw peax::usage_error(
        fmt::format("{}: {} is given, at most {} is possible", option, value, key.highest));
}

rewriter_spec parse_one(std::string_view text, std::span<known_rewriter const> known) {
  auto const colon = std::min(text.find(':'), text.size());
  auto const name = text.substr(0, colon);
  auto const rewriter =
      std::find_if(known.begin(), known.end(), [&](auto const& k) { return k.name == name; });
  if (rewriter == known.end()) {
    auto const names = names_of(known);
    throw peax::usage_error(fmt::format("--rewrite: there is no rewriter '{}'{}{}", name,
                                        suggestion(name, names), all_of(names)));
  }
  rewriter_spec out{std::string(name), {}};
  if (colon == text.size()) return out;
  for (auto const setting : split(text.substr(colon + 1), ',')) {
    auto const equals = setting.find('=');
    auto const key_name = setting.substr(0, equals);
    auto const key = std::find_if(rewriter->keys.begin(), rewriter->keys.end(),
                                  [&](auto const& k) { return k.name == key_name; });
    auto const where = fmt::format("--rewrite {}", name);
    if (key == rewriter->keys.end()) {
      auto const names = names_of(std::span<rewriter_key const>(rewriter->keys));
      throw peax::usage_error(fmt::format("{}: there is no key '{}'{}{}", where, key_name,
                                          suggestion(key_name, names), all_of(names)));
    }
    if (equals == std::string_view::npos)
      throw peax::usage_error(fmt::format("{}: {} needs a value: {}=...", where, key_name, key_name));
    check_value(where, *key, setting.substr(equals + 1));
    if (!out.settings.emplace(key->name, setting.substr(equals + 1)).second)
      throw peax::usage_error(fmt::format("{}: {} is given twice", where, key_name));
  }
  return out;
}

} // namespace

std::string rewriter_key::choices() const {
  std::string out;
  for (auto const& word : words) out += (out.empty() ? " (" : ", ") + std::string(word);
  return out.empty() ? out : out + ")";
}

std::string rewriter_spec::text(std::string_view key, std::string_view otherwise) const {
  auto const at = settings.find(key);
  return at == settings.end() ? std::string(otherwise) : at->second;
}

std::vector<rewriter_spec> parse_step(std::string_view text, std::span<known_rewriter const> known) {
  std::vector<rewriter_spec> out;
  for (auto const alternative : split(text, '|')) out.push_back(parse_one(alternative, known));
  return out;
}

} // namespace command
