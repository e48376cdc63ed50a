#pragma once
//! @file
//! Running one rewriter of a flow with what was submitted for it.

#include "optimize_job.hpp"
#include "output.hpp"
#include <peax/analysis/analysis.hpp>
#include <peax/analysis/disk_cache.hpp>
#include <peax/report/dataset.hpp>
#include <peax/report/early_exits.hpp>

#include <memory>
#include <type_traits>
#include <utility>

namespace command {

//! Runs it on a part of a flow that began with the job's model. Sections are those of the reports named.
template <class... Told, class Rewriter, class Analysis>
[[nodiscard]] step_result run_step(Analysis const& submitted, Rewriter const& rewriter, step const& s) {
  std::shared_ptr<peax::cache> store;
  if (!s.of.cache.empty()) store = std::make_shared<peax::disk_cache>(s.of.cache);
  auto const a = submitted.continuing(peax::original(s.of.model))
                     .with_progress(show_progress(s.how))
                     .with_cache(std::move(store));
  auto const result = a.run(rewriter);
  auto const& found = result.solutions();
  step_result out;
  out.found = found;
  if constexpr (std::is_same_v<typename peax::made_by<Rewriter>::kind, peax::single_exit>) {
    for (auto& each : out.found.front) place_on_platform(each, s.of, data_type_of(s.spec));
    if (auto const* chosen = found.chosen()) out.next = *chosen;
  }
  (out.told.push_back(describe(a.template get<Told>())), ...);
  out.events = a.session().events();
  return out;
}

//! A score that counts classes alike is learned with rare classes weighed up.
[[nodiscard]] inline double class_weight_power(step const& s) {
  return s.of.keep.score.kind == peax::scoring::score_kind::accuracy ? 0 : 0.5;
}

//! Exits as a rewriter's `branch` key wants them.
[[nodiscard]] inline peax::report::early_exits::of exits_for(step const& s) {
  peax::report::early_exits::settings with;
  auto const branch = s.spec.text("branch", "auto");
  using peax::report::branch_kind;
  for (auto const k : {branch_kind::pool, branch_kind::grid, branch_kind::conv})
    if (branch == peax::report::name_of(k)) with.kinds = {k};
  with.score = s.of.keep.score;
  with.class_weight_power = class_weight_power(s);
  with.seed = s.how.seed;
  return {with};
}

//! The analysis with what a rewriter that learns reads.
[[nodiscard]] inline auto learning_analysis(step const& s) {
  return peax::analysis(s.model)
      .submit(peax::report::dataset<peax::train>::of{*s.of.train})
      .submit(peax::report::dataset<peax::validation>::of{*s.of.validation})
      .submit(exits_for(s));
}

} // namespace command
