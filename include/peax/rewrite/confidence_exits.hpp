#pragma once
//! @file
//! Confidence exits: a network answers early where it is sure, mapped onto the ordered processors of a platform.

#include <peax/analysis/component.hpp>
#include <peax/analysis/identity.hpp>
#include <peax/core/config.hpp>
#include <peax/core/progress.hpp>
#include <peax/graph/network.hpp>
#include <peax/report/dataset.hpp>
#include <peax/report/early_exits.hpp>
#include <peax/report/platform.hpp>
#include <peax/rewrite/confidence/cascade_front.hpp>
#include <peax/rewrite/confidence/fine_tuning.hpp>
#include <peax/solution/measure.hpp>
#include <peax/solution/solution.hpp>

#include <optional>
#include <string_view>

namespace peax::rewrite {

//! Chooses exits and thresholds by exact search on the cascade of the stored validation answers; MACs are the cost.
//! With a platform, mappings of the segments on its processors are enumerated and impossible ones rejected with the reason;
//! latency and energy of every solution are those of its best mapping.
//! Refuses networks without a place for an exit and what is no classifier; says which and why.
//! Method: exits trained once and reused in all cascades, as in Sponner et al. (arXiv 2403.07957); the search is exact instead
//! of a path over marginal rates.
struct confidence_exits {
  static constexpr std::string_view name = "confidence_exits";
  using measured_by = result::on_test;
  using preserves = peax::preserves<>; //!< no report about the model: all speak of what it changes

  confidence_settings with{};

  solutions<multi_exit> rewrite(model<single_exit> const& m, original const& first,
                                report::early_exits const& exits, report::dataset<train> const& learn,
                                report::dataset<validation> const& judge,
                                std::optional<report::platform> const& on, progress const& to) const {
    return tuned_front(m, first, exits, learn.samples, judge.samples, on ? &on->target : nullptr, with, to);
  }
};

} // namespace peax::rewrite

namespace peax::detail {
PEAX_COMPILED_ONCE(void add_to(hasher&, rewrite::confidence_exits const&)); //!< of its settings
} // namespace peax::detail
