#pragma once
//! @file
//! The run-time half of an analysis: identities, and results that are made once. It checks nothing; the doors have.

#include <peax/analysis/analysis_state.hpp>
#include <peax/analysis/calling.hpp>
#include <peax/analysis/check.hpp>
#include <peax/analysis/optimized.hpp>
#include <peax/analysis/saved.hpp>
#include <peax/analysis/session.hpp>
#include <peax/analysis/waves.hpp>
#include <peax/version.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax {

template <class Kind, class... Fs> class analysis;

namespace detail {

template <class Kind, class... Fs> class memoized {
 public:
  using submitted = meta::list<Fs...>;

  memoized(peax::model<Kind> const& trained, std::string name)
      : memoized(trained, analysis_state::of(trained, std::move(name))) {}
  memoized(peax::model<Kind> current, analysis_state::shared state)
      : model_(std::move(current)), state_(std::move(state)) {}

  //! The same with one reporter more.
  template <class F> auto with(F reporter) const {
    return analysis<Kind, Fs..., F>(
        memoized<Kind, Fs..., F>(model_, state_->with(shared_of(recipe<F>(std::move(reporter))))));
  }

  //! The same in a flow that began with another model.
  [[nodiscard]] auto with_original(original first) const {
    return analysis<Kind, Fs...>(memoized(model_, state_->with_original(std::move(first))));
  }

  //! The same in another session.
  [[nodiscard]] memoized in_session(std::shared_ptr<peax::session> other) const {
    return memoized(model_, state_->in_session(std::move(other)));
  }

  //! What a report is made of: its type, its recipe, what it reads, and the model if it speaks about the model.
  template <class K> [[nodiscard]] digest identity_of_report() const {
    if (auto const* kept = find_preserved<K>()) return kept->identity;
    if constexpr (is_of_original<K>)
      return identity_of_a("of original",
                           PEAX_VERSION)(at_the_beginning().template identity_of_report<of_which<K>>())
          .finish();
    else {
      using F = reporter_of<K, submitted>;
      hasher into = begin_identity_of_report<K>(identity_of_reporter<F>(), model_.content());
      add_what_is_read<F>(*this, into, needs_of<F>{});
      return into.finish();
    }
  }

  //! What was given of a report that may be read is part of the identity of who reads it.
  template <class K> void add_if_given(hasher& into) const {
    into(is_given<K>);
    if constexpr (is_given<K>) into(identity_of_report<K>());
  }

  template <class K> [[nodiscard]] kept<K> report() const {
    if (auto const* preserved = find_preserved<K>()) return kept<K>(preserved->value(state_->used));
    auto const make = [this](double& seconds) {
      if constexpr (is_of_original<K>)
        return K(*at_the_beginning().template report<of_which<K>>());
      else
        return call_reporter<reporter_of<K, submitted>>(seconds);
    };
    return obtain<K, is_own<K>>(session(), identity_of_report<K>(), event::doer::report, K::title, make);
  }

  //! What a component names by T.
  template <class T> [[nodiscard]] T const& argument() const {
    if constexpr (std::same_as<T, progress>)
      return session().listener;
    else if constexpr (std::same_as<T, original>)
      return state_->first;
    else if constexpr (std::derived_from<T, network>)
      return model_;
    else if constexpr (is_a_wish<T>) {
      using K = typename T::value_type;
      if constexpr (is_given<K>)
        return report<K>().as_optional();
      else
        return not_given<K>;
    } else
      return *report<T>();
  }

  //! Runs a rewriter or an exporter.
  template <class W> auto run_pass(W const& pass) const {
    std::string_view const name = W::name;
    if constexpr (Exporter<W>) {
      double seconds = 0;
      make_side_by_side(read_by<W, Kind, submitted>{});
      auto written = call(*this, pass, seconds);
      session().add({event::doer::exporter, std::string(name), identity_of_pass(*this, pass),
                     event::origin::made, seconds});
      return written;
    } else {
      using R = made_by<W>;
      digest const identity = identity_of_pass(*this, pass);
      auto const rewrite = [&](double& seconds) {
        make_side_by_side(read_by<W, Kind, submitted>{});
        return call(*this, pass, seconds);
      };
      found_result<R> const found{obtain<R, true>(session(), identity, event::doer::rewriter, name, rewrite),
                                  identity};
      auto const shown = measure(found, measurers_of<W, R>{});
      auto const* const chosen = found.given->chosen();
      auto next = [&] { return behind<W>(*chosen, found, shown); };
      using result = optimized<R, decltype(next())>;
      return result(std::string(name), shown.given, chosen ? std::optional(next()) : std::nullopt);
    }
  }

  //! Makes these reports, and what they read, side by side where they do not need each other.
  template <class... Ks> void make_side_by_side(meta::list<Ks...>) const {
    make_all_in_waves(typename closure<meta::list<Ks...>, submitted, what_is_read<Kind>>::order{},
                      meta::list<Ks...>{});
  }

  [[nodiscard]] peax::session& session() const { return *state_->used; }
  [[nodiscard]] original const& first() const { return state_->first; }
  [[nodiscard]] digest current_content() const { return model_.content(); }

 protected:
  [[nodiscard]] std::string const& called() const { return state_->name; }
  [[nodiscard]] peax::model<Kind> const& current() const { return model_; }

 private:
  template <class, class...> friend class memoized;

  template <class K>
  static constexpr bool is_given = decltype(given<Kind, submitted>::one(meta::identity<K>{}))::value;
  template <class K>
  static constexpr bool is_own = !is_of_original<K> && !is_left_by_a_pass<reporter_of<K, submitted>>;
  //! Nothing may run beside what is made from another analysis, which knows nothing of the waves of this one, nor
  //! beside what measures time.
  template <class K> static constexpr bool is_made_alone = is_of_original<K> || measures_time<K>;

  template <class F> [[nodiscard]] recipe<F> const& recipe_of() const {
    return *static_cast<recipe<F> const*>(state_->recipes[meta::index_of<submitted, F>].get());
  }
  template <class F> [[nodiscard]] made_by<F> call_reporter(double& seconds) const {
    if constexpr (meta::contains<submitted, F>)
      return call(*this, recipe_of<F>().reporter, seconds);
    else
      return call(*this, F{}, seconds);
  }
  template <class F> [[nodiscard]] digest identity_of_reporter() const {
    if constexpr (meta::contains<submitted, F>)
      return recipe_of<F>().identity;
    else
      return identity_of(F{});
  }

  //! The same for the model with which the flow began.
  [[nodiscard]] memoized at_the_beginning() const {
    return memoized(peax::model<Kind>(static_cast<network const&>(state_->first)),
                    state_->at_the_beginning());
  }

  template <class K> [[nodiscard]] preserved_report const* find_preserved() const {
    return state_->find_preserved(meta::type_name<K>());
  }

  template <class... Order, class... Wanted>
  void make_all_in_waves([[maybe_unused]] meta::list<Order...> order,
                         [[maybe_unused]] meta::list<Wanted...> wanted) const {
    std::vector<to_make> all;
    (all.push_back(entry_for<Order>(order, wanted)), ...);
    make_in_waves(session(), all);
  }
  template <class K, class Order, class Wanted> to_make entry_for(Order order, Wanted) const {
    to_make out;
    out.identity = identity_of_report<K>();
    out.is_wanted = meta::contains<Wanted, K>;
    bool const is_preserved = find_preserved<K>() != nullptr;
    out.is_alone = is_made_alone<K> || is_preserved;
    if (!is_preserved && !is_of_original<K>)
      add_places(out.reads, order, read_behind<K, submitted, what_is_read<Kind>>{});
    out.is_preserved = is_preserved;
    out.title = K::title;
    out.how = way_to_keep_of<K, is_own<K>>();
    out.from = this;
    out.make = [](void const* from) { (void)static_cast<memoized const*>(from)->template report<K>(); };
    return out;
  }
  template <class Order, class... Ks>
  static void add_places([[maybe_unused]] std::vector<std::size_t>& into, [[maybe_unused]] Order order,
                         meta::list<Ks...>) {
    (into.push_back(meta::index_of<Order, Ks>), ...);
  }

  //! Measures what a rewriter found, with each measurer whose reports can be made here.
  template <class R> found_result<R> measure(found_result<R> found, meta::list<>) const { return found; }
  template <class R, class M, class... More>
  found_result<R> measure(found_result<R> found, meta::list<M, More...>) const {
    constexpr bool can = wrong_with_reports<M, read_beside<M, R>, Kind, submitted>::none;
    if constexpr (can)
      return measure(measured_by_one<M>(*this, found), meta::list<More...>{});
    else
      return measure(std::move(found), meta::list<More...>{});
  }

  //! The analysis of the model that W chose: the same reporters, and what W gave.
  template <class W, class R>
  auto behind(peax::model<typename R::kind> chosen, found_result<R> const& found,
              found_result<R> const& shown) const {
    return behind_with<W, R>(std::move(chosen), found, shown, meta::filter<submitted, is_no_outcome>{},
                             outcomes_of<R>{});
  }
  template <class W, class R, class... Gs, class... Os>
  auto behind_with(peax::model<typename R::kind> chosen, found_result<R> const& found,
                   found_result<R> const& shown, meta::list<Gs...>, meta::list<Os...>) const {
    using next = memoized<typename R::kind, Gs..., Os...>;
    std::vector<std::shared_ptr<void const>> left;
    (left.push_back(state_->recipes[meta::index_of<submitted, Gs>]), ...);
    auto const add = [&]<class O>(meta::identity<O>) {
      auto const& of = O::is_measured ? shown : found;
      left.push_back(shared_of(recipe<O>(O{{of.given, of.identity}})));
    };
    (add(meta::identity<Os>{}), ...);
    std::vector<preserved_report> preserved;
    keep_all(preserved, preserved_by<W>{});
    return analysis<typename R::kind, Gs..., Os...>(
        next(std::move(chosen), state_->behind(W::name, std::move(left), std::move(preserved))));
  }

  template <class... Ks> void keep_all(std::vector<preserved_report>& kept, meta::list<Ks...>) const {
    (keep<Ks>(kept), ...);
  }
  template <class K> void keep(std::vector<preserved_report>& kept) const {
    if constexpr (decltype(find_wrong_with_get<K, Kind, submitted>())::none)
      kept.push_back({meta::type_name<K>(), identity_of_report<K>(),
                      [before = *this](std::shared_ptr<peax::session> const& now) {
                        return before.in_session(now).template report<K>().shared();
                      }});
  }

  peax::model<Kind> model_;
  analysis_state::shared state_;
};

} // namespace detail
} // namespace peax
