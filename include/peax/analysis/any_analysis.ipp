#pragma once
//! @file
//! The bodies of any_analysis.hpp.

#include <peax/analysis/any_analysis.hpp>
#include <peax/core/error.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax {

PEAX_INLINE any_analysis any_analysis::with(std::shared_ptr<detail::any_reporter const> reporter) const {
  state next = *state_;
  std::erase_if(next.reporters, [&](auto const& each) { return each->makes == reporter->makes; });
  next.reporters.push_back(std::move(reporter));
  return any_analysis(std::move(next));
}

PEAX_INLINE any_analysis any_analysis::with_new(std::shared_ptr<detail::any_reporter const> reporter) const {
  if (find(reporter->makes) != nullptr)
    throw usage_error(std::string(reporter->makes.name) +
                      ": two reporters make one report. Submit one of them.");
  return with(std::move(reporter));
}

PEAX_INLINE any_analysis any_analysis::with_cache(std::shared_ptr<cache> store) const {
  auto other = std::make_shared<peax::session>(session());
  other->store = std::move(store);
  return in_session(std::move(other));
}

PEAX_INLINE any_analysis any_analysis::with_progress(progress listener) const {
  auto other = std::make_shared<peax::session>(session());
  other->listen(std::move(listener));
  return in_session(std::move(other));
}

PEAX_INLINE any_analysis any_analysis::with_memo(std::shared_ptr<memo> results) const {
  return in_session(session().with_memo(std::move(results)));
}

PEAX_INLINE any_analysis any_analysis::in_session(std::shared_ptr<peax::session> other) const {
  state next = *state_;
  next.shared = std::move(other);
  return any_analysis(std::move(next));
}

PEAX_INLINE any_analysis any_analysis::at_the_beginning() const {
  state next = *state_;
  next.current = next.beginning;
  next.kept.clear();
  return any_analysis(std::move(next));
}

PEAX_INLINE any_analysis
any_analysis::behind(detail::any_model chosen, std::string_view pass,
                     std::vector<std::shared_ptr<detail::any_reporter const>> const& left) const {
  state next = *state_;
  next.current = std::move(chosen);
  next.name += "-" + std::string(pass);
  next.kept.clear();
  std::erase_if(next.reporters, [](auto const& each) { return each->is_of_a_pass; });
  next.reporters.insert(next.reporters.end(), left.begin(), left.end());
  return any_analysis(std::move(next));
}

PEAX_INLINE any_analysis any_analysis::keeping_report(kept_report each) const {
  state next = *state_;
  next.kept.push_back(std::move(each));
  return any_analysis(std::move(next));
}

PEAX_INLINE detail::any_reporter const* any_analysis::find(report_key const& report) const {
  for (auto const& each : state_->reporters)
    if (each->makes == report) return each.get();
  return nullptr;
}

PEAX_INLINE any_analysis::kept_report const* any_analysis::find_kept(report_key const& report) const {
  for (auto const& each : state_->kept)
    if (each.report == report) return &each;
  return nullptr;
}

} // namespace peax
