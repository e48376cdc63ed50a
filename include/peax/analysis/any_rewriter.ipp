#pragma once
//! @file
//! The bodies of any_rewriter.hpp.

#include <peax/analysis/any_rewriter.hpp>

#include <fmt/core.h>

#include <string>
#include <utility>
#include <vector>

namespace peax {

PEAX_INLINE any_analysis any_rewriter::seen_by(any_analysis const& on) const {
  any_analysis out = on;
  for (auto const& each : own_) out = out.with(each);
  return out;
}

PEAX_INLINE void any_rewriter::check_as(detail::findings found, any_analysis const& on) const {
  if (!pass_->takes(found.kind))
    throw usage_error(fmt::format(
        "{}: it takes a model of the kind {}, and gets one of the kind {}. Check the order of the flow.",
        name(), facts_->takes, found.kind.name));
  pass_->look(found, seen_by(on));
  found.refuse(name(), true);
}

PEAX_INLINE void any_rewriter::check(any_analysis const& on) const {
  check_as(detail::findings{on.kind()}, on);
}

PEAX_INLINE void any_rewriter::check_behind(any_rewriter const& before, any_analysis const& on) const {
  check_as(detail::findings{before.pass_->yields, before.pass_->leaves}, on);
}

PEAX_INLINE std::vector<expected_result> any_rewriter::expects(any_analysis const& on) const {
  return pass_->expect(seen_by(on));
}

PEAX_INLINE any_optimized any_rewriter::run(any_analysis const& on) const {
  check(on);
  return pass_->run(seen_by(on), on);
}

} // namespace peax
