#pragma once
//! @file
//! Records: one list of a struct's fields, by name. Hash, cache bytes, JSON, options of the command and tables are made of it.
//!
//! A record models `hana::Struct`: a plain struct is listed behind it, in the global namespace, by `PEAX_RECORD(ns::type, a, b)`;
//! settings of a rewriter are made by `PEAX_SETTINGS`; what Hana's own macros have made is one too. What is no record but an aggregate
//! keeps its hash and its cache bytes by the ladder of fields.hpp.

#include <peax/meta/fields.hpp>
#include <peax/meta/fixed_text.hpp>

#include <boost/hana/accessors.hpp>
#include <boost/hana/pair.hpp>
#include <boost/hana/string.hpp>
#include <boost/hana/tuple.hpp>
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

template <class Use, class... Fields> constexpr decltype(auto) call(Use&& use, Fields&... fields) {
  return std::forward<Use>(use)(fields...);
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
  using list = hana::accessors_impl<std::remove_cv_t<T>>;
  if constexpr (Record<T> && requires { list::with_all(of, use); })
    return list::with_all(of, std::forward<Use>(use));
  else if constexpr (Record<T>)
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

//! A list "a, b" lacks none of the fields of R.
template <class R> [[nodiscard]] consteval bool record_lists_every_field(std::string_view names) {
  std::size_t count = 1;
  for (char const c : names) count += c == ',' ? 1 : 0;
  return count == field_count<R>();
}

} // namespace peax::meta

#define PEAX_FIELDS_OPEN ()
#define PEAX_FIELDS_ALL(...) PEAX_FIELDS_3(PEAX_FIELDS_3(PEAX_FIELDS_3(__VA_ARGS__)))
#define PEAX_FIELDS_3(...) PEAX_FIELDS_2(PEAX_FIELDS_2(PEAX_FIELDS_2(__VA_ARGS__)))
#define PEAX_FIELDS_2(...) PEAX_FIELDS_1(PEAX_FIELDS_1(PEAX_FIELDS_1(__VA_ARGS__)))
#define PEAX_FIELDS_1(...) __VA_ARGS__
#define PEAX_FIELDS_EACH(MACRO, FIRST, ...)                                                                  \
  MACRO(FIRST) __VA_OPT__(PEAX_FIELDS_AGAIN PEAX_FIELDS_OPEN(MACRO, __VA_ARGS__))
#define PEAX_FIELDS_AGAIN() PEAX_FIELDS_EACH
#define PEAX_FIELDS(MACRO, ...) PEAX_FIELDS_ALL(PEAX_FIELDS_EACH(MACRO, __VA_ARGS__))
#define PEAX_BARE(...) __VA_ARGS__
#define PEAX_CALL(MACRO, ...) MACRO(__VA_ARGS__)
#define PEAX_FIELD_ACCESS(NAME)                                                                              \
  , ::boost::hana::make_pair(::peax::meta::detail::name<#NAME>{},                                            \
                             ::peax::meta::detail::member<&Record::NAME>{})
#define PEAX_FIELD_VALUE(NAME) , record.NAME
#define PEAX_SETTING_VALUE(KIND, NAME, WORDS, ...) PEAX_FIELD_VALUE(NAME)
#define PEAX_SETTING_VALUE_OF(ENTRY) PEAX_CALL(PEAX_SETTING_VALUE, PEAX_BARE ENTRY)
#define PEAX_SETTING(KIND, NAME, WORDS, ...) KIND NAME{__VA_ARGS__};
#define PEAX_SETTING_WORDS(KIND, NAME, WORDS, ...) WORDS,
#define PEAX_SETTING_ACCESS(KIND, NAME, WORDS, ...) PEAX_FIELD_ACCESS(NAME)
#define PEAX_SETTING_OF(ENTRY) PEAX_CALL(PEAX_SETTING, PEAX_BARE ENTRY)
#define PEAX_SETTING_WORDS_OF(ENTRY) PEAX_CALL(PEAX_SETTING_WORDS, PEAX_BARE ENTRY)
#define PEAX_SETTING_ACCESS_OF(ENTRY) PEAX_CALL(PEAX_SETTING_ACCESS, PEAX_BARE ENTRY)

//! What Hana asks for the fields, and all of them at once for hash and bytes, which need no names. Templates, so that only who asks pays:
//! Hana's own macros compile every list in every file.
#define PEAX_ACCESSORS(TYPE, ACCESS, VALUE, ...)                                                             \
  template <class Record = TYPE> static constexpr auto apply() {                                             \
    return ::peax::meta::detail::accessors_behind(                                                           \
        ::peax::meta::detail::nothing {} PEAX_FIELDS(ACCESS, __VA_ARGS__));                                  \
  }                                                                                                          \
  template <class Record, class Use> static constexpr decltype(auto) with_all(Record& record, Use&& use) {   \
    return ::peax::meta::detail::call(use PEAX_FIELDS(VALUE, __VA_ARGS__));                                  \
  }

//! Lists the fields of a struct that stands above, in the global namespace: `PEAX_RECORD(ns::type, a, b);`. Up to 16 are counted.
#define PEAX_RECORD(TYPE, ...)                                                                               \
  template <> struct boost::hana::accessors_impl<TYPE> {                                                     \
    PEAX_ACCESSORS(TYPE, PEAX_FIELD_ACCESS, PEAX_FIELD_VALUE, __VA_ARGS__)                                   \
  };                                                                                                         \
  static_assert(::peax::meta::record_lists_every_field<TYPE>(#__VA_ARGS__),                                  \
                "peax: the list of a record has a name for every field. Add what it lacks to PEAX_RECORD.")

//! The fields of settings, one a line: `PEAX_SETTINGS(my_settings, (int, epochs, "of training", 3), (double, rate, "of Adam", 0.1));` gives
//! the members `int epochs{3};` and so on, their names to Hana, and their words to `--help` and the tables. Up to 27; a type with a
//! comma needs a name.
#define PEAX_SETTINGS(TYPE, ...)                                                                             \
  PEAX_FIELDS(PEAX_SETTING_OF, __VA_ARGS__)                                                                  \
  using listed_record = TYPE;                                                                                \
  [[maybe_unused]] static constexpr std::string_view words_of_fields[] = {                                   \
      PEAX_FIELDS(PEAX_SETTING_WORDS_OF, __VA_ARGS__)};                                                      \
  struct hana_accessors_impl {                                                                               \
    PEAX_ACCESSORS(TYPE, PEAX_SETTING_ACCESS_OF, PEAX_SETTING_VALUE_OF, __VA_ARGS__)                         \
  }
