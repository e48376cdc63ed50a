#pragma once
//! @file
//! The one-call form for the impatient: a model, the data, and a pass or a flow.

#include <peax/analysis/analysis.hpp>

#include <tuple>
#include <utility>

namespace peax {

namespace detail {
//! What is wrong with submitting these reporters one after the other.
template <class... Before>
constexpr nothing_wrong find_wrong_with_submits(meta::list<Before...>, meta::list<>) {
  return {};
}
template <class... Before, class F, class... More>
constexpr auto find_wrong_with_submits(meta::list<Before...> before, meta::list<F, More...>) {
  using found = wrong_with_submit<F, meta::list<Before...>>;
  if constexpr (!found::none)
    return found{};
  else
    return find_wrong_with_submits(before + meta::list<F>{}, meta::list<More...>{});
}

template <class... All> struct last_apart;
template <class Last> struct last_apart<Last> {
  using first = meta::list<>;
  using last = Last;
};
template <class First, class... Rest> struct last_apart<First, Rest...> {
  using first = decltype(meta::list<First>{} + typename last_apart<Rest...>::first{});
  using last = typename last_apart<Rest...>::last;
};

template <class Reporters, class Kind, class P> constexpr auto find_wrong_with_optimize() {
  if constexpr (!decltype(find_wrong_with_submits(meta::list<>{}, Reporters{}))::none)
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
  using parts = detail::last_apart<ReportersThenPass...>;
  using unfit = decltype(detail::find_wrong_with_submits(meta::list<>{}, typename parts::first{}));
  using wrong =
      decltype(detail::find_wrong_with_optimize<typename parts::first, Kind, typename parts::last>());
  static_assert(is_a_reporter<typename unfit::no_reporter>,
                "peax: this is no reporter. A reporter has `Report make(what it reads const&...) const`.");
  static_assert(make_is_one_plain_function<typename unfit::no_plain_make>,
                "peax: `make` says by its parameters what it reads. Declare one public const function: "
                "no overload, no template, parameters by const&.");
  static_assert(has_a_title<typename unfit::no_title>,
                "peax: a report says `static constexpr std::string_view title`. Give it one.");
  static_assert(one_reporter_makes<typename unfit::subject, typename unfit::others>,
                "peax: two reporters make one report. Submit one of them, or give one a name: "
                "named_as<\"name\">(reporter).");
  static_assert(is_a_pass<typename wrong::no_pass>,
                "peax: this is no pass. A rewriter has a `name` and `solutions<Kind> rewrite(model<Kind> "
                "const&, what it reads const&...) const`; an exporter has `exported write(...) const`.");
  static_assert(rewrite_is_one_plain_function<typename wrong::no_plain_rewrite>,
                "peax: `rewrite` says by its parameters what it reads. Declare one public const "
                "function: no overload, no template, parameters by const&.");
  static_assert(gives_solutions_or_exported<typename wrong::no_solutions>,
                "peax: a rewriter gives solutions (a titled type with `kind` and `chosen()`), an "
                "exporter gives `exported`. Correct the result of its function.");
  static_assert(every_setting_can_be_hashed_for<typename wrong::subject, typename wrong::unhashable>,
                "peax: these settings have no hash. Use plain values, or give the type a friend `void "
                "hash_append(peax::hasher&, T const&)`.");
  static_assert(an_exporter_is_the_end_of_a_flow<typename wrong::subject, typename wrong::behind>,
                "peax: an exporter ends a flow, and this pass stands behind one. Put the exporter last, "
                "or both into an either().");
  static_assert(this_kind_of_model_is_accepted_by<typename wrong::other_kind, typename wrong::kind>,
                "peax: this pass does not take this kind of model. Check the order of the flow.");
  static_assert(split_is_allowed_for<typename wrong::subject, typename wrong::tests>,
                "peax: what chooses reads validation or calibration data, never test data. Leave the "
                "measuring on test to run().");
  static_assert(every_report_has_a_title_for<typename wrong::subject, typename wrong::untitled>,
                "peax: this reads something that is no report. A report says `static constexpr "
                "std::string_view title`.");
  static_assert(every_make_is_one_plain_function_for<typename wrong::subject, typename wrong::unreadable>,
                "peax: `make` of a reporter says by its parameters what it reads. Declare one public "
                "const function: no overload, no template, parameters by const&.");
  static_assert(dependencies_end_for<typename wrong::subject, typename wrong::loop>,
                "peax: these reports need each other. Break the cycle.");
  static_assert(every_report_can_be_made_for<typename wrong::subject, typename wrong::missing>,
                "peax: this reads reports that nobody makes. submit() a reporter for each of the missing "
                "reports.");
  static_assert(every_reporter_takes_this_kind_of_model_for<typename wrong::subject, typename wrong::unfit>,
                "peax: these reporters do not take this kind of model. Ask for the report before the "
                "rewriter, or let them take `network const&`.");
  static_assert(the_world_is_told_without_the_model_for<typename wrong::subject, typename wrong::mixed>,
                "peax: a report about the world reads the model. Declare it `about = "
                "report_about::model`, or do not read the model.");
  if constexpr (unfit::none && wrong::none)
    return detail::submit_and_run(analysis<Kind>(trained), reporters_then_pass...);
  else
    return detail::silent{};
}

} // namespace peax
