#pragma once
//! @file
//! The hash of a configuration, found from its fields: two configurations that differ in a setting differ in their identity.

#include <peax/core/hash.hpp>
#include <peax/core/units.hpp>
#include <peax/meta/list.hpp>
#include <peax/meta/record.hpp>
#include <peax/meta/type_name.hpp>

#include <concepts>
#include <cstdint>
#include <iterator>
#include <string_view>
#include <type_traits>

namespace peax {

//! Types whose hash cannot be found, named in an error.
template <class... Types> struct settings_without_hash {
  static constexpr bool none = sizeof...(Types) == 0;
};

namespace detail {
enum class way_to_hash {
  own,
  content,
  number,
  text,
  path,
  pointer,
  optional,
  unit,
  range,
  tuple,
  variant,
  nothing,
  fields,
  none
};

template <class T> inline constexpr bool is_quantity = false;
template <class Tag, class Number> inline constexpr bool is_quantity<quantity<Tag, Number>> = true;

void hash_append() = delete; // found are only functions beside the type
void content_hash() = delete;

template <class T>
concept has_own_hash = requires(hasher& into, T const& value) { hash_append(into, value); };
template <class T>
concept has_content = requires(T const& value) {
  { value.content() } -> std::same_as<digest>;
};
template <class T>
concept has_content_hash = requires(T const& value) {
  { content_hash(value) } -> std::same_as<digest>;
};
template <class T>
concept is_path = requires(T const& value) {
  { value.native() } -> std::convertible_to<std::string_view>;
};
template <class T>
concept is_shared = requires(T const& value) {
  value.use_count();
  *value;
};
template <class T>
concept is_optional = requires(T const& value) {
  value.has_value();
  *value;
};
template <class T>
concept is_variant = requires(T const& value) {
  value.index();
  value.valueless_by_exception();
};
template <class T>
concept is_tuple = requires { std::tuple_size<T>::value; };
template <class T>
concept is_unordered = requires { typename T::hasher; };

template <class T> constexpr bool is_lambda = meta::type_name<T>().find("lambda") != std::string_view::npos;

//! What has a begin and an end; <ranges>, which has a word for it, is long.
template <class T>
concept is_range = requires(T const& value) {
  { *std::begin(value) };
  { std::begin(value) != std::end(value) } -> std::convertible_to<bool>;
};
template <class T>
using element_of = typename std::iterator_traits<decltype(std::begin(std::declval<T const&>()))>::value_type;

//! The one ladder: what follows asks it.
template <class T> [[nodiscard]] consteval way_to_hash way_of() {
  using enum way_to_hash;
  if constexpr (std::is_same_v<T, long double>)
    return none; // its padding is not part of its value
  else if constexpr (std::is_arithmetic_v<T> || std::is_enum_v<T>)
    return number;
  else if constexpr (std::is_pointer_v<T> || std::is_member_pointer_v<T> || std::is_function_v<T>)
    return none;
  else if constexpr (has_own_hash<T>)
    return own;
  else if constexpr (std::is_same_v<T, digest> || has_content<T> || has_content_hash<T>)
    return content;
  else if constexpr (is_quantity<T>)
    return unit;
  else if constexpr (is_path<T>)
    return path;
  else if constexpr (std::is_convertible_v<T const&, std::string_view>)
    return text;
  else if constexpr (is_unordered<T>)
    return none; // its order is not the same in every run
  else if constexpr (is_shared<T>)
    return pointer;
  else if constexpr (is_optional<T>)
    return optional;
  else if constexpr (is_range<T>)
    return range;
  else if constexpr (is_variant<T>)
    return variant;
  else if constexpr (is_tuple<T>)
    return tuple;
  else if constexpr (std::is_empty_v<T>)
    return is_lambda<T> ? none : nothing;
  else if constexpr (meta::has_fields<T>())
    return fields;
  else
    return none;
}

template <class T> constexpr auto settings_without_hash_in();

template <class... Types> constexpr auto settings_without_hash_among(meta::list<Types...>) {
  return meta::join<meta::list<>, decltype(settings_without_hash_in<std::remove_cv_t<Types>>())...>{};
}

template <template <class...> class Template, class... Types>
constexpr meta::list<Types...> arguments_of(meta::identity<Template<Types...>>) {
  return {};
}

//! Which types inside T have no hash: T itself, or what it holds.
template <class T> constexpr auto settings_without_hash_in() {
  using enum way_to_hash;
  constexpr way_to_hash way = way_of<T>();
  if constexpr (way == none)
    return meta::list<T>{};
  else if constexpr (way == fields)
    return settings_without_hash_among(meta::types_of_fields<T>{});
  else if constexpr (way == range)
    return settings_without_hash_in<element_of<T>>();
  else if constexpr (way == pointer || way == optional)
    return settings_without_hash_in<std::remove_cvref_t<decltype(*std::declval<T const&>())>>();
  else if constexpr (way == tuple || way == variant)
    return settings_without_hash_among(decltype(arguments_of(meta::identity<T>{})){});
  else
    return meta::list<>{};
}

template <class T> void add_to(hasher& into, T const& value) {
  using enum way_to_hash;
  constexpr way_to_hash way = way_of<T>();
  auto const add_all = [&into](auto const&... parts) { (add_to(into, parts), ...); };
  if constexpr (way == own)
    hash_append(into, value);
  else if constexpr (way == number)
    into(value);
  else if constexpr (way == content) {
    if constexpr (std::is_same_v<T, digest>)
      into(value);
    else if constexpr (has_content<T>)
      into(value.content());
    else
      into(content_hash(value));
  } else if constexpr (way == unit)
    into(value.value);
  else if constexpr (way == path)
    into(std::string_view(value.native()));
  else if constexpr (way == text)
    into(static_cast<std::string_view>(value));
  else if constexpr (way == pointer || way == optional) {
    into(static_cast<bool>(value));
    if (value) add_to(into, *value);
  } else if constexpr (way == range) {
    std::uint64_t count = 0;
    for (auto const& element : value) {
      add_to<element_of<T>>(into, element);
      ++count;
    }
    into(count);
  } else if constexpr (way == variant) {
    into(static_cast<std::uint64_t>(value.index()));
    visit(add_all, value);
  } else if constexpr (way == tuple)
    apply(add_all, value);
  else if constexpr (way == fields)
    meta::with_all_fields(value, add_all);
}
} // namespace detail

//! What in a configuration of type T has no hash.
template <class T>
using unhashable_settings_of =
    meta::apply<settings_without_hash, decltype(detail::settings_without_hash_in<T>())>;

//! The settings of T can be hashed: T is a plain value (numbers, texts, units, containers, optionals, records and
//! aggregates of up to `meta::most_fields` such fields), has `content() -> digest`, or a friend `hash_append(hasher&, T const&)`.
template <class T>
concept Hashable = unhashable_settings_of<T>::none;

//! The hash of a configuration: the name of its type, its `version` if it states one, its settings.
template <Hashable T> [[nodiscard]] digest identity_of(T const& configuration) {
  hasher into;
  into(meta::type_name<T>());
  if constexpr (requires { T::version; }) into(T::version);
  detail::add_to(into, configuration);
  return into.finish();
}

} // namespace peax
