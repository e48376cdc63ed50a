#pragma once
//! @file
//! The run-time half of an analysis: identities, and results that are made once. It checks nothing; the doors have.

#include <peax/analysis/check.hpp>
#include <peax/analysis/obtain.hpp>
#include <peax/analysis/optimized.hpp>
#include <peax/analysis/session.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace peax {

template <class Kind, class... Fs> class analysis;

namespace detail {

//! A report that a rewriter preserved, on demand from the analysis before it.
struct preserved_report {
  std::string_view key;
  digest identity;
  std::function<std::shared_ptr<void const>()> value;
};

//! A submitted reporter with the hash of its settings, which may be large data: it is found once.
template <class F> struct recipe {
  F reporter;
  digest identity;

  explicit recipe(F submitted) : reporter(std::move(submitted)), identity(identity_of(reporter)) {}
};

//! What an analysis knows beside its model. It never changes and is shared by all copies; reporters lie in the order of their types.
struct analysis_state {
  original first;
  std::string name;
  std::shared_ptr<session> shared;
  std::vector<std::shared_ptr<void const>> recipes = {}; //!< each a `recipe<F> const`
  std::vector<preserved_report> kept = {};

  //! Null for a report that was not preserved.
  [[nodiscard]] preserved_report const* find_preserved(std::string_view key) const {
    for (auto const& each : kept)
      if (each.key == key) return &each;
    return nullptr;
  }
};

template <class R> struct is_other_than {
  template <class T> struct one : std::bool_constant<!std::same_as<T, R>> {};
};

template <class Kind, class... Fs> class memoized {
 public:
  using submitted = meta::list<Fs...>;

  memoized(peax::model<Kind> trained, std::string name)
      : memoized(trained, analysis_state{original(trained), std::move(name), std::make_shared<session>()}) {}
  memoized(peax::model<Kind> current, analysis_state state)
      : model_(std::move(current)), state_(std::make_shared<analysis_state const>(std::move(state))) {}

  //! The same with one reporter more.
  template <class F> auto with(F reporter) const {
    analysis_state next = *state_;
    next.recipes.push_back(std::make_shared<recipe<F> const>(std::move(reporter)));
    return analysis<Kind, Fs..., F>(memoized<Kind, Fs..., F>(model_, std::move(next)));
  }

  //! The same in a flow that began with another model.
  [[nodiscard]] auto with_original(original first) const {
    analysis_state next = *state_;
    next.first = std::move(first);
    return analysis<Kind, Fs...>(memoized(model_, std::move(next)));
  }

  //! What a report is made of: its type, its recipe, what it reads, and the model if it speaks about the model.
  template <class K> [[nodiscard]] digest identity_of_report() const {
    if (auto const* kept = find_preserved<K>()) return kept->identity;
    hasher into;
    if constexpr (is_of_original<K>) {
      into("of original")(at_the_beginning().template identity_of_report<of_which<K>>());
      return into.finish();
    }
    using F = reporter_of<K, submitted>;
    into("report")(meta::type_name<K>())(std::string_view(K::title));
    if constexpr (requires { K::configuration_name; }) into(K::configuration_name);
    if constexpr (requires { K::version; }) into(K::version);
    if constexpr (meta::contains<F>(submitted{}))
      into(recipe_of<F>().identity);
    else
      into(identity_of(F{}));
    if constexpr (about_of<K> == report_about::model) into(model_.content());
    add_what_is_read<F>(into, needs_of<F>{});
    return into.finish();
  }

  template <class K> [[nodiscard]] std::shared_ptr<K const> report() const {
    if (auto const* kept = find_preserved<K>()) return std::static_pointer_cast<K const>(kept->value());
    using F = reporter_of<K, submitted>;
    if constexpr (is_of_original<K>)
      return obtain<K, false>(identity_of_report<K>(), event::doer::report, K::title, [this](double&) {
        return K(*at_the_beginning().template report<of_which<K>>());
      });
    else
      return obtain<K, is_no_outcome<F>::value>(identity_of_report<K>(), event::doer::report, K::title,
                                                [this](double& seconds) {
                                                  if constexpr (meta::contains<F>(submitted{}))
                                                    return call(recipe_of<F>().reporter, seconds);
                                                  else
                                                    return call(F{}, seconds);
                                                });
  }

  //! Runs a rewriter or an exporter.
  template <class W> auto run_pass(W const& pass) const {
    std::string_view const name = W::name;
    if constexpr (Exporter<W>) {
      double seconds = 0;
      auto written = call(pass, seconds);
      shared()->add(
          {event::doer::exporter, std::string(name), identity_of_pass(pass), event::origin::made, seconds});
      return written;
    } else {
      using R = made_by<W>;
      digest const identity = identity_of_pass(pass);
      auto const found = obtain<R, true>(identity, event::doer::rewriter, name,
                                         [&](double& seconds) { return call(pass, seconds); });
      auto const [shown, shown_identity] = measure(std::pair(found, identity), measurers_of<W, R>{});
      auto const* const chosen = found->chosen();
      auto next = [&] {
        return behind<W>(*chosen, outcome<R>{found, identity}, measured_outcome<R>{shown, shown_identity});
      };
      using result = optimized<R, decltype(next())>;
      return result(std::string(name), shown, chosen ? std::optional(next()) : std::nullopt);
    }
  }

  template <class W> [[nodiscard]] digest identity_of_pass(W const& pass) const {
    hasher into;
    into("pass")(identity_of(pass))(std::string_view(W::name))(model_.content());
    add_what_is_read<W>(into, needs_of<W>{});
    return into.finish();
  }

 protected:
  [[nodiscard]] std::shared_ptr<peax::session> const& shared() const { return state_->shared; }
  [[nodiscard]] std::string const& called() const { return state_->name; }
  [[nodiscard]] peax::model<Kind> const& current() const { return model_; }

 private:
  template <class, class...> friend class memoized;

  template <class F> [[nodiscard]] recipe<F> const& recipe_of() const {
    return *static_cast<recipe<F> const*>(state_->recipes[meta::index_of<F>(submitted{})].get());
  }

  //! The same for the model with which the flow began.
  [[nodiscard]] memoized at_the_beginning() const {
    analysis_state first = *state_;
    first.kept.clear();
    return memoized(peax::model<Kind>(static_cast<network const&>(state_->first)), std::move(first));
  }

  template <class K> [[nodiscard]] preserved_report const* find_preserved() const {
    return state_->find_preserved(meta::type_name<K>());
  }

  template <class Component, class... Ks> void add_what_is_read(hasher& into, meta::list<Ks...>) const {
    if constexpr (meta::contains<original>(parameters_of<Component>())) into(state_->first.content());
    (into(identity_of_report<Ks>()), ...);
  }

  //! The result of this identity: from memory, from the cache, or made and kept.
  template <class T, bool OnDisk, class Make>
  std::shared_ptr<T const> obtain(digest identity, event::doer by, std::string_view name,
                                  Make const& make) const {
    auto const make_it = [&make](double& seconds) -> std::shared_ptr<void const> {
      return std::make_shared<T const>(make(seconds));
    };
    return std::static_pointer_cast<T const>(
        peax::detail::obtain(*shared(), identity, by, name, way_to_keep_of<T, OnDisk>(), make_it));
  }

  template <class T> T const& argument() const {
    if constexpr (std::same_as<T, progress>)
      return shared()->listener;
    else if constexpr (std::same_as<T, original>)
      return state_->first;
    else if constexpr (is_network<T>::value)
      return model_;
    else
      return *report<T>();
  }

  //! Calls the one function of a component with what it reads; the clock runs for its own work only.
  template <class C> made_by<C> call(C const& component, double& seconds) const {
    return call_with(component, parameters_of<C>(), seconds);
  }
  template <class C, class... Parameters>
  made_by<C> call_with(C const& component, meta::list<Parameters...>, double& seconds) const {
    std::tuple<Parameters const&...> const read{argument<Parameters>()...};
    double const begin = session::now();
    auto made = std::apply(
        [&](Parameters const&... values) {
          if constexpr (requires { &C::make; })
            return component.make(values...);
          else if constexpr (requires { &C::rewrite; })
            return component.rewrite(values...);
          else
            return component.write(values...);
        },
        read);
    seconds = session::now() - begin;
    return made;
  }

  //! Measures what a rewriter found, with each measurer whose reports can be made here.
  template <class R> using found_result = std::pair<std::shared_ptr<R const>, digest>;
  template <class R> found_result<R> measure(found_result<R> found, meta::list<>) const { return found; }
  template <class R, class M, class... More>
  found_result<R> measure(found_result<R> found, meta::list<M, More...>) const {
    using wanted = decltype(meta::filter<is_other_than<R>::template one>(needs_of<M>{}));
    if constexpr (decltype(wrong_with_reports<M, wanted, Kind, submitted>())::none) {
      hasher into;
      into("measure")(identity_of(M{}))(found.second);
      add_what_is_read<M>(into, wanted{});
      digest const identity = into.finish();
      auto const made =
          obtain<R, true>(identity, event::doer::measurement, meta::type_name<M>(), [&](double& seconds) {
            return measure_with(M{}, *found.first, parameters_of<M>(), seconds);
          });
      return measure(found_result<R>(made, identity), meta::list<More...>{});
    } else
      return measure(std::move(found), meta::list<More...>{});
  }
  template <class M, class R, class... Parameters>
  R measure_with(M const& measurer, R const& found, meta::list<Parameters...>, double& seconds) const {
    auto const pick = [&]<class T>(meta::identity<T>) -> T const& {
      if constexpr (std::same_as<T, R>)
        return found;
      else
        return argument<T>();
    };
    std::tuple<Parameters const&...> const read{pick(meta::identity<Parameters>{})...};
    double const begin = session::now();
    R made = std::apply([&](Parameters const&... values) { return measurer.measure(values...); }, read);
    seconds = session::now() - begin;
    return made;
  }

  //! The analysis of the model that W chose: the same reporters, and what W gave.
  template <class W, class R>
  auto behind(peax::model<typename R::kind> chosen, outcome<R> given, measured_outcome<R> shown) const {
    return behind_with<W>(std::move(chosen), std::move(given), std::move(shown),
                          meta::filter<is_no_outcome>(submitted{}));
  }
  template <class W, class R, class... Gs>
  auto behind_with(peax::model<typename R::kind> chosen, outcome<R> given, measured_outcome<R> shown,
                   meta::list<Gs...>) const {
    using next = memoized<typename R::kind, Gs..., outcome<R>, measured_outcome<R>>;
    analysis_state state{state_->first, state_->name + "-" + std::string(std::string_view(W::name)),
                         state_->shared};
    (state.recipes.push_back(state_->recipes[meta::index_of<Gs>(submitted{})]), ...);
    state.recipes.push_back(std::make_shared<recipe<outcome<R>> const>(std::move(given)));
    state.recipes.push_back(std::make_shared<recipe<measured_outcome<R>> const>(std::move(shown)));
    state.kept = preserved_by<W>();
    return analysis<typename R::kind, Gs..., outcome<R>, measured_outcome<R>>(
        next(std::move(chosen), std::move(state)));
  }

  template <class W> std::vector<preserved_report> preserved_by() const {
    std::vector<preserved_report> kept;
    if constexpr (requires { typename W::preserves; }) keep_all(kept, typename W::preserves{});
    return kept;
  }
  template <class... Ks> void keep_all(std::vector<preserved_report>& kept, meta::list<Ks...>) const {
    (keep<Ks>(kept), ...);
  }
  template <class K> void keep(std::vector<preserved_report>& kept) const {
    if constexpr (decltype(find_wrong_with_get<K, Kind, submitted>())::none)
      kept.push_back({meta::type_name<K>(), identity_of_report<K>(),
                      [before = *this] { return before.template report<K>(); }});
  }

  peax::model<Kind> model_;
  std::shared_ptr<analysis_state const> state_;
};

} // namespace detail
} // namespace peax
