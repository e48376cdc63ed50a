#pragma once
//! @file
//! The bodies of any_flow.hpp.

#include <peax/analysis/any_flow.hpp>
#include <peax/core/error.hpp>

#include <cstddef>
#include <utility>
#include <vector>

namespace peax {

PEAX_INLINE any_flow any_flow::either(std::vector<any_rewriter> alternatives) const {
  if (alternatives.empty()) throw usage_error("flow: a step without a rewriter");
  any_flow out = *this;
  out.steps_.push_back(std::move(alternatives));
  return out;
}

PEAX_INLINE void any_flow::check(any_analysis const& on) const {
  for (std::size_t k = 0; k < steps_.size(); ++k)
    for (auto const& pass : steps_[k]) {
      if (k == 0) pass.check(on);
      if (k > 0)
        for (auto const& before : steps_[k - 1]) pass.check_behind(before, on);
    }
}

namespace detail {
inline std::vector<any_step> run_from(any_flow const& flow, std::size_t k, any_analysis const& on) {
  std::vector<any_step> out;
  if (k == flow.steps().size()) return out;
  for (auto const& pass : flow.steps()[k]) {
    any_step step{pass.seen_by(on), pass, pass.run(on), {}};
    if (step.result.has_choice()) step.behind = run_from(flow, k + 1, step.result.next());
    out.push_back(std::move(step));
  }
  return out;
}
} // namespace detail

PEAX_INLINE std::vector<any_step> any_flow::run(any_analysis const& on) const {
  check(on);
  return detail::run_from(*this, 0, on);
}

} // namespace peax
