#pragma once
//! @file
//! The fields of an aggregate, without a list written by hand.

#include <peax/meta/list.hpp>

#include <cstddef>
#include <type_traits>
#include <utility>

namespace peax::meta {

//! More fields than this are not counted.
inline constexpr std::size_t most_fields = 16;

namespace detail {
//! Converts to a base class of T and to nothing else.
template <class T> struct any_base_of {
  template <class Base>
    requires(std::is_base_of_v<Base, T> && !std::is_same_v<Base, T>)
  operator Base() const;
};

template <class T>
concept opens_with_a_base = requires { T{any_base_of<T>{}}; };

//! How many `{}` an aggregate of type T takes; most_fields + 1 when it takes more than can be counted.
template <class T> consteval std::size_t count_fields() {
  if constexpr (requires { T{{}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}}; })
    return 17;
  else if constexpr (requires { T{{}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}}; })
    return 16;
  else if constexpr (requires { T{{}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}}; })
    return 15;
  else if constexpr (requires { T{{}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}}; })
    return 14;
  else if constexpr (requires { T{{}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}}; })
    return 13;
  else if constexpr (requires { T{{}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}}; })
    return 12;
  else if constexpr (requires { T{{}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}}; })
    return 11;
  else if constexpr (requires { T{{}, {}, {}, {}, {}, {}, {}, {}, {}, {}}; })
    return 10;
  else if constexpr (requires { T{{}, {}, {}, {}, {}, {}, {}, {}, {}}; })
    return 9;
  else if constexpr (requires { T{{}, {}, {}, {}, {}, {}, {}, {}}; })
    return 8;
  else if constexpr (requires { T{{}, {}, {}, {}, {}, {}, {}}; })
    return 7;
  else if constexpr (requires { T{{}, {}, {}, {}, {}, {}}; })
    return 6;
  else if constexpr (requires { T{{}, {}, {}, {}, {}}; })
    return 5;
  else if constexpr (requires { T{{}, {}, {}, {}}; })
    return 4;
  else if constexpr (requires { T{{}, {}, {}}; })
    return 3;
  else if constexpr (requires { T{{}, {}}; })
    return 2;
  else if constexpr (requires { T{{}}; })
    return 1;
  else
    return 0;
}
} // namespace detail

//! The number of fields of T, 0 when they cannot be told: no aggregate, a base class, more than `most_fields`,
//! or a field without a default.
template <class T> [[nodiscard]] consteval std::size_t field_count() {
  if constexpr (!std::is_aggregate_v<T> || std::is_empty_v<T> || std::is_array_v<T>)
    return 0;
  else if constexpr (detail::opens_with_a_base<T>)
    return 0;
  else if constexpr (detail::count_fields<T>() > most_fields)
    return 0;
  else
    return detail::count_fields<T>();
}

//! Calls `use(fields...)` with references to the fields of an aggregate in their order.
template <class T, class Use> constexpr decltype(auto) with_fields(T&& of, Use&& use) {
  constexpr std::size_t count = field_count<std::remove_cvref_t<T>>();
  static_assert(count > 0, "the fields of this type cannot be told");
  if constexpr (count == 1) {
    auto& [f0] = of;
    return std::forward<Use>(use)(f0);
  } else if constexpr (count == 2) {
    auto& [f0, f1] = of;
    return std::forward<Use>(use)(f0, f1);
  } else if constexpr (count == 3) {
    auto& [f0, f1, f2] = of;
    return std::forward<Use>(use)(f0, f1, f2);
  } else if constexpr (count == 4) {
    auto& [f0, f1, f2, f3] = of;
    return std::forward<Use>(use)(f0, f1, f2, f3);
  } else if constexpr (count == 5) {
    auto& [f0, f1, f2, f3, f4] = of;
    return std::forward<Use>(use)(f0, f1, f2, f3, f4);
  } else if constexpr (count == 6) {
    auto& [f0, f1, f2, f3, f4, f5] = of;
    return std::forward<Use>(use)(f0, f1, f2, f3, f4, f5);
  } else if constexpr (count == 7) {
    auto& [f0, f1, f2, f3, f4, f5, f6] = of;
    return std::forward<Use>(use)(f0, f1, f2, f3, f4, f5, f6);
  } else if constexpr (count == 8) {
    auto& [f0, f1, f2, f3, f4, f5, f6, f7] = of;
    return std::forward<Use>(use)(f0, f1, f2, f3, f4, f5, f6, f7);
  } else if constexpr (count == 9) {
    auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8] = of;
    return std::forward<Use>(use)(f0, f1, f2, f3, f4, f5, f6, f7, f8);
  } else if constexpr (count == 10) {
    auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9] = of;
    return std::forward<Use>(use)(f0, f1, f2, f3, f4, f5, f6, f7, f8, f9);
  } else if constexpr (count == 11) {
    auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10] = of;
    return std::forward<Use>(use)(f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10);
  } else if constexpr (count == 12) {
    auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11] = of;
    return std::forward<Use>(use)(f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11);
  } else if constexpr (count == 13) {
    auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12] = of;
    return std::forward<Use>(use)(f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12);
  } else if constexpr (count == 14) {
    auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13] = of;
    return std::forward<Use>(use)(f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13);
  } else if constexpr (count == 15) {
    auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14] = of;
    return std::forward<Use>(use)(f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14);
  } else if constexpr (count == 16) {
    auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15] = of;
    return std::forward<Use>(use)(f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15);
  }
}

namespace detail {
struct types_of {
  template <class... Fields> constexpr auto operator()(Fields const&...) const { return list<Fields...>{}; }
};
} // namespace detail

//! The types of the fields of T.
template <class T> using field_types = decltype(with_fields(std::declval<T const&>(), detail::types_of{}));

} // namespace peax::meta
