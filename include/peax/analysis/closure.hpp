#pragma once
//! @file
//! What stands behind a list of reports: all that must be made for them, in an order in which it can be made, and what is wrong with it.

#include <peax/analysis/facts.hpp>
#include <peax/core/split.hpp>

#include <concepts>
#include <type_traits>

namespace peax::detail {

template <class K> struct makes {
  template <class F> struct one : std::is_same<made_by<F>, K> {};
};

template <class First, class... Rest> constexpr meta::identity<First> first_of(meta::list<First, Rest...>) {
  return {};
}

//! Who makes K: a submitted reporter, K's own default, or nobody (void).
template <class K, class... Fs> constexpr auto find_reporter(meta::list<Fs...> submitted) {
  constexpr auto found = meta::filter<makes<K>::template one>(meta::list<Fs...>{});
  if constexpr (decltype(found)::size > 0)
    return first_of(meta::filter<makes<K>::template one>(submitted));
  else if constexpr (requires { typename K::default_reporter; }) {
    using F = typename K::default_reporter;
    if constexpr (
        std::is_class_v<
            F>) { // one that K inherits makes another report; one that cannot be read is named as such
      if constexpr (!is_plain_function<F>() || std::is_same_v<made_by<F>, K>)
        return meta::identity<F>{};
      else
        return meta::identity<void>{};
    } else
      return meta::identity<void>{};
  } else
    return meta::identity<void>{};
}
template <class K, class Submitted>
using reporter_of = typename decltype(find_reporter<K>(Submitted{}))::type;

//! Both lists as one, each type once.
template <class... As, class... Bs> constexpr auto united(meta::list<As...>, meta::list<Bs...>) {
  return each_once(meta::list<As..., Bs...>{});
}

// ---- which reports of a component are followed

//! Those it must have.
struct what_is_needed {
  template <class F, class Submitted> static constexpr auto of() { return needs_of<F>{}; }
};
//! Those it names, had or not.
struct what_is_named {
  template <class F, class Submitted> static constexpr auto of() {
    return united(needs_of<F>{}, may_read_of<F>{});
  }
};
//! Those it gets on a model of this kind: what it needs, and what it may read and can be made.
template <class Kind> struct what_is_read {
  template <class F, class Submitted> static constexpr auto of();
};

template <class K, class Submitted, class Followed> constexpr auto read_behind() {
  using F = reporter_of<K, Submitted>;
  if constexpr (std::is_void_v<F>)
    return meta::list<>{};
  else
    return Followed::template of<F, Submitted>();
}

//! The reports reached so far, each behind those it needs, and the first cycle met.
template <class Done, class Cycle> struct reached {
  using order = Done;
  using loop = Cycle;
};

template <class Submitted, class Followed, class... Ks, class Done, class Cycle, class... Waiting>
constexpr auto reach_all(meta::list<Ks...>, reached<Done, Cycle> so_far, meta::list<Waiting...> waiting);

template <class Submitted, class Followed, class K, class... Done, class Cycle, class... Waiting>
constexpr auto reach(reached<meta::list<Done...>, Cycle> so_far, meta::list<Waiting...> waiting) {
  if constexpr ((std::same_as<K, Done> || ...))
    return so_far;
  else if constexpr ((std::same_as<K, Waiting> || ...)) {
    using round = decltype(meta::from<K>(waiting) + meta::list<K>{});
    if constexpr (Cycle::size > 0)
      return so_far;
    else
      return reached<meta::list<Done...>, round>{};
  } else {
    auto const behind = reach_all<Submitted, Followed>(read_behind<K, Submitted, Followed>(), so_far,
                                                       meta::list<Waiting..., K>{});
    using found = std::remove_cv_t<decltype(behind)>;
    return reached<decltype(typename found::order{} + meta::list<K>{}), typename found::loop>{};
  }
}

template <class Submitted, class Followed, class... Ks, class Done, class Cycle, class... Waiting>
constexpr auto reach_all([[maybe_unused]] meta::list<Ks...> wanted, reached<Done, Cycle> so_far,
                         [[maybe_unused]] meta::list<Waiting...> waiting) {
  if constexpr (sizeof...(Ks) == 0)
    return so_far;
  else {
    return [&]<class First, class... Rest>(meta::list<First, Rest...>) {
      return reach_all<Submitted, Followed>(meta::list<Rest...>{},
                                            reach<Submitted, Followed, First>(so_far, waiting), waiting);
    }(wanted);
  }
}

template <class Roots, class Submitted, class Followed>
using closure =
    decltype(reach_all<Submitted, Followed>(Roots{}, reached<meta::list<>, meta::list<>>{}, meta::list<>{}));

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
template <class T> struct is_told_by_test : std::bool_constant<names_test<T>()> {};

template <class K> struct is_untitled : std::bool_constant<!has_a_title<K>> {};

template <class Submitted, class Kind> struct gaps {
  template <class K> struct no_reporter : std::is_void<reporter_of<K, Submitted>> {};

  template <class K> struct unreadable {
    static constexpr bool check() {
      if constexpr (no_reporter<K>::value)
        return false;
      else
        return !is_plain_function<reporter_of<K, Submitted>>();
    }
    static constexpr bool value = check();
  };

  template <class K> struct other_kind {
    static constexpr bool check() {
      if constexpr (no_reporter<K>::value)
        return false;
      else
        return !accepts_kind<reporter_of<K, Submitted>, Kind>;
    }
    static constexpr bool value = check();
  };

  template <class K> struct about_the_model : std::bool_constant<about_of<K> == report_about::model> {};

  template <class K> struct mixes_worlds {
    static constexpr bool check() {
      if constexpr (no_reporter<K>::value || about_the_model<K>::value)
        return false;
      else {
        using F = reporter_of<K, Submitted>;
        return reads_the_model<F> ||
               decltype(meta::filter<about_the_model>(what_is_named::of<F, Submitted>()))::size > 0;
      }
    }
    static constexpr bool value = check();
  };
};

//! A report that may be read is given when nobody is missing for it and all take this kind of model. One that is at
//! fault otherwise counts as given, so that the fault is named.
template <class Kind, class Submitted> struct given {
  template <class R> struct one {
    using order = typename closure<meta::list<R>, Submitted, what_is_needed>::order;
    using gap = gaps<Submitted, Kind>;
    static constexpr bool value =
        is_untitled<R>::value || (decltype(meta::filter<gap::template no_reporter>(order{}))::size == 0 &&
                                  decltype(meta::filter<gap::template other_kind>(order{}))::size == 0);
  };
};

template <class Kind> template <class F, class Submitted> constexpr auto what_is_read<Kind>::of() {
  return united(needs_of<F>{}, meta::filter<given<Kind, Submitted>::template one>(may_read_of<F>{}));
}

//! What a component gets on a model of this kind.
template <class Component, class Kind, class Submitted>
using read_by = decltype(what_is_read<Kind>::template of<Component, Submitted>());

template <class Submitted, class... Ks>
constexpr meta::list<reporter_of<Ks, Submitted>...> reporters_of(meta::list<Ks...>) {
  return {};
}

} // namespace peax::detail
