#pragma once
//! @file
//! What a report is: facts as a value, whose type is its key.

#include <peax/meta/fixed_text.hpp>

#include <concepts>
#include <iosfwd>
#include <string_view>
#include <type_traits>
#include <utility>

namespace peax {

//! A report says `static constexpr std::string_view title`.
template <class R>
inline constexpr bool has_a_title = requires {
  { R::title } -> std::convertible_to<std::string_view>;
};

//! Facts about the model, its data or its target.
//! Optional members: `default_reporter` (a reporter that needs no user), `about`, `version`, `measures_time`,
//! `save` with `load`.
template <class R>
concept Report = std::is_class_v<R> && std::move_constructible<R> && has_a_title<R>;

//! What a report speaks about. After a rewrite, reports about the world stay; those about the model are made again.
enum class report_about { model, world };

namespace detail {
template <class R>
concept says_what_it_is_about = requires {
  { R::about } -> std::convertible_to<report_about>;
};
template <class R> constexpr report_about what_it_is_about() {
  if constexpr (says_what_it_is_about<R>)
    return R::about;
  else
    return report_about::model;
}
} // namespace detail

//! What R speaks about: `static constexpr auto about = peax::report_about::world;`, else the model.
template <class R> inline constexpr report_about about_of = detail::what_it_is_about<R>();

//! The report measures time, `static constexpr bool measures_time = true;`: it is made when nothing runs beside it.
template <class R> inline constexpr bool measures_time = requires { requires R::measures_time; };

//! A report that the disk cache can keep: `void save(std::ostream&) const` and `static R load(std::istream&)`.
//! `load` throws, or leaves the stream failed, when the bytes are not its own.
template <class R>
concept Cacheable = requires(R const& report, std::ostream& to, std::istream& from) {
  report.save(to);
  { R::load(from) } -> std::same_as<R>;
};

//! A second configuration of a report, under a key of its own: `named<early_exits, "wide">`.
//! Its reporter is `named_as<"wide">(early_exits::of{...})`.
template <class R, meta::fixed_text Name> struct named : R {
  using default_reporter = void;
  static constexpr std::string_view configuration_name = Name.view();

  explicit named(R report) : R(std::move(report)) {}

  static named load(std::istream& from)
    requires Cacheable<R>
  {
    return named(R::load(from));
  }
};

} // namespace peax
