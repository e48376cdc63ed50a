#pragma once
//! @file
//! A rewriter whose type is erased: made from a type, run on an erased analysis. What it needs is computed from its signature.

#include <peax/analysis/any_analysis.hpp>
#include <peax/analysis/any_reporter.hpp>
#include <peax/analysis/optimized.hpp>
#include <peax/analysis/pass_facts.hpp>
#include <peax/analysis/sentences.hpp>
#include <peax/core/config.hpp>
#include <peax/core/error.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax {

//! What a rewriter gave, without its types.
class any_optimized {
 public:
  using eraser = void (*)(void const* found, any_solutions& into);
  any_optimized(std::string pass, report_key type, std::shared_ptr<void const> found, eraser erase,
                std::optional<refusal> why_not, std::optional<any_analysis> next)
      : pass_(std::move(pass)), type_(type), found_(std::move(found)), erase_(erase),
        why_not_(std::move(why_not)), next_(std::move(next)) {}

  //! The front, with the figures measured on test where there is such data.
  template <class Erased = any_solutions> [[nodiscard]] Erased solutions() const {
    Erased out;
    erase_(found_.get(), out);
    return out;
  }
  //! The front with its types, when R is what the rewriter gives; else null.
  template <class R> [[nodiscard]] R const* solutions_if() const {
    return type_ == report_key::of<R>() ? static_cast<R const*>(found_.get()) : nullptr;
  }

  //! A solution was chosen; else `reason()` says why not.
  [[nodiscard]] bool has_choice() const { return next_.has_value(); }
  //! The analysis of the chosen model. Throws `refused` when there is none.
  [[nodiscard]] any_analysis const& next() const {
    if (!next_) throw refused(reason());
    return *next_;
  }
  //! Why nothing was chosen: the last refusal among the solutions.
  [[nodiscard]] refusal reason() const {
    return why_not_.value_or(refusal{pass_, "no solution meets the constraints", ""});
  }
  //! The name of the rewriter.
  [[nodiscard]] std::string const& pass() const { return pass_; }

 private:
  std::string pass_;
  report_key type_;
  std::shared_ptr<void const> found_;
  eraser erase_;
  std::optional<refusal> why_not_;
  std::optional<any_analysis> next_;
};

//! What running a pass would have: a report that it reads, or the pass itself.
struct expected_result {
  std::string name;
  event::doer by;
  digest identity;
  bool may_be_kept; //!< in a cache: a value that is worth it
};

namespace detail {

//! What an erased rewriter does.
struct any_pass {
  any_pass() = default;
  any_pass(any_pass const&) = delete;
  any_pass& operator=(any_pass const&) = delete;
  virtual ~any_pass() = default;

  [[nodiscard]] virtual bool takes(report_key const& kind) const = 0;
  virtual void look(findings& into, any_analysis const& in) const = 0;
  //! Runs on `in`, which has the reporters of this pass; what comes behind is of `base`.
  [[nodiscard]] virtual any_optimized run(any_analysis const& in, any_analysis const& base) const = 0;
  [[nodiscard]] virtual std::vector<expected_result> expect(any_analysis const& in) const = 0;

  report_key yields;
  std::vector<report_key> leaves; //!< the reports that it gives the analysis behind it
};

template <class W> struct any_pass_of;

//! The front R, erased.
template <class R, class Erased = any_solutions> void erase_into(void const* found, Erased& into) {
  into = Erased(*static_cast<R const*>(found));
}

} // namespace detail

//! A rewriter with its settings, of any type: `any_rewriter(confidence_exits{...})`. Copies are cheap.
class any_rewriter {
 public:
  template <Rewriter W, class Erased = any_solutions> explicit any_rewriter(W pass) {
    using wrong = decltype(detail::wrong_with_form<W>());
    static_assert(every_setting_can_be_hashed_for<typename wrong::subject, typename wrong::unhashable>,
                  PEAX_SAYS_NO_HASH);
    static_assert(solutions_can_be_erased_of<W, Erased>,
                  "peax: an erased rewriter gives solutions without their types. Include "
                  "<peax/solution/any_solution.hpp>.");
    if constexpr (wrong::none && solutions_can_be_erased_of<W, Erased>) {
      facts_ = std::make_shared<pass_facts const>(facts_of<W>());
      pass_ = std::make_shared<detail::any_pass_of<W> const>(std::move(pass));
    }
  }

  [[nodiscard]] std::string_view name() const { return facts_->name; }
  [[nodiscard]] pass_facts const& facts() const { return *facts_; }

  //! The same with a reporter that holds for this pass alone, instead of the one that the analysis has.
  template <class F> [[nodiscard]] any_rewriter reading(F reporter) const {
    any_rewriter out = *this;
    out.own_.push_back(std::make_shared<detail::any_reporter_of<F> const>(std::move(reporter)));
    return out;
  }

  //! The analysis as the pass sees it: with its own reporters.
  [[nodiscard]] PEAX_INLINE any_analysis seen_by(any_analysis const& on) const;

  //! Throws usage_error, in words, when it cannot run there: another kind of model, reports that nobody makes, a cycle,
  //! test data behind a choice.
  PEAX_INLINE void check(any_analysis const& on) const;
  //! The same behind another pass, before that has run.
  PEAX_INLINE void check_behind(any_rewriter const& before, any_analysis const& on) const;

  //! What `run` would have there, in order, the pass last; nothing is made. After `check`.
  [[nodiscard]] PEAX_INLINE std::vector<expected_result> expects(any_analysis const& on) const;

  //! Runs it, after `check`. The same identity is never made twice, here or as a typed pass.
  [[nodiscard]] PEAX_INLINE any_optimized run(any_analysis const& on) const;

 private:
  PEAX_INLINE void check_as(detail::findings found, any_analysis const& on) const;

  std::shared_ptr<pass_facts const> facts_;
  std::shared_ptr<detail::any_pass const> pass_;
  std::vector<std::shared_ptr<detail::any_reporter const>> own_;
};

namespace detail {

template <class W> struct any_pass_of final : any_pass {
  using R = made_by<W>;

  explicit any_pass_of(W settings) : pass(std::move(settings)) {
    yields = any_model::kind_key<typename R::kind>();
    leaves = keys_of(hana::transform(outcomes_of<R>{}, report_of));
  }

  bool takes(report_key const& kind) const override {
    if constexpr (std::is_void_v<kind_taken_by<W>>)
      return true;
    else
      return any_model::kind_key<kind_taken_by<W>>() == kind;
  }

  void look(findings& into, any_analysis const& in) const override {
    into.look_for_all<W>(in, needs_of<W>{});
    into.look_for_given<W>(in, may_read_of<W>{});
  }

  any_optimized run(any_analysis const& in, any_analysis const& base) const override {
    digest const identity = identity_of_pass(in, pass);
    auto const rewrite = [&](double& seconds) {
      in.make_read<W>();
      return call(in, pass, seconds);
    };
    found_result<R> const found{
        obtain<R, true>(in.session(), identity, event::doer::rewriter, W::name, rewrite), identity};
    auto const shown = measure(in, found, measurers_of<W, R>{});
    auto const* const chosen = found.given->chosen();
    std::optional<refusal> why_not;
    if constexpr (requires { found.given->refusals.back(); }) {
      if (!found.given->refusals.empty()) why_not = found.given->refusals.back();
    }
    std::optional<any_analysis> next;
    if (chosen) next = behind(base, *chosen, found, shown, outcomes_of<R>{});
    return {std::string(std::string_view(W::name)),
            report_key::of<R>(),
            shown.given.shared_inside(),
            &erase_into<R>,
            std::move(why_not),
            std::move(next)};
  }

  std::vector<expected_result> expect(any_analysis const& in) const override {
    plan all;
    (void)all.add_read<W>(in);
    std::vector<expected_result> out;
    for (auto const& each : all.order)
      out.push_back({std::string(each.title), event::doer::report, each.identity, each.how.load != nullptr});
    out.push_back({std::string(std::string_view(W::name)), event::doer::rewriter, identity_of_pass(in, pass),
                   Cacheable<R>});
    return out;
  }

  static found_result<R> measure(any_analysis const&, found_result<R> found, meta::list<>) { return found; }
  template <class M, class... More>
  static found_result<R> measure(any_analysis const& in, found_result<R> found, meta::list<M, More...>) {
    findings wrong{in.kind()};
    wrong.look_for_all<M>(in, read_beside<M, R>{});
    bool const can = wrong.missing.empty() && wrong.unfit.empty() && wrong.round.empty();
    return measure(in, can ? measured_by_one<M>(in, found) : found, meta::list<More...>{});
  }

  template <class... Os>
  static any_analysis behind(any_analysis const& base, model<typename R::kind> const& chosen,
                             found_result<R> const& found, found_result<R> const& shown, meta::list<Os...>) {
    std::vector<std::shared_ptr<any_reporter const>> left;
    [[maybe_unused]] auto const add = [&]<class O>(meta::identity<O>) {
      auto const& of = O::is_measured ? shown : found;
      left.push_back(std::make_shared<any_reporter_of<O> const>(O{{of.given, of.identity}}));
    };
    (add(meta::identity<Os>{}), ...);
    return base.behind(any_model::of(chosen), W::name, left).keeping(base, preserved_by<W>{});
  }

  W pass;
};

} // namespace detail
} // namespace peax

#ifndef PEAX_COMPILED
#include <peax/analysis/any_rewriter.ipp>
#endif
