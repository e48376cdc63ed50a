#pragma once
//! @file
//! Calling the one function of a component with what it reads. `Source` is who has it: an analysis, or an erased one.

#include <peax/analysis/component.hpp>
#include <peax/analysis/identity.hpp>
#include <peax/analysis/kept.hpp>
#include <peax/analysis/obtain.hpp>
#include <peax/analysis/session.hpp>
#include <peax/version.hpp>

#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

namespace peax::detail {

//! What a component reads that nobody can make.
template <class R> inline std::optional<R> const not_given{};

//! The beginning of an identity: what another version of the library made, or another hash named, is never taken for this one's.
[[nodiscard]] inline hasher identity_of_a(std::string_view what, std::string_view version) {
  hasher into;
  into(hasher::version)(version)(what);
  return into;
}

//! What the identity of a report begins with; the identities of what its reporter reads follow.
template <class K> [[nodiscard]] hasher begin_identity_of_report(digest recipe, digest model) {
  hasher into = identity_of_a("report", PEAX_VERSION);
  into(meta::type_name<K>())(std::string_view(K::title));
  if constexpr (requires { K::configuration_name; }) into(K::configuration_name);
  if constexpr (requires { K::version; }) into(K::version);
  into(recipe);
  if constexpr (about_of<K> == report_about::model) into(model);
  return into;
}

template <class Source, class... Needs, class... Wishes>
void add_what_is_read(Source const& from, hasher& into, bool reads_original, meta::list<Needs...>,
                      meta::list<Wishes...>) {
  if (reads_original) into(from.first().content());
  (into(from.template identity_of_report<Needs>()), ...);
  (from.template add_if_given<Wishes>(into), ...);
}

//! The identities of all that a component reads; `needs` are those of its reports that count.
template <class Component, class Source, class Needs>
void add_what_is_read(Source const& from, hasher& into, Needs needs) {
  constexpr bool reads_original = meta::contains<parameters_of<Component>, original>;
  add_what_is_read(from, into, reads_original, needs, may_read_of<Component>{});
}

template <class W, class Source> [[nodiscard]] digest identity_of_pass(Source const& from, W const& pass) {
  hasher into = identity_of_a("pass", PEAX_VERSION);
  into(identity_of(pass))(std::string_view(W::name))(from.current_content());
  add_what_is_read<W>(from, into, needs_of<W>{});
  return into.finish();
}

//! What a component reads, in its order; braces fill it from left to right.
template <std::size_t N> struct all_read {
  void const* at[N == 0 ? 1 : N];
};

//! Calls with what was read; the clock runs for the call alone.
template <class Made, class Work, class... Parameters, std::size_t... At>
Made call_timed(Work const& work, double& seconds,
                [[maybe_unused]] all_read<sizeof...(Parameters)> const& read, meta::list<Parameters...>,
                std::index_sequence<At...>) {
  double const begin = session::now();
  Made made = work(*static_cast<Parameters const*>(read.at[At])...);
  seconds = session::now() - begin;
  return made;
}

template <class Source, class C, class... Parameters>
made_by<C> call_with(Source const& from, C const& component, meta::list<Parameters...>, double& seconds) {
  return call_timed<made_by<C>>(
      [&](Parameters const&... values) {
        if constexpr (requires { &C::make; })
          return component.make(values...);
        else if constexpr (requires { &C::rewrite; })
          return component.rewrite(values...);
        else
          return component.write(values...);
      },
      seconds, {&from.template argument<Parameters>()...}, meta::list<Parameters...>{},
      std::index_sequence_for<Parameters...>{});
}

//! Calls the one function of a component with what it reads; the clock runs for its own work only.
template <class Source, class C> made_by<C> call(Source const& from, C const& component, double& seconds) {
  return call_with(from, component, parameters_of<C>{}, seconds);
}

//! The same for a measurer, which reads what a rewriter found too.
template <class Source, class M, class R, class... Parameters>
R call_measurer(Source const& from, M const& measurer, R const& found, meta::list<Parameters...>,
                double& seconds) {
  auto const pick = [&]<class T>(meta::identity<T>) -> T const& {
    if constexpr (std::same_as<T, R>)
      return found;
    else
      return from.template argument<T>();
  };
  return call_timed<R>([&](Parameters const&... values) { return measurer.measure(values...); }, seconds,
                       {&pick(meta::identity<Parameters>{})...}, meta::list<Parameters...>{},
                       std::index_sequence_for<Parameters...>{});
}

//! The result of this identity: from memory, from a cache, or made and kept.
template <class T, bool Own, class Make>
[[nodiscard]] kept<T> obtain(session& shared, digest identity, event::doer by, std::string_view name,
                             Make const& make) {
  making const how{&make, [](void const* by_whom, double& seconds) {
                     return shared_of(std::optional<T>((*static_cast<Make const*>(by_whom))(seconds)));
                   }};
  return kept<T>(obtain(shared, identity, by, name, way_to_keep_of<T, Own>(), how));
}

//! The reports that a measurer of R reads beside R.
template <class M, class R> using read_beside = meta::filter<needs_of<M>, is_other_than<R>>;

//! What a rewriter found, with the identity of how it came about.
template <class R> struct found_result {
  kept<R> given;
  digest identity;
};

//! What a measurer is called where time is told: its `name`, else that of its type.
template <class M> consteval std::string_view name_of_measurer() {
  if constexpr (requires { std::string_view(M::name); })
    return M::name;
  else
    return meta::type_name<M>();
}

//! What measurer M makes of it.
template <class M, class R, class Source>
[[nodiscard]] found_result<R> measured_by_one(Source const& from, found_result<R> const& found) {
  hasher into = identity_of_a("measure", PEAX_VERSION);
  into(identity_of(M{}))(found.identity);
  add_what_is_read<M>(from, into, read_beside<M, R>{});
  digest const identity = into.finish();
  auto const measure = [&](double& seconds) {
    return call_measurer(from, M{}, *found.given, parameters_of<M>{}, seconds);
  };
  return {obtain<R, true>(from.session(), identity, event::doer::measurement, name_of_measurer<M>(), measure),
          identity};
}

} // namespace peax::detail
