#pragma once
//! @file
//! From the stored signatures of feature maps along a stream to a front of rules: sweep, choice, models.

#include <peax/analysis/component.hpp>
#include <peax/core/config.hpp>
#include <peax/core/progress.hpp>
#include <peax/data/stream.hpp>
#include <peax/decision/temporal_rule.hpp>
#include <peax/graph/network.hpp>
#include <peax/hardware/platform.hpp>
#include <peax/meta/record.hpp>
#include <peax/report/feature_map_signatures.hpp>
#include <peax/solution/constraints.hpp>
#include <peax/solution/solution.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace peax::rewrite {

//! Settings of feature map termination; what is not set is tried in all ways.
struct feature_map_settings {
  // clang-format off
  PEAX_SETTINGS(feature_map_settings,
    (result::constraints, keep, "limits, score and preference"),
    (std::optional<decision::reference>, reference, "what a signature is compared with"),
    (std::optional<report::pooling>, pooling, "how the feature map is pooled"),
    (std::size_t, most_solutions, "of the front that become models; the chosen one is always among them", 40),
    (std::string, data_type, "in which the network is deployed: memory goes by it", "float32"),
    (std::uint64_t, seed, "of everything random", 0));
  // clang-format on
};

//! The front of rules on a network's feature maps. The loss counts from `first`, the model of the user. `on` may be null.
[[nodiscard]] PEAX_INLINE solutions<temporal>
feature_map_front(network const& n, network const& first, report::feature_map_signatures const& signatures,
                  data::stream const& judge, hardware::platform const* on, feature_map_settings const& with,
                  progress const& to);

} // namespace peax::rewrite

#ifndef PEAX_COMPILED
#include <peax/rewrite/temporal/feature_map_front.ipp>
#endif
