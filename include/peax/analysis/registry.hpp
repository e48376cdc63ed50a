#pragma once
//! @file
//! The rewriters that a program offers by name, as one list of types.

#include <peax/analysis/component.hpp>
#include <peax/analysis/pass_facts.hpp>

#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

namespace peax {

namespace detail {
template <class... Ws> constexpr bool all_named_apart() {
  std::array<std::string_view, sizeof...(Ws)> const names{std::string_view(Ws::name)...};
  for (std::size_t i = 0; i < names.size(); ++i)
    for (std::size_t k = 0; k < i; ++k)
      if (names[i] == names[k]) return false;
  return true;
}
} // namespace detail

//! Every rewriter of the list has a name of its own.
template <class... Ws>
inline constexpr bool rewriters_have_names_of_their_own = detail::all_named_apart<Ws...>();

//! `registry<confidence_exits, right_sizing, my_rewriter>`: nothing but this list has to be kept. What a rewriter needs and gives
//! is in its signature; a program says beside the type how its settings are read.
template <Rewriter... Ws> struct registry {
  static_assert(rewriters_have_names_of_their_own<Ws...>,
                "peax: two rewriters of a registry have one name. Give one another name, or leave it out.");

  static constexpr std::size_t size = sizeof...(Ws);
  //! The rewriters as a Hana tuple of types: `hana::for_each(registry::types, [](auto w) { using W = typename decltype(w)::type; ...})`.
  static constexpr meta::list<Ws...> types{};
  //! The registry with more rewriters behind these.
  template <class... More> using with = registry<Ws..., More...>;

  //! The names in the order of the list, each once.
  [[nodiscard]] static std::vector<std::string_view> names() { return {std::string_view(Ws::name)...}; }
  //! What the signatures say, in the order of the list.
  [[nodiscard]] static std::vector<pass_facts> facts() { return {facts_of<Ws>()...}; }

  //! Calls `f.template operator()<W>()` for the rewriter with that name; false when there is none.
  template <class F> static bool find(std::string_view name, F&& f) {
    return ((std::string_view(Ws::name) == name && (f.template operator()<Ws>(), true)) || ...);
  }
};

} // namespace peax
