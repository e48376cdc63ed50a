#pragma once
//! @file
//! What stands behind a list of reports: all that must be made for them, in an order in which it can be made, and what is wrong with it.

#include <peax/analysis/facts.hpp>
#include <peax/core/split.hpp>

#include <concepts>
#include <type_traits>

namespace peax::detail {

template <class K>
inline constexpr auto makes =
    []<class F>(meta::identity<F>) { return hana::bool_c<std::same_as<made_by<F>, K>>; };

//! The reporter that K itself names, or void: one that K inherits makes another report. One that cannot be read is named as such.
template <class K> constexpr auto find_default_reporter() {
  if constexpr (requires { typename K::default_reporter; }) {
    using F = typename K::default_reporter;
    if constexpr (std::is_class_v<F>)
      if constexpr (!is_plain_function<F>() || std::is_same_v<made_by<F>, K>) return meta::identity<F>{};
  }
}

//! Who makes K: a submitted reporter, K's own default, or nobody (void).
template <class K, class Submitted> constexpr auto find_reporter() {
  using submitted = meta::first<meta::filter<Submitted, makes<K>>>;
  if constexpr (!std::is_void_v<submitted>)
    return meta::identity<submitted>{};
  else if constexpr (!std::is_void_v<decltype(find_default_reporter<K>())>)
    return find_default_reporter<K>();
  else
    return meta::identity<void>{};
}
template <class K, class Submitted>
using reporter_of = typename decltype(find_reporter<K, Submitted>())::type;
template <class Submitted>
inline constexpr auto reporter_in =
    []<class K>(meta::identity<K>) { return meta::identity<reporter_of<K, Submitted>>{}; };

//! Both lists as one, each type once.
template <class A, class B> using united = meta::each_once<meta::join<A, B>>;

// ---- which reports of a component are followed

//! Those it must have.
struct what_is_needed {
  template <class F, class Submitted> using of = needs_of<F>;
};
//! Those it names, had or not.
struct what_is_named {
  template <class F, class Submitted> using of = united<needs_of<F>, may_read_of<F>>;
};
//! Those it gets on a model of this kind: what it needs, and what it may read and can be made.
template <class Kind, class Submitted> struct given;
template <class Kind> struct what_is_read {
  template <class F, class Submitted>
  using of = united<needs_of<F>, meta::filter<may_read_of<F>, given<Kind, Submitted>::one>>;
};

//! What the reporter of K reads.
template <class K, class Submitted, class Followed> constexpr auto find_read_behind() {
  using F = reporter_of<K, Submitted>;
  if constexpr (std::is_void_v<F>)
    return meta::list<>{};
  else
    return typename Followed::template of<F, Submitted>{};
}
template <class K, class Submitted, class Followed>
using read_behind = decltype(find_read_behind<K, Submitted, Followed>());

//! The reports reached so far, each behind those it needs, and the first cycle met.
template <class Order, class Loop> struct reached {
  using order = Order;
  using loop = Loop;
};

//! Reaches one report more, and before it all that it reads. `Waiting`: those that wait for it.
template <class Submitted, class Followed, class Waiting> struct reach {
  template <class Order, class Loop, class K>
  constexpr auto operator()(reached<Order, Loop> so_far, meta::identity<K> report) const {
    if constexpr (meta::contains<Order, K>)
      return so_far;
    else if constexpr (meta::contains<Waiting, K>) {
      using round = decltype(hana::append(hana::drop_while(Waiting{}, hana::not_equal.to(report)), report));
      return reached<Order, std::conditional_t<meta::is_empty<Loop>, round, Loop>>{};
    } else {
      constexpr reach<Submitted, Followed, meta::with<Waiting, K>> deeper{};
      using behind = decltype(hana::fold_left(read_behind<K, Submitted, Followed>{}, so_far, deeper));
      using found = std::remove_cvref_t<behind>;
      return reached<meta::with<typename found::order, K>, typename found::loop>{};
    }
  }
};

//! `order`: all that must be made for the roots, each report behind those it needs; `loop`: the first cycle met, or nothing.
template <class Roots, class Submitted, class Followed>
using closure = std::remove_cvref_t<decltype(hana::fold_left(Roots{}, reached<meta::list<>, meta::list<>>{},
                                                             reach<Submitted, Followed, meta::list<>>{}))>;

// ---- what may be wrong with the reports of a closure

//! T names the split `test`: as a template argument, or by `using split = test`.
template <class T> constexpr bool names_test();
template <class T> struct names_test_inside : std::false_type {};
template <template <class...> class Template, class... Arguments>
struct names_test_inside<Template<Arguments...>> : std::bool_constant<(names_test<Arguments>() || ...)> {};
template <class R, meta::fixed_text Name>
struct names_test_inside<named<R, Name>> : std::bool_constant<names_test<R>()> {};
template <class T> constexpr bool names_test() {
  if constexpr (std::same_as<T, test>)
    return true;
  else if constexpr (requires { typename T::split; })
    return std::same_as<typename T::split, test> || names_test_inside<T>::value;
  else
    return names_test_inside<T>::value;
}
inline constexpr auto is_told_by_test = []<class T>(meta::identity<T>) {
  return hana::bool_c<names_test<T>()>;
};

inline constexpr auto is_untitled = []<class K>(meta::identity<K>) { return hana::bool_c<!has_a_title<K>>; };

inline constexpr auto is_about_the_model = []<class K>(meta::identity<K>) {
  return hana::bool_c<about_of<K> == report_about::model>;
};

//! Predicates over reports: what is wrong with who makes one.
template <class Submitted, class Kind> struct gaps {
  template <class K> using maker = reporter_of<K, Submitted>;

  static constexpr auto no_reporter = []<class K>(meta::identity<K>) {
    return hana::bool_c<std::is_void_v<maker<K>>>;
  };
  static constexpr auto unreadable = []<class K>(meta::identity<K>) {
    if constexpr (std::is_void_v<maker<K>>)
      return hana::false_c;
    else
      return hana::bool_c<!is_plain_function<maker<K>>()>;
  };
  static constexpr auto other_kind = []<class K>(meta::identity<K>) {
    if constexpr (std::is_void_v<maker<K>>)
      return hana::false_c;
    else
      return hana::bool_c<!accepts_kind<maker<K>, Kind>>;
  };
  static constexpr auto mixes_worlds = []<class K>(meta::identity<K>) {
    if constexpr (std::is_void_v<maker<K>> || about_of<K> == report_about::model)
      return hana::false_c;
    else
      return hana::bool_c < reads_the_model<maker<K>> ||
                 meta::any_of < what_is_named::of<maker<K>, Submitted>,
             is_about_the_model >>
          ;
  };
};

//! A report that may be read is given when nobody is missing for it and all take this kind of model. One that is at
//! fault otherwise counts as given, so that the fault is named.
template <class Kind, class Submitted> struct given {
  using gap = gaps<Submitted, Kind>;
  static constexpr auto one = []<class R>(meta::identity<R>) {
    using order = typename closure<meta::list<R>, Submitted, what_is_needed>::order;
    return hana::bool_c < !has_a_title<R> ||
           !(meta::any_of<order, gap::no_reporter> || meta::any_of<order, gap::other_kind>) > ;
  };
};

//! What a component gets on a model of this kind.
template <class Component, class Kind, class Submitted>
using read_by = typename what_is_read<Kind>::template of<Component, Submitted>;

} // namespace peax::detail
