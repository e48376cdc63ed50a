#pragma once
//! @file
//! The fields of a type as values: a Hana tuple that a program folds over.

#include <peax/meta/fields.hpp>

#include <boost/hana/accessors.hpp>
#include <boost/hana/concept/struct.hpp>
#include <boost/hana/first.hpp>
#include <boost/hana/length.hpp>
#include <boost/hana/second.hpp>
#include <boost/hana/string.hpp>

#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

namespace peax::meta {

//! A field: where it stands, how it is called, and its type.
template <class T> struct field {
  using type = T;
  std::size_t position = 0; //!< from 0
  std::string_view name{};  //!< empty where only the compiler knows it: a plain aggregate
};

//! T has no fields, is a `hana::Struct`, or an aggregate whose fields can be counted.
template <class T>
inline constexpr bool fields_can_be_told_of =
    hana::Struct<T>::value || std::is_empty_v<T> || field_count<T>() > 0;

namespace detail {
template <class... Types, std::size_t... At>
constexpr auto fields_by_position(list<Types...>, std::index_sequence<At...>) {
  return hana::make_tuple(field<Types>{At, {}}...);
}

template <class T, std::size_t... At> constexpr auto fields_by_name(std::index_sequence<At...>) {
  return hana::unpack(hana::accessors<T>(), [](auto... each) {
    return hana::make_tuple(
        field<std::remove_cvref_t<decltype(hana::second(each)(std::declval<T const&>()))>>{
            At, hana::first(each).c_str()}...);
  });
}

template <class T> constexpr auto find_fields() {
  if constexpr (hana::Struct<T>::value)
    return fields_by_name<T>(std::make_index_sequence<decltype(hana::length(hana::accessors<T>()))::value>{});
  else if constexpr (field_count<T>() > 0)
    return fields_by_position(field_types<T>{}, std::make_index_sequence<size<field_types<T>>>{});
  else
    return hana::make_tuple();
}
} // namespace detail

//! The fields of T in their order, each a `field`: of a `hana::Struct` with their names, of a plain aggregate without. One whose
//! fields cannot be told does not compile.
template <class T> [[nodiscard]] constexpr auto fields_of() {
  static_assert(fields_can_be_told_of<T>,
                "peax: the fields of this type cannot be told. Make it a plain aggregate "
                "of up to 16 fields, or a hana::Struct.");
  return detail::find_fields<T>();
}

} // namespace peax::meta
