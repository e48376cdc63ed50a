#pragma once
//! @file
//! The fields of a type as values: a Hana tuple that a program folds over.

#include <peax/meta/record.hpp>

#include <boost/hana/first.hpp>
#include <boost/hana/length.hpp>
#include <boost/hana/second.hpp>
#include <boost/hana/string.hpp>

#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

namespace peax::meta {

//! A field: where it stands, how it is called, what it is for, and its type.
template <class T> struct field {
  using type = T;
  std::size_t position = 0; //!< from 0
  std::string_view name{};  //!< empty where only the compiler knows it: a plain aggregate
  std::string_view words{}; //!< of settings; empty elsewhere
};

//! T has no fields, is a record, or an aggregate whose fields can be counted.
template <class T> inline constexpr bool fields_can_be_told_of = std::is_empty_v<T> || has_fields<T>();

namespace detail {
template <class... Types, std::size_t... At>
constexpr auto fields_by_position(list<Types...>, std::index_sequence<At...>) {
  return hana::make_tuple(field<Types>{At, {}, {}}...);
}

template <class R> constexpr std::string_view words_at(std::size_t at) {
  if constexpr (Settings<R>)
    return R::words_of_fields[at];
  else
    return {};
}
template <class R, class... Types, std::size_t... At>
constexpr auto fields_by_name(list<Types...>, std::index_sequence<At...>) {
  return hana::unpack(hana::accessors<R>(), [](auto... each) {
    return hana::make_tuple(field<Types>{At, hana::first(each).c_str(), words_at<R>(At)}...);
  });
}

template <class T> constexpr auto find_fields() {
  if constexpr (has_fields<T>()) {
    using types = types_of_fields<T>;
    constexpr std::make_index_sequence<size<types>> places{};
    if constexpr (Record<T>)
      return fields_by_name<T>(types{}, places);
    else
      return fields_by_position(types{}, places);
  } else
    return hana::make_tuple();
}
} // namespace detail

//! The fields of T in their order, each a `field`: of a record with their names, of a plain aggregate without. One whose fields cannot
//! be told does not compile.
template <class T> [[nodiscard]] constexpr auto fields_of() {
  static_assert(fields_can_be_told_of<T>, "peax: the fields of this type cannot be told. Make it a plain "
                                          "aggregate of up to 16 fields, or a record.");
  return detail::find_fields<T>();
}

} // namespace peax::meta
