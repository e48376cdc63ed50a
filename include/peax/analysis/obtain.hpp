#pragma once
//! @file
//! How a result comes about, whatever its type: from the memo, from a cache, or made.

#include <peax/analysis/kept.hpp>
#include <peax/analysis/report.hpp>
#include <peax/analysis/session.hpp>
#include <peax/core/config.hpp>
#include <peax/core/hash.hpp>

#include <iosfwd>
#include <memory>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

namespace peax::detail {

//! A report that says what to show: `describe()`, or a function `describe(report)` beside it. As operands of decltype the
//! calls do not need the type of what is shown.
template <class T>
concept describes_itself =
    requires { typename std::type_identity<decltype(std::declval<T const&>().describe())>; };
template <class T>
concept is_described =
    requires { typename std::type_identity<decltype(describe(std::declval<T const&>()))>; };

template <class T, class Section = document::section> Section told_by(void const* result) {
  T const& report = **static_cast<std::optional<T> const*>(result);
  if constexpr (describes_itself<T>)
    return report.describe();
  else
    return describe(report);
}

//! How results of one type are kept: under which key in the memo, how in a cache if they go there, and what they tell.
struct way_to_keep {
  void const* key = nullptr;
  std::shared_ptr<void const> (*load)(std::istream&) = nullptr;
  void (*save)(void const* result, std::ostream&) = nullptr;
  document::section (*tell)(void const* result) = nullptr;
};

//! Of a `T`, which is kept in a `std::optional<T>`. What only passes on another result is not its own: it goes to no cache and
//! on no page.
template <class T, bool Own> way_to_keep way_to_keep_of() {
  using kept = std::optional<T>;
  way_to_keep how{memo::key_of<kept>()};
  if constexpr (Own && Cacheable<T>) {
    how.load = [](std::istream& from) -> std::shared_ptr<void const> {
      return shared_of(kept(T::load(from)));
    };
    how.save = [](void const* result, std::ostream& to) { (*static_cast<kept const*>(result))->save(to); };
  }
  if constexpr (Own && (describes_itself<T> || is_described<T>)) how.tell = &told_by<T>;
  return how;
}

//! How a result is made: called once, while who asks for it waits.
struct making {
  void const* by;
  std::shared_ptr<void const> (*make)(void const* by, double& seconds);
};

//! The result of this identity: from memory, from a cache, or made and kept.
[[nodiscard]] PEAX_INLINE std::shared_ptr<void const> obtain(session& shared, digest identity, event::doer by,
                                                             std::string_view name, way_to_keep const& how,
                                                             making const& make);

//! The result from memory or from a cache; null when it has to be made.
[[nodiscard]] PEAX_INLINE std::shared_ptr<void const> recall(session& shared, digest identity, event::doer by,
                                                             std::string_view name, way_to_keep const& how);

} // namespace peax::detail

#ifndef PEAX_COMPILED
#include <peax/analysis/obtain.ipp>
#endif
