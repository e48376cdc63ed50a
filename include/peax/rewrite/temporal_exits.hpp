#pragma once
//! @file
//! Temporal exits: along a recording the network runs to an early exit, and on only when the exit sees that
//! something changed.

#include <peax/analysis/component.hpp>
#include <peax/analysis/identity.hpp>
#include <peax/core/config.hpp>
#include <peax/core/progress.hpp>
#include <peax/core/split.hpp>
#include <peax/graph/network.hpp>
#include <peax/report/platform.hpp>
#include <peax/report/stream.hpp>
#include <peax/report/temporal_behaviour.hpp>
#include <peax/rewrite/temporal/temporal_front.hpp>
#include <peax/solution/measure_stream.hpp>
#include <peax/solution/solution.hpp>

#include <optional>
#include <string_view>

namespace peax::rewrite {

//! Chooses exits, rule and thresholds by a sweep over every distinct behaviour on the stored logits of the
//! calibration stream; MACs are the cost. With a platform, latency,
//! energy and parts are those of the best mapping. Without class labels in the stream, rules are judged by the
//! network's own answers. Refuses networks without a place for an exit and what is no classifier, and a
//! stream that gives nothing to follow; says which and why. Method: Difference Detection and Temporal
//! Patience of Sponner et al. (arXiv 2403.07958), the reference renewed at every scene.
struct temporal_exits {
  static constexpr std::string_view name = "temporal_exits";
  using measured_by = result::on_test_stream;
  using preserves = peax::preserves<>; //!< no report about the model: all speak of what it changes

  temporal_settings with{};

  solutions<temporal> rewrite(model<single_exit> const& m, original const& first,
                              report::temporal_behaviour const& behaviour,
                              report::stream<calibration> const& judge,
                              std::optional<report::platform> const& on, progress const& to) const {
    return temporal_exits_front(m, first, behaviour, judge.recordings, on ? &on->target : nullptr, with, to);
  }
};

} // namespace peax::rewrite

namespace peax::detail {
PEAX_COMPILED_ONCE(void add_to(hasher&, rewrite::temporal_exits const&)); //!< of its settings
} // namespace peax::detail
