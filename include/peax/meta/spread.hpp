#pragma once
//! @file
//! A function called with the elements of a tuple.

#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

namespace peax::meta {

//! `f(get<0>(elements), get<1>(elements), ...)`. Unlike std::apply it does not ask whether the call throws: asking costs
//! instantiations of the lambda's call in several forms.
template <class F, class Tuple> constexpr decltype(auto) spread(F&& f, Tuple&& elements) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) -> decltype(auto) {
    return std::forward<F>(f)(std::get<I>(std::forward<Tuple>(elements))...);
  }(std::make_index_sequence<std::tuple_size_v<std::remove_cvref_t<Tuple>>>{});
}

} // namespace peax::meta
