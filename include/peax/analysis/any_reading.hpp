#pragma once
//! @file
//! How components read an erased analysis. Included by any_analysis.hpp.

#include <peax/analysis/any_analysis.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace peax {

namespace detail {

//! A report of its own; what a pass gave and what is of the original pass on another result.
template <class K, class F> inline constexpr bool is_own_result = !is_of_original<K> && !is_left_by_a_pass<F>;

//! Who makes K when nobody was submitted for it; void: nobody.
template <class K> using default_of = reporter_of<K, meta::list<>>;

template <class K, class F> digest identity_with(any_analysis const& in, digest recipe) {
  hasher into = begin_identity_of_report<K>(recipe, in.current_content());
  add_what_is_read<F>(in, into, needs_of<F>{});
  return into.finish();
}
template <class K, class F> kept<K> report_with(any_analysis const& in, F const& reporter) {
  auto const make = [&](double& seconds) { return call(in, reporter, seconds); };
  return obtain<K, is_own_result<K, F>>(in.session(), in.identity_of_report<K>(), event::doer::report,
                                        K::title, make);
}

template <class F> struct any_reporter_of final : any_reporter {
  using K = made_by<F>;

  explicit any_reporter_of(F submitted)
      : any_reporter(report_key::of<K>(), is_left_by_a_pass<F>), reporter(std::move(submitted)),
        settings(identity_of(reporter)) {}

  void look(findings& into, any_analysis const& in) const override { into.look_behind<F>(in); }
  digest identity(any_analysis const& in) const override { return identity_with<K, F>(in, settings); }
  std::shared_ptr<void const> report(any_analysis const& in) const override {
    return report_with<K>(in, reporter).shared();
  }
  std::vector<std::size_t> add_read(plan& into, any_analysis const& in) const override {
    return into.add_read<F>(in);
  }

  F reporter;
  digest settings;
};

// ---- what is wrong

template <class K> void findings::look_for(any_analysis const& in) {
  auto const key = report_key::of<K>();
  if constexpr (names_test<K>()) told_by_test.push_back(key);
  if (!enter(key)) return;
  if (std::find(left_by_pass.begin(), left_by_pass.end(), key) != left_by_pass.end() || in.is_kept<K>()) {
    // it is there
  } else if (auto const* submitted = in.find(key)) {
    submitted->look(*this, in);
  } else if constexpr (std::is_void_v<default_of<K>>) {
    missing.push_back(key);
  } else {
    look_behind<default_of<K>>(in);
  }
  leave();
}

template <class C> void findings::look_behind(any_analysis const& in) {
  using kind_taken = kind_taken_by<C>;
  if constexpr (!std::is_void_v<kind_taken>) {
    if (!(any_model::kind_key<kind_taken>() == kind)) unfit.push_back(open.back());
  }
  look_for_all<C>(in, needs_of<C>{});
  if (!of_needs_alone) look_for_given<C>(in, may_read_of<C>{});
}
template <class C, class... Ks> void findings::look_for_all(any_analysis const& in, meta::list<Ks...>) {
  (look_for<Ks>(in), ...);
}
template <class C, class... Ks> void findings::look_for_given(any_analysis const& in, meta::list<Ks...>) {
  [[maybe_unused]] auto const look = [&]<class K>(meta::identity<K>) {
    if (names_test<K>() || in.gives<K>(*this)) look_for<K>(in);
  };
  (look(meta::identity<Ks>{}), ...);
}

// ---- what is made side by side

template <class K> std::size_t plan::add(any_analysis const& in) {
  auto const known = places.find(memo::key_of<K>());
  if (known != places.end()) return known->second;
  to_make entry;
  auto const* submitted = in.find(report_key::of<K>());
  bool const is_kept = in.is_kept<K>();
  entry.identity = in.identity_of_report<K>();
  entry.is_alone = is_kept || is_of_original<K> || measures_time<K>;
  if (!is_kept && !is_of_original<K>) {
    if (submitted != nullptr)
      entry.reads = submitted->add_read(*this, in);
    else if constexpr (!std::is_void_v<default_of<K>>)
      entry.reads = add_read<default_of<K>>(in);
  }
  bool const on_disk = !is_of_original<K> && (submitted == nullptr || !submitted->is_of_a_pass);
  entry.is_preserved = is_kept;
  entry.title = K::title;
  entry.how = on_disk ? way_to_keep_of<K, true>() : way_to_keep_of<K, false>();
  entry.from = &in;
  entry.make = [](void const* from) { (void)static_cast<any_analysis const*>(from)->report<K>(); };
  order.push_back(std::move(entry));
  return places[memo::key_of<K>()] = order.size() - 1;
}
template <class C, class... Ks>
std::vector<std::size_t> plan::add_all(any_analysis const& in, meta::list<Ks...>) {
  std::vector<std::size_t> out;
  [[maybe_unused]] auto const add_one = [&]<class K>(meta::identity<K>) {
    if (meta::contains<needs_of<C>, K> || in.can_make<K>()) out.push_back(add<K>(in));
  };
  (add_one(meta::identity<Ks>{}), ...);
  return out;
}
template <class C> std::vector<std::size_t> plan::add_read(any_analysis const& in) {
  return add_all<C>(in, what_is_named::of<C, meta::list<>>{});
}

} // namespace detail

// ---- what is read

template <class K> bool any_analysis::gives(detail::findings const& as) const {
  detail::findings found{as.kind, as.left_by_pass, true};
  found.template look_for<K>(*this);
  return found.missing.empty() && found.unfit.empty();
}

template <class K> digest any_analysis::identity_of_report() const {
  if (auto const* kept = find_kept(report_key::of<K>())) return kept->identity;
  if constexpr (detail::is_of_original<K>)
    return detail::identity_of_a("of original", PEAX_VERSION)(
               at_the_beginning().template identity_of_report<detail::of_which<K>>())
        .finish();
  else {
    if (auto const* submitted = find(report_key::of<K>())) return submitted->identity(*this);
    using F = detail::default_of<K>;
    if constexpr (std::is_void_v<F>)
      throw usage_error(std::string(meta::type_name<K>()) + ": nobody makes this report");
    else
      return detail::identity_with<K, F>(*this, identity_of(F{}));
  }
}

template <class K> void any_analysis::add_if_given(hasher& into) const {
  bool const given = can_make<K>();
  into(given);
  if (given) into(identity_of_report<K>());
}

template <class K> detail::kept<K> any_analysis::report() const {
  if (auto const* kept = find_kept(report_key::of<K>())) return detail::kept<K>(kept->value(state_->shared));
  if constexpr (detail::is_of_original<K>) {
    auto const make = [this](double&) {
      return K(*at_the_beginning().template report<detail::of_which<K>>());
    };
    return detail::obtain<K, false>(session(), identity_of_report<K>(), event::doer::report, K::title, make);
  } else {
    if (auto const* submitted = find(report_key::of<K>())) return detail::kept<K>(submitted->report(*this));
    using F = detail::default_of<K>;
    if constexpr (std::is_void_v<F>)
      throw usage_error(std::string(meta::type_name<K>()) + ": nobody makes this report");
    else
      return detail::report_with<K>(*this, F{});
  }
}

template <class T> T const& any_analysis::argument() const {
  if constexpr (std::same_as<T, progress>)
    return session().listener;
  else if constexpr (std::same_as<T, original>)
    return first();
  else if constexpr (detail::is_a_model<T>)
    return *model_if<typename T::kind>();
  else if constexpr (std::derived_from<T, network>)
    return model();
  else if constexpr (detail::is_a_wish<T>) {
    using K = typename T::value_type;
    return can_make<K>() ? report<K>().as_optional() : detail::not_given<K>;
  } else
    return *report<T>();
}

} // namespace peax
