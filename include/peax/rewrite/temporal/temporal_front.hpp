#pragma once
//! @file
//! From the stored logits of exits along a stream to a front of temporal rules: sweep, choice, models.

#include <peax/analysis/component.hpp>
#include <peax/core/config.hpp>
#include <peax/core/progress.hpp>
#include <peax/data/stream.hpp>
#include <peax/graph/network.hpp>
#include <peax/hardware/platform.hpp>
#include <peax/meta/record.hpp>
#include <peax/report/temporal_behaviour.hpp>
#include <peax/solution/constraints.hpp>
#include <peax/solution/solution.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::rewrite {

//! Which temporal rule is tried.
enum class temporal_decision : std::uint8_t { automatic, difference_detection, temporal_patience };

//! Their names in files and options.
[[nodiscard]] constexpr auto names_of(temporal_decision) {
  return std::array<std::string_view, 3>{"auto", "difference_detection", "temporal_patience"};
}

//! Settings of temporal exits.
struct temporal_settings {
  // clang-format off
  PEAX_SETTINGS(temporal_settings,
    (result::constraints, keep, "limits, score and preference"),
    (temporal_decision, decision, "the rule; auto: both, the cheaper that keeps to the limit", temporal_decision::automatic),
    // Pairs of thresholds of difference detection save more, and lose more on other subjects than on those they were chosen on.
    (std::size_t, most_exits, "early exits in one rule; 0: two for temporal patience, whose label test bounds what a rule can lose, else one", 0),
    (std::size_t, most_solutions, "of the front that become models; the chosen one is always among them", 40),
    (double, search_seconds, "for rules of several exits", 60),
    (std::string, data_type, "in which the network is deployed: memory goes by it", "float32"),
    (std::uint64_t, seed, "of everything random", 0));
  // clang-format on
};

//! The front of temporal rules of a network's exits. The loss counts from `first`, the model of the user. `on` may be null.
[[nodiscard]] PEAX_INLINE solutions<temporal>
temporal_exits_front(network const& n, network const& first, report::temporal_behaviour const& behaviour,
                     data::stream const& judge, hardware::platform const* on, temporal_settings const& with,
                     progress const& to);

} // namespace peax::rewrite

#ifndef PEAX_COMPILED
#include <peax/rewrite/temporal/temporal_front.ipp>
#endif
