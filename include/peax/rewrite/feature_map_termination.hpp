#pragma once
//! @file
//! Feature map termination: while a pooled feature map stays where it was, the last answer is repeated.
//! Nothing is trained.

#include <peax/analysis/component.hpp>
#include <peax/analysis/identity.hpp>
#include <peax/core/config.hpp>
#include <peax/core/progress.hpp>
#include <peax/core/split.hpp>
#include <peax/graph/network.hpp>
#include <peax/report/feature_map_signatures.hpp>
#include <peax/report/platform.hpp>
#include <peax/report/stream.hpp>
#include <peax/rewrite/temporal/feature_map_front.hpp>
#include <peax/solution/measure_stream.hpp>
#include <peax/solution/solution.hpp>

#include <optional>
#include <string_view>

namespace peax::rewrite {

//! Chooses the feature map, its pooling, the reference and the threshold by a sweep over every distinct
//! behaviour on the stored signatures of the calibration stream; MACs are the cost. With a platform, latency,
//! energy and parts are those of the best mapping. Networks of any task:
//! classifiers are judged by the labels of the stream, or by their own answers where it has none; all others
//! by how much of the variance of their own outputs the repeated ones keep (1 - mean squared deviation /
//! variance). Refuses several inputs or outputs, no place, a signal that is constant.
struct feature_map_termination {
  static constexpr std::string_view name = "feature_map_termination";
  using measured_by = result::on_test_stream;
  using preserves = peax::preserves<>; //!< no report about the model: all speak of what it changes

  feature_map_settings with{};

  solutions<temporal> rewrite(model<single_exit> const& m, original const& first,
                              report::feature_map_signatures const& signatures,
                              report::stream<calibration> const& judge,
                              std::optional<report::platform> const& on, progress const& to) const {
    return feature_map_front(m, first, signatures, judge.recordings, on ? &on->target : nullptr, with, to);
  }
};

} // namespace peax::rewrite

namespace peax::detail {
PEAX_COMPILED_ONCE(void add_to(hasher&, rewrite::feature_map_termination const&)); //!< of its settings
} // namespace peax::detail
