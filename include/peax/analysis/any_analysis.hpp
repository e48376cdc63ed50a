#pragma once
//! @file
//! An analysis whose kind of model and reporters are known at run time only. It gives what `analysis` gives, under the same
//! identities; what `analysis` refuses to compile, it refuses in words.

#include <peax/analysis/any_reporter.hpp>
#include <peax/analysis/calling.hpp>
#include <peax/analysis/pass_facts.hpp>
#include <peax/analysis/sentences.hpp>
#include <peax/analysis/waves.hpp>
#include <peax/core/config.hpp>
#include <peax/core/error.hpp>
#include <peax/version.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax {

//! A model with the reporters that were submitted for it. A value: copies share what was made.
class any_analysis {
 public:
  template <class Kind>
  explicit any_analysis(peax::model<Kind> trained) : any_analysis(trained, trained.name()) {}
  template <class Kind> any_analysis(peax::model<Kind> trained, std::string name) {
    auto const held = detail::any_model::of(trained);
    state_ = std::make_shared<state const>(
        state{held, held, original(trained), std::move(name), std::make_shared<peax::session>(), {}, {}});
  }

  //! One reporter more. Throws usage_error when the report has a reporter already.
  template <class F> [[nodiscard]] any_analysis submit(F reporter) const {
    using wrong = detail::wrong_with_submit<F, meta::list<>>;
    static_assert(is_a_reporter<typename wrong::no_reporter>, PEAX_SAYS_NO_REPORTER);
    static_assert(make_is_one_plain_function<typename wrong::no_plain_make>, PEAX_SAYS_NO_PLAIN_MAKE);
    static_assert(has_a_title<typename wrong::no_title>, PEAX_SAYS_NO_TITLE);
    static_assert(every_setting_can_be_hashed_for<typename wrong::subject, typename wrong::unhashable>,
                  PEAX_SAYS_NO_HASH);
    static_assert(the_world_is_told_without_the_model_for<typename wrong::subject, typename wrong::mixed>,
                  PEAX_SAYS_WORLD_READS_MODEL);
    if constexpr (wrong::none)
      return with_new(std::make_shared<detail::any_reporter_of<F> const>(std::move(reporter)));
    else
      return *this;
  }
  //! The same with this reporter instead of the one that the report had, if it had one.
  [[nodiscard]] PEAX_INLINE any_analysis with(std::shared_ptr<detail::any_reporter const> reporter) const;

  //! As those of `analysis`: new values, which share the memo.
  [[nodiscard]] PEAX_INLINE any_analysis with_cache(std::shared_ptr<cache> store) const;
  [[nodiscard]] PEAX_INLINE any_analysis with_progress(progress listener) const;
  [[nodiscard]] PEAX_INLINE any_analysis with_memo(std::shared_ptr<memo> results) const;

  [[nodiscard]] std::string const& name() const { return state_->name; }
  [[nodiscard]] network const& model() const { return *state_->current.as_network; }
  //! The model when it is of that kind, or null.
  template <class Kind> [[nodiscard]] peax::model<Kind> const* model_if() const {
    return kind() == detail::any_model::kind_key<Kind>()
               ? static_cast<peax::model<Kind> const*>(state_->current.held.get())
               : nullptr;
  }
  //! The type and the name of the model's kind.
  [[nodiscard]] report_key const& kind() const { return state_->current.kind; }
  [[nodiscard]] original const& first() const { return state_->first; }
  [[nodiscard]] peax::session& session() const { return *state_->shared; }

  //! The report. Throws usage_error, in words, when it cannot be made.
  template <class K> K const& get() const {
    detail::findings found{kind()};
    found.template look_for<K>(*this);
    found.refuse(name(), false);
    return *report<K>();
  }
  //! The report can be made: nobody is missing for what it needs, and all of it takes this kind of model.
  template <class K> [[nodiscard]] bool can_make() const { return gives<K>(detail::findings{kind()}); }

  // ---- for the core: what components read here, and what stands behind a pass

  [[nodiscard]] digest current_content() const { return model().content(); }
  template <class K> [[nodiscard]] digest identity_of_report() const;
  template <class K> void add_if_given(hasher& into) const;
  template <class K> [[nodiscard]] detail::kept<K> report() const;
  template <class T> [[nodiscard]] T const& argument() const;
  //! Null when no reporter was submitted for the report.
  [[nodiscard]] PEAX_INLINE detail::any_reporter const* find(report_key const& report) const;
  template <class K> [[nodiscard]] bool gives(detail::findings const& as) const;
  template <class K> [[nodiscard]] bool is_kept() const { return find_kept(report_key::of<K>()) != nullptr; }
  //! Makes what component C reads side by side where it does not need each other.
  template <class C> void make_read() const {
    detail::plan all;
    for (auto const place : all.template add_read<C>(*this)) all.order[place].is_wanted = true;
    detail::make_in_waves(session(), all.order);
  }
  //! The analysis of the model that a pass chose: the same reporters, and those of what it gave.
  [[nodiscard]] PEAX_INLINE any_analysis
  behind(detail::any_model chosen, std::string_view pass,
         std::vector<std::shared_ptr<detail::any_reporter const>> const& left) const;
  //! The same, in which these reports keep their value.
  template <class... Ks>
  [[nodiscard]] any_analysis keeping(any_analysis const& before, meta::list<Ks...>) const {
    any_analysis out = *this;
    ((out = out.keeping_one<Ks>(before)), ...);
    return out;
  }

 private:
  struct kept_report {
    report_key report;
    digest identity;
    std::function<std::shared_ptr<void const>(std::shared_ptr<peax::session> const&)> value;
  };
  struct state {
    detail::any_model current, beginning;
    original first;
    std::string name;
    std::shared_ptr<peax::session> shared;
    std::vector<std::shared_ptr<detail::any_reporter const>> reporters;
    std::vector<kept_report> kept;
  };
  explicit any_analysis(state s) : state_(std::make_shared<state const>(std::move(s))) {}

  //! Throws usage_error when the report has a reporter.
  [[nodiscard]] PEAX_INLINE any_analysis with_new(std::shared_ptr<detail::any_reporter const> reporter) const;
  [[nodiscard]] PEAX_INLINE kept_report const* find_kept(report_key const& report) const;
  [[nodiscard]] PEAX_INLINE any_analysis keeping_report(kept_report each) const;
  template <class K> [[nodiscard]] any_analysis keeping_one(any_analysis const& before) const {
    if (!before.can_make<K>()) return *this;
    return keeping_report({report_key::of<K>(), before.identity_of_report<K>(),
                           [before](std::shared_ptr<peax::session> const& now) {
                             return before.in_session(now).template report<K>().shared();
                           }});
  }
  [[nodiscard]] PEAX_INLINE any_analysis at_the_beginning() const;
  [[nodiscard]] PEAX_INLINE any_analysis in_session(std::shared_ptr<peax::session> other) const;

  std::shared_ptr<state const> state_;
};

} // namespace peax

#include <peax/analysis/any_reading.hpp>

#ifndef PEAX_COMPILED
#include <peax/analysis/any_analysis.ipp>
#endif
