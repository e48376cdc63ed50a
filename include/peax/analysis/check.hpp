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
template <class E, class Submitted> constexpr bool find_exports_nothing() {
  using found = decltype(meta::filter<is_of_a_pass>(needs_of<E>{}));
  using nobody = decltype(meta::filter<gaps<Submitted, void>::template no_reporter>(found{}));
  return nobody::size > 0 && !has_an_outcome(Submitted{});
}
template <class E, class Submitted>
inline constexpr bool exports_nothing = find_exports_nothing<E, Submitted>();

//! What is wrong with the reports that S wants.
template <class S, class Roots, class Kind, class Submitted> constexpr auto wrong_with_reports() {
  using behind = closure<Roots, Submitted, what_is_read<Kind>>;
  using order = typename behind::order;
  using gap = gaps<Submitted, Kind>;
  using untitled = decltype(meta::filter<is_untitled>(order{}));
  using unreadable = decltype(meta::filter<gap::template unreadable>(order{}));
  using missing = decltype(meta::filter<gap::template no_reporter>(order{}));
  using of_other_kind = decltype(meta::filter<gap::template other_kind>(order{}));
  using mixed = decltype(meta::filter<gap::template mixes_worlds>(order{}));
  if constexpr (untitled::size > 0)
    return reads_untitled<S, untitled>{};
  else if constexpr (unreadable::size > 0)
    return reads_unreadable<S, decltype(reporters_of<Submitted>(unreadable{}))>{};
  else if constexpr (behind::loop::size > 0)
    return goes_round<S, typename behind::loop>{};
  else if constexpr (missing::size > 0)
    return misses<S, missing>{};
  else if constexpr (of_other_kind::size > 0)
    return reads_another_kind<S, decltype(reporters_of<Submitted>(of_other_kind{}))>{};
  else if constexpr (mixed::size > 0)
    return mixes_the_world<S, mixed>{};
  else
    return nothing_wrong{};
}

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
    using named = decltype(what_is_named::of<W, Submitted>());
    using told =
        decltype(meta::filter<is_told_by_test>(typename closure<named, Submitted, what_is_named>::order{}));
    if constexpr (Rewriter<W> && told::size > 0)
      return is_told_test<W, told>{};
    else if constexpr (Exporter<W> && exports_nothing<W, Submitted>)
      return stands_alone<W>{};
    else
      return wrong_with_reports<W, read_by<W, Kind, Submitted>, Kind, Submitted>();
  }
}

template <class Kind, class Submitted, class Last, class... Rest>
constexpr auto wrong_with_path(meta::list<Rest...> rest);

template <class Kind, class Submitted, class Last, class First, class... Rest>
constexpr auto wrong_from(meta::identity<First>, meta::list<Rest...> rest) {
  using found = decltype(wrong_with_pass<First, Kind, Submitted, Last>());
  if constexpr (!found::none)
    return found{};
  else if constexpr (Exporter<First>)
    return wrong_with_path<Kind, Submitted, First>(rest);
  else
    return wrong_with_path<kind_yielded_by<First>, reporters_behind<Submitted, made_by<First>>, Last>(rest);
}
template <class Kind, class Submitted, class Last, class... Passes, class... Rest>
constexpr auto wrong_from(meta::identity<flow<Passes...>>, meta::list<Rest...>) {
  return wrong_with_path<Kind, Submitted, Last>(meta::list<Passes..., Rest...>{});
}
template <class Kind, class Submitted, class Last, class First, class... More, class... Rest>
constexpr auto wrong_from(meta::identity<either<First, More...>>, meta::list<Rest...> rest) {
  using found = decltype(wrong_with_path<Kind, Submitted, Last>(meta::list<First, Rest...>{}));
  if constexpr (!found::none || sizeof...(More) == 0)
    return found{};
  else
    return wrong_from<Kind, Submitted, Last>(meta::identity<either<More...>>{}, rest);
}
template <class Kind, class Submitted, class Last, class... Rest>
constexpr auto wrong_with_path([[maybe_unused]] meta::list<Rest...> rest) {
  if constexpr (sizeof...(Rest) == 0)
    return nothing_wrong{};
  else {
    return []<class First, class... More>(meta::list<First, More...>) {
      return wrong_from<Kind, Submitted, Last>(meta::identity<First>{}, meta::list<More...>{});
    }(rest);
  }
}

//! What is wrong with a pass or a flow.
template <class P, class Kind, class Submitted>
using wrong_with_run = decltype(wrong_with_path<Kind, Submitted, void>(meta::list<P>{}));

//! What is wrong with asking for report K.
template <class K, class Kind, class Submitted> constexpr auto find_wrong_with_get() {
  if constexpr (!has_a_title<K>)
    return has_no_title<K>{};
  else
    return wrong_with_reports<K, meta::list<K>, Kind, Submitted>();
}
template <class K, class Kind, class Submitted>
using wrong_with_get = decltype(find_wrong_with_get<K, Kind, Submitted>());

template <class... Fs> constexpr meta::list<made_by<Fs>...> reports_of(meta::list<Fs...>) { return {}; }
template <class Subject, class Kind, class Submitted>
using wrong_with_all =
    decltype(wrong_with_reports<Subject, decltype(reports_of(Submitted{})), Kind, Submitted>());

//! What is wrong with submitting F.
template <class F, class... Fs> constexpr auto find_wrong_with_submit(meta::list<Fs...> submitted) {
  if constexpr (!is_a_reporter<F>)
    return is_not_a_reporter<F>{};
  else if constexpr (!make_is_one_plain_function<F>)
    return has_no_plain_make<F>{};
  else {
    using K = made_by<F>;
    using same = decltype(meta::filter<makes<K>::template one>(submitted));
    if constexpr (!has_a_title<K>)
      return has_no_title<K>{};
    else if constexpr (same::size > 0)
      return is_made_twice<K, typename decltype(first_of(same{}))::type>{};
    else if constexpr (!Hashable<F>)
      return has_no_hash<F, unhashable_settings_of<F>>{};
    else if constexpr (about_of<K> == report_about::world && reads_the_model<F>)
      return mixes_the_world<F, meta::list<K>>{};
    else
      return nothing_wrong{};
  }
}
template <class F, class Submitted>
using wrong_with_submit = decltype(find_wrong_with_submit<F>(Submitted{}));

} // namespace peax::detail
