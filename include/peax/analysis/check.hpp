#pragma once
//! @file
//! The first thing that is wrong with a pass, a flow, a report or a reporter, as a type that a door asserts on.

#include <peax/analysis/closure.hpp>
#include <peax/analysis/flow.hpp>
#include <peax/analysis/identity.hpp>
#include <peax/analysis/solutions.hpp>

#include <concepts>
#include <type_traits>

namespace peax::detail {

//! Every fact of a door holds of this.
struct nothing_wrong {
  static constexpr bool none = true;
  using subject = void;
  using no_pass = void;
  using no_plain_rewrite = void;
  using no_solutions = void;
  using no_reporter = void;
  using no_plain_make = void;
  using no_title = void;
  using other_kind = void;
  using kind = void;
  using untitled = reports_without_title<>;
  using unreadable = reporters_that_cannot_be_read<>;
  using loop = cycle<>;
  using missing = missing_reports<>;
  using unfit = reporters_of_another_kind<>;
  using mixed = reports_that_read_the_model<>;
  using tests = reads_test<>;
  using unhashable = settings_without_hash<>;
  using others = also_made_by<>;
  using behind = stands_behind<>;
  using alone = void;
};
template <class S> struct wrong : nothing_wrong {
  static constexpr bool none = false;
  using subject = S;
};
template <class W> struct is_not_a_pass : wrong<W> {
  using no_pass = W;
};
template <class W> struct has_no_plain_rewrite : wrong<W> {
  using no_plain_rewrite = W;
};
template <class W> struct gives_no_solutions : wrong<W> {
  using no_solutions = W;
};
template <class F> struct is_not_a_reporter : wrong<F> {
  using no_reporter = F;
};
template <class F> struct has_no_plain_make : wrong<F> {
  using no_plain_make = F;
};
template <class R> struct has_no_title : wrong<R> {
  using no_title = R;
};
template <class W, class Kind> struct takes_another_kind : wrong<W> {
  using other_kind = W;
  using kind = Kind;
};
template <class S, class List> struct reads_untitled : wrong<S> {
  using untitled = meta::apply<reports_without_title, List>;
};
template <class S, class List> struct reads_unreadable : wrong<S> {
  using unreadable = meta::apply<reporters_that_cannot_be_read, List>;
};
template <class S, class List> struct goes_round : wrong<S> {
  using loop = meta::apply<cycle, List>;
};
template <class S, class List> struct misses : wrong<S> {
  using missing = meta::apply<missing_reports, List>;
};
template <class S, class List> struct reads_another_kind : wrong<S> {
  using unfit = meta::apply<reporters_of_another_kind, List>;
};
template <class S, class List> struct mixes_the_world : wrong<S> {
  using mixed = meta::apply<reports_that_read_the_model, List>;
};
template <class S, class List> struct is_told_test : wrong<S> {
  using tests = meta::apply<reads_test, List>;
};
template <class S, class Settings> struct has_no_hash : wrong<S> {
  using unhashable = Settings;
};
template <class S, class F> struct is_made_twice : wrong<S> {
  using others = also_made_by<F>;
};
template <class S, class E> struct comes_too_late : wrong<S> {
  using behind = stands_behind<E>;
};
template <class E> struct stands_alone : wrong<E> {
  using alone = E;
};

//! The exporter reads the solutions of a rewriter, and none stands before it.
template <class E, class Submitted>
inline constexpr bool exports_nothing =
    meta::any_of<meta::filter<needs_of<E>, is_of_a_pass>, gaps<Submitted, void>::no_reporter> &&
    !meta::any_of<Submitted, is_outcome>;

//! What is wrong with the reports that S wants.
template <class S, class Roots, class Kind, class Submitted> constexpr auto find_wrong_with_reports() {
  using behind = closure<Roots, Submitted, what_is_read<Kind>>;
  using order = typename behind::order;
  using gap = gaps<Submitted, Kind>;
  if constexpr (meta::any_of<order, is_untitled>)
    return reads_untitled<S, decltype(hana::filter(order{}, is_untitled))>{};
  else if constexpr (meta::any_of<order, gap::unreadable>) {
    constexpr auto unreadable = hana::filter(order{}, gap::unreadable);
    return reads_unreadable<S, decltype(hana::transform(unreadable, reporter_in<Submitted>))>{};
  } else if constexpr (!meta::is_empty<typename behind::loop>)
    return goes_round<S, typename behind::loop>{};
  else if constexpr (meta::any_of<order, gap::no_reporter>)
    return misses<S, decltype(hana::filter(order{}, gap::no_reporter))>{};
  else if constexpr (meta::any_of<order, gap::other_kind>) {
    constexpr auto unfit = hana::filter(order{}, gap::other_kind);
    return reads_another_kind<S, decltype(hana::transform(unfit, reporter_in<Submitted>))>{};
  } else if constexpr (meta::any_of<order, gap::mixes_worlds>)
    return mixes_the_world<S, decltype(hana::filter(order{}, gap::mixes_worlds))>{};
  else
    return nothing_wrong{};
}
template <class S, class Roots, class Kind, class Submitted>
using wrong_with_reports = decltype(find_wrong_with_reports<S, Roots, Kind, Submitted>());

//! What is wrong with pass W in itself.
template <class W> constexpr auto wrong_with_form() {
  if constexpr (!is_a_pass<W>)
    return is_not_a_pass<W>{};
  else if constexpr (!rewrite_is_one_plain_function<W>)
    return has_no_plain_rewrite<W>{};
  else if constexpr (!gives_solutions_or_exported<W>)
    return gives_no_solutions<W>{};
  else if constexpr (!Hashable<W>)
    return has_no_hash<W, unhashable_settings_of<W>>{};
  else
    return nothing_wrong{};
}

//! What is wrong with pass W on a model of this kind; `Last` is the exporter before it, or void.
template <class W, class Kind, class Submitted, class Last> constexpr auto wrong_with_pass() {
  using form = decltype(wrong_with_form<W>());
  if constexpr (!form::none)
    return form{};
  else if constexpr (!std::is_void_v<Last>)
    return comes_too_late<W, Last>{};
  else if constexpr (!accepts_kind<W, Kind>)
    return takes_another_kind<W, Kind>{};
  else {
    // What a rewriter may read is refused as what it needs is: its signature names it.
    using named = typename what_is_named::of<W, Submitted>;
    using behind = typename closure<named, Submitted, what_is_named>::order;
    if constexpr (Rewriter<W> && meta::any_of<behind, is_told_by_test>)
      return is_told_test<W, decltype(hana::filter(behind{}, is_told_by_test))>{};
    else if constexpr (Exporter<W> && exports_nothing<W, Submitted>)
      return stands_alone<W>{};
    else
      return wrong_with_reports<W, read_by<W, Kind, Submitted>, Kind, Submitted>{};
  }
}

//! A place on a way through a flow: the kind of the model there, the reporters, and the exporter before it, or void.
template <class Kind, class Submitted, class Last> struct place : nothing_wrong {};

//! Where a pass leads from a place: the place behind it, or what is wrong there.
template <class W, class Kind, class Submitted, class Last>
constexpr auto behind_pass(place<Kind, Submitted, Last>) {
  using found = decltype(wrong_with_pass<W, Kind, Submitted, Last>());
  if constexpr (!found::none)
    return found{};
  else if constexpr (Exporter<W>)
    return place<Kind, Submitted, W>{};
  else
    return place<kind_yielded_by<W>, reporters_behind<Submitted, made_by<W>>, Last>{};
}

//! Goes on from a place: gives a tuple of the places behind a pass, a flow or an `either`, one a way, the ways of the first
//! alternative first. What is wrong stays in its place.
struct go_on {
  template <class At, class W> constexpr auto operator()(At at, meta::identity<W>) const {
    if constexpr (At::none)
      return hana::make_tuple(behind_pass<W>(at));
    else
      return hana::make_tuple(at);
  }
  template <class At, class... Passes>
  constexpr auto operator()(At at, meta::identity<flow<Passes...>>) const {
    return hana::fold_left(meta::list<Passes...>{}, hana::make_tuple(at), [](auto places, auto pass) {
      return hana::flatten(hana::transform(places, [=](auto from) { return go_on{}(from, pass); }));
    });
  }
  template <class At, class... Alternatives>
  constexpr auto operator()(At at, meta::identity<either<Alternatives...>>) const {
    return hana::flatten(hana::make_tuple((*this)(at, meta::identity<Alternatives>{})...));
  }
};

//! What is wrong with a pass or a flow: the first thing on the first way that has one.
template <class P, class Kind, class Submitted> constexpr auto find_wrong_with_run() {
  constexpr auto ends = go_on{}(place<Kind, Submitted, void>{}, meta::identity<P>{});
  constexpr auto wrong = hana::find_if(ends, [](auto end) { return hana::bool_c<!decltype(end)::none>; });
  return wrong.value_or(nothing_wrong{});
}
template <class P, class Kind, class Submitted>
using wrong_with_run = decltype(find_wrong_with_run<P, Kind, Submitted>());

//! What is wrong with asking for report K.
template <class K, class Kind, class Submitted> constexpr auto find_wrong_with_get() {
  if constexpr (!has_a_title<K>)
    return has_no_title<K>{};
  else
    return wrong_with_reports<K, meta::list<K>, Kind, Submitted>{};
}
template <class K, class Kind, class Submitted>
using wrong_with_get = decltype(find_wrong_with_get<K, Kind, Submitted>());

inline constexpr auto report_of = []<class F>(meta::identity<F>) { return meta::identity<made_by<F>>{}; };
template <class Subject, class Kind, class Submitted>
using wrong_with_all =
    wrong_with_reports<Subject, decltype(hana::transform(Submitted{}, report_of)), Kind, Submitted>;

//! What is wrong with submitting F.
template <class F, class Submitted> constexpr auto find_wrong_with_submit() {
  if constexpr (!is_a_reporter<F>)
    return is_not_a_reporter<F>{};
  else if constexpr (!make_is_one_plain_function<F>)
    return has_no_plain_make<F>{};
  else {
    using K = made_by<F>;
    using other = meta::first<meta::filter<Submitted, makes<K>>>;
    if constexpr (!has_a_title<K>)
      return has_no_title<K>{};
    else if constexpr (!std::is_void_v<other>)
      return is_made_twice<K, other>{};
    else if constexpr (!Hashable<F>)
      return has_no_hash<F, unhashable_settings_of<F>>{};
    else if constexpr (about_of<K> == report_about::world && reads_the_model<F>)
      return mixes_the_world<F, meta::list<K>>{};
    else
      return nothing_wrong{};
  }
}
template <class F, class Submitted>
using wrong_with_submit = decltype(find_wrong_with_submit<F, Submitted>());

} // namespace peax::detail
