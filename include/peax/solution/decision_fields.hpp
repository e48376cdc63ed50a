#pragma once
//! @file
//! The fields of a decision, listed once: text, hash, table and file follow from the list.

#include <peax/core/config.hpp>
#include <peax/core/error.hpp>
#include <peax/core/hash.hpp>

#include <array>
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

//! A field: its name in files and where it is stored, a bool, a number, a text, or an enumeration whose enumerators `names` lists.
template <class D, class T, class Names = std::array<std::string_view, 0>> struct field {
  std::string_view name;
  T D::*member;
  Names names{};
};
template <class D, class T> field(std::string_view, T D::*) -> field<D, T>;
template <class D, class T, std::size_t N>
field(std::string_view, T D::*, std::array<std::string_view, N>)
    -> field<D, T, std::array<std::string_view, N>>;

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

template <class D, class T, class Names> field_value value_of(field<D, T, Names> const& f, D const& d) {
  T const& value = d.*f.member;
  if constexpr (std::is_enum_v<T>)
    return std::string(f.names[static_cast<std::size_t>(value)]);
  else if constexpr (std::same_as<T, bool> || std::same_as<T, std::string>)
    return value;
  else if constexpr (std::integral<T>)
    return static_cast<std::int64_t>(value);
  else
    return static_cast<double>(value);
}
template <class D> field_value value_of(fixed_field const& f, D const&) { return std::string(f.value); }

template <class D, class T, class Names>
void read_field(written_fields const& from, field<D, T, Names> const& f, D& into) {
  field_value const* const value = from.find(f.name);
  if (value == nullptr) return;
  T& to = into.*f.member;
  if constexpr (std::is_enum_v<T>)
    to = static_cast<T>(choice_in(from, f.name, *value, f.names));
  else if constexpr (std::same_as<T, bool>)
    to = bool_in(from, f.name, *value);
  else if constexpr (std::same_as<T, std::string>)
    to = text_in(from, f.name, *value);
  else if constexpr (std::integral<T>)
    to = static_cast<T>(whole_number_in(from, f.name, *value));
  else
    to = static_cast<T>(number_in(from, f.name, *value));
}
template <class D> void read_field(written_fields const& from, fixed_field const& f, D&) {
  if (auto const* const value = from.find(f.name))
    (void)choice_in(from, f.name, *value, std::span(&f.value, 1));
}

template <class F> inline constexpr bool is_field = std::same_as<F, fixed_field>;
template <class D, class T, class Names>
inline constexpr bool is_field<field<D, T, Names>> =
    std::is_enum_v<T> ? std::tuple_size_v<Names> != 0
                      : std::is_arithmetic_v<T> || std::same_as<T, std::string>;
template <class Tuple> inline constexpr bool are_fields = false;
template <class... Fs> inline constexpr bool are_fields<std::tuple<Fs...>> = (is_field<Fs> && ...);

} // namespace detail

//! The fields of a decision in their order.
template <class D> [[nodiscard]] std::vector<named_value> fields_of(D const& d) {
  std::vector<named_value> out;
  std::apply(
      [&](auto const&... f) {
        (out.push_back({std::string(f.name), detail::value_of(f, d)}), ...);
      },
      D::fields());
  return out;
}

//! A decision from its fields; those that are missing keep their defaults, others are ignored. Throws bad_input.
template <class D> [[nodiscard]] D decision_from(written_fields const& from) {
  D out;
  std::apply([&](auto const&... f) { (detail::read_field(from, f, out), ...); }, D::fields());
  return out;
}

} // namespace peax::result

#ifndef PEAX_COMPILED
#include <peax/solution/decision_fields.ipp>
#endif
