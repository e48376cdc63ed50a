#pragma once
//! @file
//! A model with its submitted reporters, and the doors: `submit`, `get`, `make_all`, `run`, `start`.
//! A door is unconstrained: it asserts facts that read as sentences, and its body is gated by the same facts. All doors stand in
//! this file: a file between would be a line more in each of clang's errors.

#include <peax/analysis/check.hpp>
#include <peax/analysis/memoized.hpp>
#include <peax/analysis/named_as.hpp>
#include <peax/analysis/optimized.hpp>
#include <peax/analysis/sentences.hpp>
#include <peax/analysis/session.hpp>
#include <peax/analysis/silent.hpp>
#include <peax/analysis/walk.hpp>
#include <peax/meta/spread.hpp>

#include <cstddef>
#include <iosfwd>
#include <memory>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

namespace peax {

//! A flow run one pass at a time: `start(flow)` checked all of it, `step()` runs the next pass.
//! Each step is a value of a new type; the one before stays as it is.
template <class A, class Done, class... Rest> class flow_step;

template <class A, class... Done, class... Rest> class flow_step<A, std::tuple<Done...>, Rest...> {
 public:
  static constexpr bool finished = sizeof...(Rest) == 0;
  static constexpr bool chooses_nothing = !detail::opens_with_either<Rest...>;

  flow_step(A on, std::tuple<Done...> done, std::tuple<Rest...> rest)
      : on_(std::move(on)), done_(std::move(done)), rest_(std::move(rest)) {}

  //! The analysis that the next pass will run on.
  [[nodiscard]] A const& analysis() const { return on_; }

  //! What pass number I gave.
  template <std::size_t I> [[nodiscard]] auto const& result() const { return std::get<I>(done_); }
  //! What the pass before gave.
  [[nodiscard]] auto const& last() const { return std::get<sizeof...(Done) - 1>(done_); }

  //! Runs the next pass. Throws `refused` when it chooses nothing and more passes stand behind it.
  [[nodiscard]] auto step() const {
    static_assert(the_flow_goes_on_behind<flow_step>,
                  "peax: this flow has ended. There is no pass left to step to.");
    static_assert(the_next_pass_is_no_choice_in<flow_step>,
                  "peax: the flow branches here. Say which alternative to take: take<0>().step().");
    if constexpr (the_flow_goes_on_behind<flow_step> && the_next_pass_is_no_choice_in<flow_step>)
      return advance(rest_);
  }

  //! The flow with alternative number I of the `either` that stands next.
  template <std::size_t I> [[nodiscard]] auto take() const {
    return meta::spread(
        [this](auto const& branch, auto const&... rest) {
          return from(on_, done_, std::get<I>(branch.alternatives), rest...);
        },
        rest_);
  }

  //! The step before the first of these passes; inner flows are unpacked.
  template <class... Passes>
  static auto from(A const& on, std::tuple<Done...> const& done, Passes const&... passes) {
    if constexpr (sizeof...(Passes) == 0)
      return flow_step<A, std::tuple<Done...>>(on, done, {});
    else
      return opened(on, done, passes...);
  }

 private:
  template <class First, class... More>
  static auto opened(A const& on, std::tuple<Done...> const& done, First const& first, More const&... rest) {
    if constexpr (detail::is_flow<First>)
      return meta::spread([&](auto const&... passes) { return from(on, done, passes..., rest...); },
                          first.passes);
    else
      return flow_step<A, std::tuple<Done...>, First, More...>(on, done,
                                                               std::tuple<First, More...>(first, rest...));
  }

  template <class W, class... More> auto advance(std::tuple<W, More...> const& passes) const {
    auto result = detail::access::run(on_, std::get<0>(passes));
    auto done = std::tuple_cat(done_, std::tuple(result));
    auto const behind = [&](auto const& on) {
      using next = flow_step<std::remove_cvref_t<decltype(on)>, decltype(done)>;
      return meta::spread([&](W const&, More const&... rest) { return next::from(on, done, rest...); },
                          passes);
    };
    if constexpr (Exporter<W> || sizeof...(More) == 0)
      return behind(on_);
    else
      return behind(result.next());
  }

  A on_;
  std::tuple<Done...> done_;
  std::tuple<Rest...> rest_;
};

//! A model with the reporters that were submitted for it. A value: copies share the model, the reporters and what was made.
//! Beside each door stands a concept for templates: `SubmittableTo`, `MakeableBy`, `RunnableOn`.
template <class Kind, class... Fs> class analysis : detail::memoized<Kind, Fs...> {
  using base = detail::memoized<Kind, Fs...>;

 public:
  using kind = Kind;
  using submitted = meta::list<Fs...>;

  //! The analysis of a trained model. Without a name it is called as the model is.
  explicit analysis(peax::model<Kind> trained)
    requires(sizeof...(Fs) == 0)
      : base(trained, trained.name()) {}
  analysis(peax::model<Kind> trained, std::string name)
    requires(sizeof...(Fs) == 0)
      : base(std::move(trained), std::move(name)) {}

  [[nodiscard]] std::string const& name() const { return base::called(); }
  [[nodiscard]] peax::model<Kind> const& model() const { return base::current(); }

  //! The same as a later part of a flow that began with `first`: what counts from the original counts from there.
  [[nodiscard]] analysis continuing(original first) const { return base::with_original(std::move(first)); }

  //! Keeps results in a folder too: `with_cache(std::make_shared<disk_cache>("folder"))`.
  //! A new value: this one and its copies stay as they are. It shares the memo with them, so that nothing is made twice, and
  //! has a record of its own, which begins with theirs. What comes from it has its settings.
  [[nodiscard]] analysis with_cache(std::shared_ptr<cache> store) const {
    auto other = std::make_shared<peax::session>(session());
    other->store = std::move(store);
    return in_session(std::move(other));
  }
  //! The same with another listener: components that name `progress const&` among their parameters tell it how far they are.
  [[nodiscard]] analysis with_progress(progress listener) const {
    auto other = std::make_shared<peax::session>(session());
    other->listen(std::move(listener));
    return in_session(std::move(other));
  }
  //! The same with another memo than that of the process: what was made before is not seen.
  [[nodiscard]] analysis with_memo(std::shared_ptr<memo> results) const {
    return in_session(session().with_memo(std::move(results)));
  }
  //! What this analysis shares with its copies and all that come from it: the memo, the cache, the record of what happened.
  [[nodiscard]] peax::session const& session() const { return base::session(); }

  //! Writes the page of this analysis and one for each report made so far into the folder; behind a rewriter its solutions stand
  //! beside the original. Gives the names of the files. It is there when `<peax/summary/of_analysis.hpp>` is included.
  template <class Self = analysis> exported summary(std::string const& folder) const {
    static_assert(pages_can_be_written_of<Self>,
                  "peax: what writes the pages of an analysis is not included. Include "
                  "<peax/summary/of_analysis.hpp>.");
    if constexpr (pages_can_be_written_of<Self>)
      return write_summary(static_cast<Self const&>(*this), folder);
    else
      return {};
  }

  //! Writes the model and every result of this session that a cache could keep (reports with `save` and `load`, the fronts of
  //! rewriters) into one file, which appears whole or not at all. Throws io_error.
  void save(std::string const& file) const { detail::save_analysis(file, as_saved(), session()); }
  void save(std::ostream& to) const { detail::save_analysis(to, as_saved(), session()); }

  //! An analysis that was saved, with what was made for it. Submit the same reporters again: a result is believed when its
  //! identity (settings, data, model, version of the library) is the same, and made again otherwise.
  //! Throws bad_input for a file that is cut off, damaged, foreign, or of another kind of model; io_error.
  [[nodiscard]] static analysis load(std::string const& file)
    requires(sizeof...(Fs) == 0)
  {
    return from_saved(detail::load_analysis(file, meta::type_name<Kind>()));
  }
  [[nodiscard]] static analysis load(std::istream& from)
    requires(sizeof...(Fs) == 0)
  {
    return from_saved(detail::load_analysis(from, meta::type_name<Kind>(), "analysis"));
  }

  //! An analysis, of a new type, that knows the reporter too. The order of submission does not matter.
  template <class F> [[nodiscard]] auto submit(F reporter) const {
    using wrong = detail::wrong_with_submit<F, submitted>;
    static_assert(is_a_reporter<typename wrong::no_reporter>, PEAX_SAYS_NO_REPORTER);
    static_assert(make_is_one_plain_function<typename wrong::no_plain_make>, PEAX_SAYS_NO_PLAIN_MAKE);
    static_assert(has_a_title<typename wrong::no_title>, PEAX_SAYS_NO_TITLE);
    static_assert(one_reporter_makes<typename wrong::subject, typename wrong::others>, PEAX_SAYS_MADE_TWICE);
    static_assert(every_setting_can_be_hashed_for<typename wrong::subject, typename wrong::unhashable>,
                  PEAX_SAYS_NO_HASH);
    static_assert(the_world_is_told_without_the_model_for<typename wrong::subject, typename wrong::mixed>,
                  PEAX_SAYS_WORLD_READS_MODEL);
    if constexpr (wrong::none)
      return base::with(std::move(reporter));
    else
      return detail::silent{};
  }

  //! The report, made now if it was not made before. The reference holds while this analysis or one that came from it lives.
  template <class K> K const& get() const {
    using wrong = detail::wrong_with_get<K, Kind, submitted>;
    static_assert(has_a_title<typename wrong::no_title>, PEAX_SAYS_NO_TITLE);
    static_assert(every_report_has_a_title_for<typename wrong::subject, typename wrong::untitled>,
                  PEAX_SAYS_NO_REPORT);
    static_assert(every_make_is_one_plain_function_for<typename wrong::subject, typename wrong::unreadable>,
                  PEAX_SAYS_NO_PLAIN_MAKE_BEHIND);
    static_assert(dependencies_end_for<typename wrong::subject, typename wrong::loop>, PEAX_SAYS_CYCLE);
    static_assert(every_report_can_be_made_for<typename wrong::subject, typename wrong::missing>,
                  PEAX_SAYS_MISSING_REPORTS);
    static_assert(every_reporter_takes_this_kind_of_model_for<typename wrong::subject, typename wrong::unfit>,
                  PEAX_SAYS_REPORTERS_OF_OTHER_KIND);
    static_assert(the_world_is_told_without_the_model_for<typename wrong::subject, typename wrong::mixed>,
                  PEAX_SAYS_WORLD_READS_MODEL);
    if constexpr (wrong::none)
      return *base::template report<K>();
    else
      return detail::nothing<K const&>();
  }

  //! Makes every submitted report that was not made before.
  template <class Subject = all_submitted_reports> analysis const& make_all() const {
    using wrong = detail::wrong_with_all<Subject, Kind, submitted>;
    static_assert(every_report_has_a_title_for<typename wrong::subject, typename wrong::untitled>,
                  PEAX_SAYS_NO_REPORT);
    static_assert(every_make_is_one_plain_function_for<typename wrong::subject, typename wrong::unreadable>,
                  PEAX_SAYS_NO_PLAIN_MAKE_BEHIND);
    static_assert(dependencies_end_for<typename wrong::subject, typename wrong::loop>, PEAX_SAYS_CYCLE);
    static_assert(every_report_can_be_made_for<typename wrong::subject, typename wrong::missing>,
                  PEAX_SAYS_MISSING_REPORTS);
    static_assert(every_reporter_takes_this_kind_of_model_for<typename wrong::subject, typename wrong::unfit>,
                  PEAX_SAYS_REPORTERS_OF_OTHER_KIND);
    static_assert(the_world_is_told_without_the_model_for<typename wrong::subject, typename wrong::mixed>,
                  PEAX_SAYS_WORLD_READS_MODEL);
    if constexpr (wrong::none) (static_cast<void>(base::template report<made_by<Fs>>()), ...);
    return *this;
  }

  //! Runs a pass, a flow or an `either`: gives `optimized` for a rewriter, `exported` for an exporter, `paths` for the others.
  template <class P> auto run(P const& pass) const {
    using wrong = detail::wrong_with_run<P, Kind, submitted>;
    static_assert(is_a_pass<typename wrong::no_pass>, PEAX_SAYS_NO_PASS);
    static_assert(rewrite_is_one_plain_function<typename wrong::no_plain_rewrite>,
                  PEAX_SAYS_NO_PLAIN_REWRITE);
    static_assert(gives_solutions_or_exported<typename wrong::no_solutions>, PEAX_SAYS_NO_SOLUTIONS);
    static_assert(every_setting_can_be_hashed_for<typename wrong::subject, typename wrong::unhashable>,
                  PEAX_SAYS_NO_HASH);
    static_assert(an_exporter_is_the_end_of_a_flow<typename wrong::subject, typename wrong::behind>,
                  PEAX_SAYS_PASS_BEHIND_EXPORTER);
    static_assert(a_rewriter_stands_before<typename wrong::alone>, PEAX_SAYS_NOTHING_TO_EXPORT);
    static_assert(this_kind_of_model_is_accepted_by<typename wrong::other_kind, typename wrong::kind>,
                  PEAX_SAYS_OTHER_KIND);
    static_assert(split_is_allowed_for<typename wrong::subject, typename wrong::tests>, PEAX_SAYS_READS_TEST);
    static_assert(every_report_has_a_title_for<typename wrong::subject, typename wrong::untitled>,
                  PEAX_SAYS_NO_REPORT);
    static_assert(every_make_is_one_plain_function_for<typename wrong::subject, typename wrong::unreadable>,
                  PEAX_SAYS_NO_PLAIN_MAKE_BEHIND);
    static_assert(dependencies_end_for<typename wrong::subject, typename wrong::loop>, PEAX_SAYS_CYCLE);
    static_assert(every_report_can_be_made_for<typename wrong::subject, typename wrong::missing>,
                  PEAX_SAYS_MISSING_REPORTS);
    static_assert(every_reporter_takes_this_kind_of_model_for<typename wrong::subject, typename wrong::unfit>,
                  PEAX_SAYS_REPORTERS_OF_OTHER_KIND);
    static_assert(the_world_is_told_without_the_model_for<typename wrong::subject, typename wrong::mixed>,
                  PEAX_SAYS_WORLD_READS_MODEL);
    if constexpr (!wrong::none)
      return detail::silent{}.run(pass);
    else if constexpr (Rewriter<P> || Exporter<P>)
      return base::run_pass(pass);
    else
      return detail::walk(*this, std::tuple<>{}, pass);
  }

  //! Checks a flow whole and stands before its first pass: `start(flow).step().step()`.
  template <class P> [[nodiscard]] auto start(P const& pass) const {
    using wrong = detail::wrong_with_run<P, Kind, submitted>;
    static_assert(is_a_pass<typename wrong::no_pass>, PEAX_SAYS_NO_PASS);
    static_assert(rewrite_is_one_plain_function<typename wrong::no_plain_rewrite>,
                  PEAX_SAYS_NO_PLAIN_REWRITE);
    static_assert(gives_solutions_or_exported<typename wrong::no_solutions>, PEAX_SAYS_NO_SOLUTIONS);
    static_assert(every_setting_can_be_hashed_for<typename wrong::subject, typename wrong::unhashable>,
                  PEAX_SAYS_NO_HASH);
    static_assert(an_exporter_is_the_end_of_a_flow<typename wrong::subject, typename wrong::behind>,
                  PEAX_SAYS_PASS_BEHIND_EXPORTER);
    static_assert(a_rewriter_stands_before<typename wrong::alone>, PEAX_SAYS_NOTHING_TO_EXPORT);
    static_assert(this_kind_of_model_is_accepted_by<typename wrong::other_kind, typename wrong::kind>,
                  PEAX_SAYS_OTHER_KIND);
    static_assert(split_is_allowed_for<typename wrong::subject, typename wrong::tests>, PEAX_SAYS_READS_TEST);
    static_assert(every_report_has_a_title_for<typename wrong::subject, typename wrong::untitled>,
                  PEAX_SAYS_NO_REPORT);
    static_assert(every_make_is_one_plain_function_for<typename wrong::subject, typename wrong::unreadable>,
                  PEAX_SAYS_NO_PLAIN_MAKE_BEHIND);
    static_assert(dependencies_end_for<typename wrong::subject, typename wrong::loop>, PEAX_SAYS_CYCLE);
    static_assert(every_report_can_be_made_for<typename wrong::subject, typename wrong::missing>,
                  PEAX_SAYS_MISSING_REPORTS);
    static_assert(every_reporter_takes_this_kind_of_model_for<typename wrong::subject, typename wrong::unfit>,
                  PEAX_SAYS_REPORTERS_OF_OTHER_KIND);
    static_assert(the_world_is_told_without_the_model_for<typename wrong::subject, typename wrong::mixed>,
                  PEAX_SAYS_WORLD_READS_MODEL);
    if constexpr (!wrong::none)
      return detail::silent{};
    else
      return flow_step<analysis, std::tuple<>>::from(*this, {}, pass);
  }

  //! The identity of a report, without making it: a hash of its name, its settings, the model and the identities of what it reads.
  template <class K>
    requires detail::wrong_with_get<K, Kind, submitted>::none
  [[nodiscard]] digest identity() const {
    return base::template identity_of_report<K>();
  }

 private:
  template <class, class...> friend class detail::memoized;
  friend struct detail::access;

  explicit analysis(base from) : base(std::move(from)) {}

  [[nodiscard]] analysis in_session(std::shared_ptr<peax::session> other) const {
    return analysis(base::in_session(std::move(other)));
  }
  [[nodiscard]] detail::saved_analysis as_saved() const {
    return {std::string(meta::type_name<Kind>()), name(), model(), base::first(), nullptr};
  }
  [[nodiscard]] static analysis from_saved(detail::saved_analysis what) {
    auto with = std::make_shared<peax::session>();
    with->saved = std::move(what.results);
    analysis const made(peax::model<Kind>(std::move(what.current)), std::move(what.name));
    return made.continuing(original(std::move(what.first))).in_session(std::move(with));
  }
};

template <class Kind> analysis(model<Kind>) -> analysis<Kind>;
template <class Kind> analysis(model<Kind>, std::string) -> analysis<Kind>;

namespace detail {
template <class F, class A> inline constexpr bool submittable = false;
template <class F, class Kind, class... Fs>
inline constexpr bool submittable<F, analysis<Kind, Fs...>> = wrong_with_submit<F, meta::list<Fs...>>::none;
template <class K, class A> inline constexpr bool makeable = false;
template <class K, class Kind, class... Fs>
inline constexpr bool makeable<K, analysis<Kind, Fs...>> = wrong_with_get<K, Kind, meta::list<Fs...>>::none;
template <class P, class A> inline constexpr bool runnable = false;
template <class P, class Kind, class... Fs>
inline constexpr bool runnable<P, analysis<Kind, Fs...>> = wrong_with_run<P, Kind, meta::list<Fs...>>::none;
} // namespace detail

//! `submit` takes the reporter F.
template <class F, class A>
concept SubmittableTo = detail::submittable<F, A>;

//! `get<K>` makes the report.
template <class K, class A>
concept MakeableBy = detail::makeable<K, A>;

//! `run` and `start` take the pass or flow P.
template <class P, class A>
concept RunnableOn = detail::runnable<P, A>;

} // namespace peax
