#pragma once
//! @file
//! The fields of a decision, listed once: text, hash, table and file follow from the list. A decision is a record (meta/record.hpp);
//! one whose files say more, or say it by other names, has a layout of its own: `fields()`.

#include <peax/core/config.hpp>
#include <peax/core/error.hpp>
#include <peax/core/hash.hpp>
#include <peax/meta/enumerators.hpp>
#include <peax/meta/list.hpp>
#include <peax/meta/record.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace peax::result {

//! A field of a decision whose name in files is not that of its member: a bool, a number, a text, or an enumeration with names.
template <class D, class T> struct field {
  std::string_view name;
  T D::*member;
};
template <class D, class T> field(std::string_view, T D::*) -> field<D, T>;

//! A field that is the same in every decision of its kind.
struct fixed_field {
  std::string_view name, value;
};

//! A field as files and pages have it; an enumerator stands there by its name.
using field_value = std::variant<bool, std::int64_t, double, std::string>;
struct named_value {
  std::string name;
  field_value value;
};

//! "0.25", "scene".
[[nodiscard]] PEAX_INLINE std::string text_of(field_value const& value);

//! Fields that somebody has written: of a file, of the cache.
struct written_fields {
  std::vector<named_value> all;
  std::string where; //!< for errors: file and object

  [[nodiscard]] PEAX_INLINE field_value const* find(std::string_view name) const;
};

namespace detail {

//! What a field that is there says; throws bad_input that names it.
PEAX_INLINE bool bool_in(written_fields const& from, std::string_view name, field_value const& value);
PEAX_INLINE double number_in(written_fields const& from, std::string_view name, field_value const& value);
PEAX_INLINE std::int64_t whole_number_in(written_fields const& from, std::string_view name,
                                         field_value const& value);
PEAX_INLINE std::string const& text_in(written_fields const& from, std::string_view name,
                                       field_value const& value);
PEAX_INLINE std::size_t choice_in(written_fields const& from, std::string_view name, field_value const& value,
                                  std::span<std::string_view const> names);

template <class T> field_value value_of(T const& value) {
  if constexpr (meta::Named<T>)
    return std::string(meta::name_of_enumerator(value));
  else if constexpr (std::same_as<T, bool> || std::same_as<T, std::string>)
    return value;
  else if constexpr (std::integral<T>)
    return static_cast<std::int64_t>(value);
  else
    return static_cast<double>(value);
}

template <class T> void read_value(written_fields const& from, std::string_view name, T& to) {
  field_value const* const value = from.find(name);
  if (value == nullptr) return;
  if constexpr (meta::Named<T>)
    to = static_cast<T>(choice_in(from, name, *value, names_of(T{})));
  else if constexpr (std::same_as<T, bool>)
    to = bool_in(from, name, *value);
  else if constexpr (std::same_as<T, std::string>)
    to = text_in(from, name, *value);
  else if constexpr (std::integral<T>)
    to = static_cast<T>(whole_number_in(from, name, *value));
  else
    to = static_cast<T>(number_in(from, name, *value));
}

template <class T>
inline constexpr bool is_value = meta::Named<T> || std::is_arithmetic_v<T> || std::same_as<T, std::string>;
template <class List> inline constexpr bool are_values = false;
template <class... Ts> inline constexpr bool are_values<meta::list<Ts...>> = (is_value<Ts> && ...);

template <class F> inline constexpr bool is_field = std::same_as<F, fixed_field>;
template <class D, class T> inline constexpr bool is_field<field<D, T>> = is_value<T>;
template <class Tuple> inline constexpr bool are_fields = false;
template <class... Fs> inline constexpr bool are_fields<std::tuple<Fs...>> = (is_field<Fs> && ...);

template <class D>
concept has_own_layout = requires { D::fields(); };

//! The fields of D have names and types that files know.
template <class D> consteval bool fields_are_listed() {
  if constexpr (has_own_layout<D>)
    return are_fields<decltype(D::fields())>;
  else if constexpr (meta::Record<D>)
    return are_values<meta::types_of_fields<D>>;
  else
    return std::is_empty_v<D>;
}

//! Calls `use(name, value)` for each field; what is fixed comes as a `std::string_view`.
template <class D, class Use> void for_each_field_of(D& d, Use use) {
  if constexpr (has_own_layout<std::remove_const_t<D>>) {
    auto const one = [&]<class F>(F const& f) {
      if constexpr (std::same_as<F, fixed_field>)
        use(f.name, f.value);
      else
        use(f.name, d.*f.member);
    };
    std::apply([&](auto const&... f) { (one(f), ...); }, D::fields());
  } else if constexpr (meta::Record<D>)
    meta::for_each_field(d, use);
}

} // namespace detail

//! The fields of a decision in their order.
template <class D> [[nodiscard]] std::vector<named_value> fields_of(D const& d) {
  std::vector<named_value> out;
  detail::for_each_field_of(d, [&]<class T>(std::string_view name, T const& value) {
    if constexpr (std::same_as<T, std::string_view>)
      out.push_back({std::string(name), std::string(value)});
    else
      out.push_back({std::string(name), detail::value_of(value)});
  });
  return out;
}

//! A decision from its fields; those that are missing keep their defaults, others are ignored. Throws bad_input.
template <class D> [[nodiscard]] D decision_from(written_fields const& from) {
  D out;
  detail::for_each_field_of(out, [&]<class T>(std::string_view name, T& value) {
    if constexpr (!std::same_as<std::remove_const_t<T>, std::string_view>)
      detail::read_value(from, name, value);
    else if (auto const* const said = from.find(name))
      (void)detail::choice_in(from, name, *said, std::span(&value, 1));
  });
  return out;
}

} // namespace peax::result

#ifndef PEAX_COMPILED
#include <peax/solution/decision_fields.ipp>
#endif
