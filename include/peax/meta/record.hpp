#pragma once
//! @file
//! Records: one list of a struct's fields, by name. Hash, cache bytes, JSON, options of the command and tables are made of it.
//!
//! A record models `hana::Struct`: plain fields stand in `BOOST_HANA_DEFINE_STRUCT`; a struct that has defaults is listed behind it, in
//! the global namespace, by `PEAX_RECORD(ns::type, a, b)`; settings of a rewriter are made by `PEAX_SETTINGS`. What is no record but an
//! aggregate keeps its hash and its cache bytes by the ladder of fields.hpp.

#include <peax/meta/fields.hpp>
#include <peax/meta/fixed_text.hpp>

#include <boost/hana/accessors.hpp>
#include <boost/hana/adapt_struct.hpp>
#include <boost/hana/define_struct.hpp>
#include <boost/hana/unpack.hpp>

#include <concepts>
#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

namespace peax::meta {

namespace hana = boost::hana;

namespace detail {
//! What a struct has from the record that it derives from: that list lacks its own fields.
template <class T> consteval bool inherits_its_list() {
  if constexpr (requires { typename T::listed_record; })
    return !std::same_as<typename T::listed_record, T>;
  else if constexpr (requires { typename T::hana_accessors_impl; })
    return !std::is_aggregate_v<T> || opens_with_a_base<T>;
  else
    return false;
}
} // namespace detail

//! A struct whose fields are listed by name. One that derives from a record is none.
template <class T>
concept Record =
    hana::Struct<std::remove_cv_t<T>>::value && !detail::inherits_its_list<std::remove_cv_t<T>>();

//! A record whose fields have words for people: what `PEAX_SETTINGS` makes.
template <class T>
concept Settings = Record<T> && requires { T::words_of_fields[0]; };

//! Calls `use(fields...)` with references to the fields of a record or of an aggregate, in their order.
template <class T, class Use> constexpr decltype(auto) with_all_fields(T& of, Use&& use) {
  if constexpr (Record<T>)
    return hana::unpack(hana::accessors<std::remove_cv_t<T>>(), [&](auto const&... each) -> decltype(auto) {
      return std::forward<Use>(use)(hana::second(each)(of)...);
    });
  else
    return with_fields(of, std::forward<Use>(use));
}

//! Calls `use(name, field)` for each field of a record in its order; the name is a `char const*`.
template <Record R, class Use> constexpr void for_each_field(R& record, Use&& use) {
  hana::unpack(hana::accessors<std::remove_cv_t<R>>(), [&](auto const&... each) {
    (use(hana::first(each).c_str(), hana::second(each)(record)), ...);
  });
}

//! Calls `use(name, words, field)` for each field of settings in its order.
template <Settings R, class Use> constexpr void for_each_setting(R& settings, Use&& use) {
  std::size_t at = 0;
  for_each_field(settings,
                 [&](char const* name, auto& field) { use(name, R::words_of_fields[at++], field); });
}

//! The types of the fields of a record or of an aggregate.
template <class T>
using types_of_fields = decltype(with_all_fields(std::declval<T const&>(), detail::types_of{}));

//! The fields of T can be told one by one.
template <class T> [[nodiscard]] consteval bool has_fields() {
  if constexpr (Record<T>)
    return true;
  else
    return field_count<T>() > 0;
}

namespace detail {
template <class... Fields> consteval std::size_t length_of(list<Fields...>) { return sizeof...(Fields); }

template <fixed_text Text, std::size_t... I> constexpr auto characters_of(std::index_sequence<I...>) {
  return hana::string<Text.characters[I]...>{};
}
//! The name of a field as Hana has it.
template <fixed_text Text>
using name = decltype(characters_of<Text>(std::make_index_sequence<Text.view().size()>{}));

//! Gives a field: a record by reference, its field by reference.
template <auto Member> struct member {
  template <class R> constexpr decltype(auto) operator()(R&& of) const { return std::forward<R>(of).*Member; }
};

struct nothing {};
template <class... Pairs> constexpr auto accessors_behind(nothing, Pairs... pairs) {
  return hana::make_tuple(pairs...);
}
} // namespace detail

//! The list of a record lacks none of its fields.
template <class R>
inline constexpr bool record_lists_every_field = detail::length_of(types_of_fields<R>{}) == field_count<R>();

} // namespace peax::meta

//! Lists the fields of a struct that stands above, in the global namespace: `PEAX_RECORD(ns::type, a, b);`.
#define PEAX_RECORD(TYPE, ...)                                                                               \
  BOOST_HANA_ADAPT_STRUCT(TYPE, __VA_ARGS__);                                                                \
  static_assert(::peax::meta::record_lists_every_field<TYPE>,                                                \
                "peax: the list of a record has a name for every field. Add what it lacks to PEAX_RECORD.")

#define PEAX_SETTINGS_OPEN ()
#define PEAX_SETTINGS_ALL(...) PEAX_SETTINGS_3(PEAX_SETTINGS_3(PEAX_SETTINGS_3(__VA_ARGS__)))
#define PEAX_SETTINGS_3(...) PEAX_SETTINGS_2(PEAX_SETTINGS_2(PEAX_SETTINGS_2(__VA_ARGS__)))
#define PEAX_SETTINGS_2(...) PEAX_SETTINGS_1(PEAX_SETTINGS_1(PEAX_SETTINGS_1(__VA_ARGS__)))
#define PEAX_SETTINGS_1(...) __VA_ARGS__
#define PEAX_SETTINGS_BARE(...) __VA_ARGS__
#define PEAX_SETTINGS_CALL(MACRO, ...) MACRO(__VA_ARGS__)
#define PEAX_SETTINGS_EACH(MACRO, TYPE, FIRST, ...)                                                          \
  PEAX_SETTINGS_CALL(MACRO, TYPE, PEAX_SETTINGS_BARE FIRST)                                                  \
  __VA_OPT__(PEAX_SETTINGS_AGAIN PEAX_SETTINGS_OPEN(MACRO, TYPE, __VA_ARGS__))
#define PEAX_SETTINGS_AGAIN() PEAX_SETTINGS_EACH
#define PEAX_SETTINGS_FIELD(TYPE, KIND, NAME, WORDS, ...) KIND NAME{__VA_ARGS__};
#define PEAX_SETTINGS_WORDS(TYPE, KIND, NAME, WORDS, ...) WORDS,
#define PEAX_SETTINGS_PAIR(TYPE, KIND, NAME, WORDS, ...)                                                     \
  , ::boost::hana::make_pair(::peax::meta::detail::name<#NAME>{}, ::peax::meta::detail::member<&TYPE::NAME>{})

//! The fields of settings, one a line: `PEAX_SETTINGS(my_settings, (int, epochs, "of training", 3), (double, rate, "of Adam", 0.1));` gives
//! the members `int epochs{3};` and so on, their names to Hana, and their words to `--help` and the tables. Up to 30; a type with a
//! comma needs a name.
#define PEAX_SETTINGS(TYPE, ...)                                                                             \
  PEAX_SETTINGS_ALL(PEAX_SETTINGS_EACH(PEAX_SETTINGS_FIELD, TYPE, __VA_ARGS__))                              \
  using listed_record = TYPE;                                                                                \
  [[maybe_unused]] static constexpr std::string_view words_of_fields[] = {                                   \
      PEAX_SETTINGS_ALL(PEAX_SETTINGS_EACH(PEAX_SETTINGS_WORDS, TYPE, __VA_ARGS__))};                        \
  struct hana_accessors_impl {                                                                               \
    static constexpr auto apply() {                                                                          \
      return ::peax::meta::detail::accessors_behind(::peax::meta::detail::nothing {                          \
      } PEAX_SETTINGS_ALL(PEAX_SETTINGS_EACH(PEAX_SETTINGS_PAIR, TYPE, __VA_ARGS__)));                       \
    }                                                                                                        \
  }
