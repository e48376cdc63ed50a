#pragma once
//! @file
//! Enumerations whose enumerators have names in files and options: `constexpr auto names_of(E)` beside the type, in their order from 0.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace peax::meta {

//! An enumeration with names.
template <class E>
concept Named = std::is_enum_v<E> && requires(E e) { std::string_view(names_of(e)[0]); };

template <Named E> [[nodiscard]] constexpr std::string_view name_of_enumerator(E e) {
  return names_of(e)[static_cast<std::size_t>(e)];
}

//! The enumerator with that name; nothing when there is none.
template <Named E> [[nodiscard]] constexpr std::optional<E> enumerator_named(std::string_view name) {
  constexpr auto names = names_of(E{});
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i] == name) return static_cast<E>(i);
  return std::nullopt;
}

//! "auto, pool, grid", for messages.
template <Named E> [[nodiscard]] std::string all_names_of() {
  std::string out;
  for (std::string_view const name : names_of(E{})) out += (out.empty() ? "" : ", ") + std::string(name);
  return out;
}

} // namespace peax::meta
