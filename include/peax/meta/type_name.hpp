#pragma once
//! @file
//! The name of a type as text.

#include <cstddef>
#include <string_view>

namespace peax::meta {

namespace detail {
template <class T> constexpr auto spelled_out() { return std::string_view(__PRETTY_FUNCTION__); }
inline constexpr std::size_t letters_before = spelled_out<int>().find("int]");
inline constexpr std::size_t letters_behind = spelled_out<int>().size() - letters_before - 3;
} // namespace detail

//! The name of T as the compiler spells it: stable from run to run, not from compiler to compiler.
template <class T> [[nodiscard]] constexpr std::string_view type_name() {
  std::string_view whole = detail::spelled_out<T>();
  whole.remove_prefix(detail::letters_before);
  whole.remove_suffix(detail::letters_behind);
  return whole;
}

} // namespace peax::meta
