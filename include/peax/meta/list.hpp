#pragma once
//! @file
//! Lists of types as values of empty types, and what the typed core asks of them.

#include <concepts>
#include <cstddef>
#include <type_traits>

namespace peax::meta {

//! A list of types. It holds nothing: pass it by value.
template <class... Types> struct list {
  static constexpr std::size_t size = sizeof...(Types);
};

//! A type as a value.
template <class T> struct identity {
  using type = T;
};

template <class T, class... Types> [[nodiscard]] constexpr bool contains(list<Types...>) {
  return (std::same_as<T, Types> || ...);
}

template <class... A, class... B> constexpr list<A..., B...> operator+(list<A...>, list<B...>) { return {}; }

//! The list with T behind it, or the list as it is when it holds T already.
template <class T, class... Types> [[nodiscard]] constexpr auto with(list<Types...> types) {
  if constexpr ((std::same_as<T, Types> || ...))
    return types;
  else
    return list<Types..., T>{};
}

//! The types whose `Predicate<T>::value` holds, in their order, each once.
template <template <class> class Predicate, class... Types>
[[nodiscard]] constexpr auto filter(list<Types...>) {
  return (list<>{} + ... + std::conditional_t<Predicate<Types>::value, list<Types>, list<>>{});
}

//! The types from the first T on.
template <class T, class First, class... Rest> [[nodiscard]] constexpr auto from(list<First, Rest...> types) {
  if constexpr (std::same_as<T, First>)
    return types;
  else
    return from<T>(list<Rest...>{});
}

//! Where T stands; `size` when it stands nowhere.
template <class T, class... Types> [[nodiscard]] constexpr std::size_t index_of(list<Types...>) {
  std::size_t at = 0;
  (void)((std::same_as<T, Types> || (++at, false)) || ...);
  return at;
}

namespace detail {
template <template <class...> class Template, class List> struct apply;
template <template <class...> class Template, class... Types> struct apply<Template, list<Types...>> {
  using type = Template<Types...>;
};
} // namespace detail

//! `Template<Types...>` for a `list<Types...>`.
template <template <class...> class Template, class List>
using apply = typename detail::apply<Template, List>::type;

} // namespace peax::meta
