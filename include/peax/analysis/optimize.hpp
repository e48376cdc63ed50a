#pragma once
//! @file
//! The one-call form for the impatient: a model, the data, and a pass or a flow.

#include <peax/analysis/analysis.hpp>

#include <tuple>
#include <utility>

namespace peax {

namespace detail {
//! What is wrong with submitting these reporters one after the other.
struct submit_next {
  template <class Before, class Found, class F>
  constexpr auto operator()(hana::pair<Before, Found> so_far, meta::identity<F>) const {
    if constexpr (Found::none)
      return hana::make_pair(meta::with<Before, F>{}, wrong_with_submit<F, Before>{});
    else
      return so_far;
  }
};
template <class Reporters>
using wrong_with_submits = std::remove_cvref_t<decltype(hana::second(
    hana::fold_left(Reporters{}, hana::make_pair(meta::list<>{}, nothing_wrong{}), submit_next{})))>;

template <class Reporters, class Kind, class P> constexpr auto find_wrong_with_optimize() {
  if constexpr (!wrong_with_submits<Reporters>::none)
    return nothing_wrong{};
  else
    return wrong_with_run<P, Kind, Reporters>{};
}

template <class A, class P> auto submit_and_run(A const& on, P const& pass) { return on.run(pass); }
template <class A, class F, class... More>
auto submit_and_run(A const& on, F const& reporter, More const&... more) {
  return submit_and_run(on.submit(reporter), more...);
}
} // namespace detail

//! Submits the reporters and runs the pass or flow that stands last:
//! `optimize(model, dataset<train>::of{...}, dataset<validation>::of{...}, confidence_exits{})`. Gives what `run` gives.
template <class Kind, class... ReportersThenPass>
  requires(sizeof...(ReportersThenPass) > 0)
auto optimize(model<Kind> const& trained, ReportersThenPass const&... reporters_then_pass) {
  constexpr meta::list<ReportersThenPass...> all{};
  using reporters = decltype(hana::drop_back(all));
  using pass = typename std::remove_cvref_t<decltype(hana::back(all))>::type;
  using unfit = detail::wrong_with_submits<reporters>;
  using wrong = decltype(detail::find_wrong_with_optimize<reporters, Kind, pass>());
  static_assert(is_a_reporter<typename unfit::no_reporter>, PEAX_SAYS_NO_REPORTER);
  static_assert(make_is_one_plain_function<typename unfit::no_plain_make>, PEAX_SAYS_NO_PLAIN_MAKE);
  static_assert(has_a_title<typename unfit::no_title>, PEAX_SAYS_NO_TITLE);
  static_assert(one_reporter_makes<typename unfit::subject, typename unfit::others>, PEAX_SAYS_MADE_TWICE);
  static_assert(every_setting_can_be_hashed_for<typename unfit::subject, typename unfit::unhashable>,
                PEAX_SAYS_NO_HASH);
  static_assert(the_world_is_told_without_the_model_for<typename unfit::subject, typename unfit::mixed>,
                PEAX_SAYS_WORLD_READS_MODEL);
  static_assert(is_a_pass<typename wrong::no_pass>, PEAX_SAYS_NO_PASS);
  static_assert(rewrite_is_one_plain_function<typename wrong::no_plain_rewrite>, PEAX_SAYS_NO_PLAIN_REWRITE);
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
  if constexpr (unfit::none && wrong::none)
    return detail::submit_and_run(analysis<Kind>(trained), reporters_then_pass...);
  else
    return detail::silent{};
}

} // namespace peax
