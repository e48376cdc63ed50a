#pragma once
//! @file
//! The keys of --rewrite for the settings of a rewriter: one a field of its record, by its name, its type and its default. A setting of
//! another layout is one overload of `key_for` and one of `set`.

#include "limits.hpp"
#include "rewriter_spec.hpp"
#include <peax/core/error.hpp>
#include <peax/meta/enumerators.hpp>
#include <peax/meta/record.hpp>
#include <peax/solution/constraints.hpp>
#include <peax/solution/decisions.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace command {

//! Settings that options of the command say for all rewriters.
[[nodiscard]] constexpr bool has_an_option(std::string_view field) {
  return field == "keep" || field == "seed" || field == "search_seconds";
}

//! A key whose name is shorter than that of its field.
[[nodiscard]] constexpr std::string_view spelled(std::string_view field) {
  constexpr std::pair<std::string_view, std::string_view> shorter[] = {
      {"most_exits", "exits"}, {"most_solutions", "solutions"}, {"data_type", "type"}, {"widths", "width"}};
  for (auto const& [long_name, name] : shorter)
    if (field == long_name) return name;
  return field;
}

template <peax::meta::Named E> [[nodiscard]] std::vector<std::string_view> words_of() {
  auto const names = names_of(E{});
  return {names.begin(), names.end()};
}

// ---- what a value of each type may be; `otherwise` is the default

inline void key_for(rewriter_key& k, bool otherwise) { k.highest = 1, k.otherwise = otherwise ? "1" : "0"; }

template <std::integral T> void key_for(rewriter_key& k, T otherwise) {
  k.lowest = otherwise > 0 ? 1 : 0; // where 0 stands for something, it is the default
  k.highest = 1'000'000;
  k.otherwise = std::to_string(otherwise);
  if (k.name == "exits") k.highest = 32;
  if (k.name == "batch") k.words = {"measured"};
}

inline void key_for(rewriter_key& k, double otherwise) {
  k.is_number = true;
  k.is_share = k.name == "reach";
  k.otherwise = fmt::format("{}", otherwise);
}

inline void key_for(rewriter_key& k, std::string const& otherwise) {
  k.words = {"float32", "float16", "int8", "int4"};
  k.only_words = true, k.otherwise = otherwise;
}

template <peax::meta::Named E> void key_for(rewriter_key& k, E otherwise) {
  k.words = words_of<E>();
  k.only_words = true, k.otherwise = peax::meta::name_of_enumerator(otherwise);
}

//! What is left open has the name auto.
template <peax::meta::Named E> void key_for(rewriter_key& k, std::optional<E> const&) {
  k.words = words_of<E>();
  k.words.insert(k.words.begin(), "auto");
  k.only_words = true, k.otherwise = "auto";
}

//! On the command line a decision is confidence, by one of its rules.
inline void key_for(rewriter_key& k, peax::result::any_decision const&) {
  k.name = "rule";
  key_for(k, peax::result::confidence{}.rule);
}

//! Of several shares one is given, in per cent.
inline void key_for(rewriter_key& k, std::vector<double> const& otherwise) {
  k.lowest = 1, k.highest = 99;
  for (double const share : otherwise)
    k.otherwise += (k.otherwise.empty() ? "" : ", ") + fmt::format("{:.0f}", 100 * share);
}

inline void key_for(rewriter_key&, peax::result::constraints const&) {}

// ---- a text that `check_value` has let through as a value

inline void set(bool& field, std::string const& text) { field = to_count("", text, 0) == 1; }
template <std::integral T> void set(T& field, std::string const& text) {
  field = text == "measured" ? T{0} : static_cast<T>(to_count("", text, 0));
}
inline void set(double& field, std::string const& text) {
  field = text.ends_with("pp") ? to_share("", text) : to_number("", text);
}
inline void set(std::string& field, std::string const& text) { field = text; }
template <peax::meta::Named E> void set(E& field, std::string const& text) {
  field = peax::meta::enumerator_named<E>(text).value();
}
template <peax::meta::Named E> void set(std::optional<E>& field, std::string const& text) {
  field = peax::meta::enumerator_named<E>(text);
}
inline void set(peax::result::any_decision& field, std::string const& text) {
  peax::result::confidence by;
  set(by.rule, text);
  field = by;
}
inline void set(std::vector<double>& field, std::string const& text) {
  field = {static_cast<double>(to_count("", text, 1)) / 100};
}
inline void set(peax::result::constraints&, std::string const&) {}

//! The keys of settings, in the order of their fields.
template <peax::meta::Settings S> [[nodiscard]] std::vector<rewriter_key> keys_of() {
  std::vector<rewriter_key> out;
  S const defaults;
  peax::meta::for_each_setting(defaults, [&](char const* name, std::string_view words, auto const& field) {
    if (has_an_option(name)) return;
    rewriter_key& key = out.emplace_back();
    key.name = spelled(name), key.setting = name, key.what = words;
    key_for(key, field);
  });
  return out;
}

//! Sets what --rewrite says.
template <peax::meta::Settings S> void set_from(rewriter_spec const& said, S& settings) {
  auto const keys = keys_of<S>();
  peax::meta::for_each_field(settings, [&](std::string_view name, auto& field) {
    auto const key = std::find_if(keys.begin(), keys.end(), [&](auto const& k) { return k.setting == name; });
    if (key == keys.end()) return;
    if (auto const at = said.settings.find(key->name); at != said.settings.end()) set(field, at->second);
  });
}

} // namespace command
