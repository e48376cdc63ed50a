#pragma once
//! @file
//! How a report says what to show: `report.describe()`, or a function `describe(report)` beside its type.

#include <peax/document/page.hpp>

#include <concepts>

namespace peax::document {

namespace describing {

void describe() = delete; // only functions found by argument-dependent lookup count

template <class T>
concept ByMember = requires(T const& t) {
  { t.describe() } -> std::convertible_to<section>;
};

template <class T>
concept ByFunction = requires(T const& t) {
  { describe(t) } -> std::convertible_to<section>;
};

struct function {
  template <class T>
    requires(ByMember<T> || ByFunction<T>)
  [[nodiscard]] section operator()(T const& t) const {
    if constexpr (ByMember<T>)
      return t.describe();
    else
      return describe(t);
  }
};

} // namespace describing

//! A report that can say what to show, as a section. A member is preferred to a free function.
template <class T>
concept Describable = describing::ByMember<T> || describing::ByFunction<T>;

//! The section a report describes itself with.
inline constexpr describing::function describe{};

} // namespace peax::document
