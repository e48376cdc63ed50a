#pragma once
//! @file
//! A reporter under a name: the same recipe in a second configuration.

#include <peax/analysis/component.hpp>

#include <utility>

namespace peax {

namespace detail {
template <class F, meta::fixed_text Name, class Parameters> struct renamed;
template <class F, meta::fixed_text Name, class... Parameters>
struct renamed<F, Name, meta::list<Parameters...>> {
  F reporter;
  named<made_by<F>, Name> make(Parameters const&... read) const {
    return named<made_by<F>, Name>(reporter.make(read...));
  }
};
} // namespace detail

//! The reporter of `named<Report, Name>` that works as `reporter` does: `submit(named_as<"wide">(early_exits::of{...}))`.
template <meta::fixed_text Name, Reporter F> [[nodiscard]] auto named_as(F reporter) {
  return detail::renamed<F, Name, detail::parameters_of<F>>{std::move(reporter)};
}

} // namespace peax
