#pragma once
//! @file
//! What a report, a reporter or a pass is, asked at compile time: every answer is a Hana tuple of types, or of fields, that a program
//! folds over. `needs_of`, `may_read_of`, `made_by`, `preserved_by` (component.hpp) and `meta::fields_of` belong to them.

#include <peax/analysis/check.hpp>
#include <peax/meta/fields_of.hpp>

#include <boost/hana/for_each.hpp>

#include <type_traits>
#include <utility>

namespace peax {

//! The one function of the component says by its parameters what it reads.
template <class Component>
inline constexpr bool signature_can_be_read_of = detail::is_plain_function<Component>();

namespace detail {
template <class C> using needs_behind = typename closure<needs_of<C>, meta::list<>, what_is_needed>::order;

inline constexpr auto only_a_user_gives = []<class K>(meta::identity<K>) {
  return hana::bool_c < std::is_void_v<reporter_of<K, meta::list<>>> && !only_a_pass_leaves < K >> ;
};
} // namespace detail

//! All reports that a component needs, what default reporters need for them included, each behind those that it needs.
template <class Component> [[nodiscard]] constexpr auto all_needs_of() {
  static_assert(signature_can_be_read_of<Component>,
                "peax: this says by no signature what it reads. Ask what has "
                "one public const function.");
  return detail::needs_behind<Component>{};
}

//! The reports among them that a user must submit before the component can run: nobody else makes them.
template <class Component> [[nodiscard]] constexpr auto asked_of_user_by() {
  static_assert(signature_can_be_read_of<Component>,
                "peax: this says by no signature what it reads. Ask what has "
                "one public const function.");
  return meta::filter<detail::needs_behind<Component>, detail::only_a_user_gives>{};
}

//! The settings of a component as `meta::field`s: its fields, or those of its one field where that is called `with`.
template <class Component> [[nodiscard]] constexpr auto settings_of() {
  if constexpr (requires(Component const& of) { of.with; } && meta::field_count<Component>() == 1)
    return meta::fields_of<std::remove_cvref_t<decltype(std::declval<Component const&>().with)>>();
  else
    return meta::fields_of<Component>();
}

} // namespace peax
