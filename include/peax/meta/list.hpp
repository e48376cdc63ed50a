#pragma once
//! @file
//! Lists of types as Boost.Hana tuples: the one place where the core includes Hana's algorithms. What every component is asked
//! stands here too, on packs: there Hana's own word costs a tuple for each step (docs/explanation/typed_core.md has the figures).

#include <boost/hana/append.hpp>
#include <boost/hana/back.hpp>
#include <boost/hana/bool.hpp>
#include <boost/hana/drop_back.hpp>
#include <boost/hana/drop_while.hpp>
#include <boost/hana/filter.hpp>
#include <boost/hana/find_if.hpp>
#include <boost/hana/flatten.hpp>
#include <boost/hana/fold_left.hpp>
#include <boost/hana/not_equal.hpp>
#include <boost/hana/optional.hpp>
#include <boost/hana/pair.hpp>
#include <boost/hana/second.hpp>
#include <boost/hana/transform.hpp>
#include <boost/hana/tuple.hpp>
#include <boost/hana/type.hpp>
#include <boost/hana/unpack.hpp>

#include <concepts>
#include <cstddef>
#include <type_traits>

namespace peax {
namespace hana = boost::hana;
} // namespace peax

namespace peax::meta {

//! A type as a value. It is `hana::basic_type` and not `hana::type`, so that a parameter `identity<T>` finds T.
template <class T> using identity = hana::basic_type<T>;

//! A list of types: a Hana tuple that holds nothing, `list<A, B>{}`.
template <class... Types> using list = hana::tuple<identity<Types>...>;

namespace detail {
//! A list on its way, which costs nothing to name or to make.
template <class... Types> struct pack {
  using as_list = list<Types...>;
};

//! T behind the pack, unless it is there.
template <class... Types, class T> constexpr auto operator+(pack<Types...>, pack<T>) {
  return std::conditional_t<(std::same_as<T, Types> || ...), pack<Types...>, pack<Types..., T>>{};
}
template <class... Types> constexpr pack<Types...> operator+(pack<Types...> types, pack<>) { return types; }

template <class List> struct parts;
template <class... Types> struct parts<list<Types...>> {
  static constexpr std::size_t size = sizeof...(Types);
  template <class T> static constexpr bool contains = (std::same_as<T, Types> || ...);
  template <class T> static constexpr std::size_t index_of() {
    std::size_t at = 0;
    (void)((std::same_as<T, Types> || (++at, false)) || ...);
    return at;
  }
  template <template <class...> class Template> using apply = Template<Types...>;
  template <class... More> using with = list<Types..., More...>;
  using each_once = typename decltype((pack<>{} + ... + pack<Types>{}))::as_list;
  template <auto Predicate>
  using filter = typename decltype((
      pack<>{} + ... +
      std::conditional_t<decltype(Predicate(identity<Types>{}))::value, pack<Types>, pack<>>{}))::as_list;
};

template <class... Lists> struct join;
template <class List> struct join<List> {
  using type = List;
};
template <class... As, class... Bs, class... Lists> struct join<list<As...>, list<Bs...>, Lists...> {
  using type = typename join<list<As..., Bs...>, Lists...>::type;
};

template <class List> struct first {
  using type = void;
};
template <class First, class... Rest> struct first<list<First, Rest...>> {
  using type = First;
};
} // namespace detail

template <class List> inline constexpr std::size_t size = detail::parts<List>::size;
template <class List> inline constexpr bool is_empty = size<List> == 0;

//! The list holds T.
template <class List, class T> inline constexpr bool contains = detail::parts<List>::template contains<T>;

//! Where T stands in the list; its size when it stands nowhere.
template <class List, class T>
inline constexpr std::size_t index_of = detail::parts<List>::template index_of<T>();

//! The first type of the list; void when it is empty.
template <class List> using first = typename detail::first<List>::type;

//! The list with these types behind it.
template <class List, class... More> using with = typename detail::parts<List>::template with<More...>;

//! The lists as one.
template <class... Lists> using join = typename detail::join<Lists...>::type;

//! Each type of the list once, where it stands first.
template <class List> using each_once = typename detail::parts<List>::each_once;

//! The types of which the predicate holds, each once: `hana::filter` as an alias. A predicate is a constant
//! `[]<class T>(identity<T>) { return hana::bool_c<...>; }`, as Hana's algorithms take it too.
template <class List, auto Predicate> using filter = typename detail::parts<List>::template filter<Predicate>;

//! The predicate holds of a type of the list.
template <class List, auto Predicate> inline constexpr bool any_of = !is_empty<filter<List, Predicate>>;

//! `Template<Types...>` for a `list<Types...>`.
template <template <class...> class Template, class List>
using apply = typename detail::parts<List>::template apply<Template>;

} // namespace peax::meta
