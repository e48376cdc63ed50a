#pragma once
//! @file
//! The words of an error: facts that read as sentences, with the subject first and then exactly what is wrong.
//! `docs/reference/errors.md` says what each means and how to mend it.

#include <peax/analysis/component.hpp>

#include <string>

namespace peax {

namespace detail {
template <class... Types> struct wrong_things {
  static constexpr bool none = sizeof...(Types) == 0;
};
} // namespace detail

template <class... Reports>
struct missing_reports : detail::wrong_things<Reports...> {}; //!< nobody makes them
template <class... Reports>
struct cycle : detail::wrong_things<Reports...> {}; //!< from the first round to itself
template <class... Reports> struct reports_without_title : detail::wrong_things<Reports...> {};
template <class... Reporters>
struct reporters_of_another_kind : detail::wrong_things<Reporters...> {}; //!< they take another kind of model
template <class... Reporters> struct reporters_that_cannot_be_read : detail::wrong_things<Reporters...> {};
template <class... Reports> struct reports_that_read_the_model : detail::wrong_things<Reports...> {};
template <class... Reports> struct reads_test : detail::wrong_things<Reports...> {};
template <class... Reporters> struct also_made_by : detail::wrong_things<Reporters...> {};
template <class... Passes> struct stands_behind : detail::wrong_things<Passes...> {};

//! The subject of `make_all()`.
struct all_submitted_reports {};

template <class Pass, class Missing> inline constexpr bool every_report_can_be_made_for = Missing::none;
template <class Pass, class Cycle> inline constexpr bool dependencies_end_for = Cycle::none;
template <class Pass, class Untitled> inline constexpr bool every_report_has_a_title_for = Untitled::none;
template <class Pass, class Kind>
inline constexpr bool this_kind_of_model_is_accepted_by = accepts_kind<Pass, Kind>;
template <class Pass, class Others>
inline constexpr bool every_reporter_takes_this_kind_of_model_for = Others::none;
template <class Pass, class Unreadable>
inline constexpr bool every_make_is_one_plain_function_for = Unreadable::none;
template <class Subject, class Readers>
inline constexpr bool the_world_is_told_without_the_model_for = Readers::none;
template <class Pass, class Readers> inline constexpr bool split_is_allowed_for = Readers::none;
template <class Component, class Settings>
inline constexpr bool every_setting_can_be_hashed_for = Settings::none;
template <class Report, class Others> inline constexpr bool one_reporter_makes = Others::none;
template <class Exporter, class Behind> inline constexpr bool an_exporter_is_the_end_of_a_flow = Behind::none;

template <class Exporter> inline constexpr bool a_rewriter_stands_before = std::is_void_v<Exporter>;

//! Solutions without their types are known: they are of a room above.
template <class Rewriter, class Erased>
inline constexpr bool solutions_can_be_erased_of = requires { sizeof(Erased); };

//! The header that writes the pages of an analysis was included.
template <class Analysis>
inline constexpr bool pages_can_be_written_of =
    requires(Analysis const& of, std::string const& folder) { write_summary(of, folder); };

template <class Step> inline constexpr bool the_flow_goes_on_behind = !Step::finished;
template <class Step> inline constexpr bool the_next_pass_is_no_choice_in = Step::chooses_nothing;

//! T has a function `make`.
template <class T> inline constexpr bool is_a_reporter = detail::mentions_make<T>;
template <class F> inline constexpr bool make_is_one_plain_function = detail::is_plain_function<F>();
//! T has a name and a function `rewrite` or `write`.
template <class T>
inline constexpr bool is_a_pass =
    (detail::mentions_rewrite<T> || detail::mentions_write<T>)&&detail::says_its_name<T>;
template <class W> inline constexpr bool rewrite_is_one_plain_function = detail::is_plain_function<W>();
template <class W>
inline constexpr bool gives_solutions_or_exported =
    Solutions<made_by<W>> || std::same_as<made_by<W>, exported>;

// `void` stands for "nothing": every fact about it holds. So a door can assert all facts although only one failed.
template <> inline constexpr bool is_a_pass<void> = true;
template <> inline constexpr bool rewrite_is_one_plain_function<void> = true;
template <> inline constexpr bool gives_solutions_or_exported<void> = true;
template <> inline constexpr bool is_a_reporter<void> = true;
template <> inline constexpr bool make_is_one_plain_function<void> = true;
template <> inline constexpr bool has_a_title<void> = true;
template <class Kind> inline constexpr bool this_kind_of_model_is_accepted_by<void, Kind> = true;

} // namespace peax
