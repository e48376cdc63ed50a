#pragma once
//! @file
//! Text that can be a template argument: `named<early_exits, "wide">`, `match.get<"conv">()`.

#include <cstddef>
#include <string_view>

namespace peax::meta {

//! A string literal as a template argument. Equal texts are equal arguments.
template <std::size_t Size> struct fixed_text {
  char characters[Size]{};

  consteval fixed_text(char const (&literal)[Size]) {
    for (std::size_t i = 0; i < Size; ++i) characters[i] = literal[i];
  }

  [[nodiscard]] constexpr std::string_view view() const { return {characters, Size - 1}; }
  constexpr operator std::string_view() const { return view(); }

  friend constexpr bool operator==(fixed_text const&, fixed_text const&) = default;
};

//! Texts of different lengths are different types, and never equal.
template <std::size_t A, std::size_t B>
  requires(A != B)
constexpr bool operator==(fixed_text<A> const&, fixed_text<B> const&) {
  return false;
}

} // namespace peax::meta
