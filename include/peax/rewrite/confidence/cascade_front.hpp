#pragma once
//! @file
//! From trained exits to a front of cascades: traces, exact search, mapping, models.

#include <peax/analysis/component.hpp>
#include <peax/core/config.hpp>
#include <peax/core/error.hpp>
#include <peax/core/progress.hpp>
#include <peax/data/data_set.hpp>
#include <peax/graph/network.hpp>
#include <peax/hardware/platform.hpp>
#include <peax/meta/record.hpp>
#include <peax/report/early_exits.hpp>
#include <peax/solution/confidence.hpp>
#include <peax/solution/constraints.hpp>
#include <peax/solution/solution.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::rewrite {

//! Settings of confidence exits, with and without a platform.
struct confidence_settings {
  // clang-format off
  PEAX_SETTINGS(confidence_settings,
    (result::constraints, keep, "limits, score and preference"),
    (result::any_decision, decision, "scores an exit's stored outputs: any decision without a memory", result::confidence{}),
    (std::size_t, most_exits, "early exits in one cascade", 2),
    (std::size_t, most_solutions, "of the front that become models; the chosen one is always among them", 40),
    (double, search_seconds, "for sets of three exits", 60),
    (bool, finetune, "trains the chosen cascade jointly and searches again", false),
    (double, finetune_rate, "of Adam in that training", 5e-5),
    (std::size_t, finetune_epochs, "of that training", 1),
    (std::string, data_type, "in which the network is deployed: memory, transfers and rates of processors go by it", "float32"),
    (std::uint64_t, seed, "of everything random", 0));
  // clang-format on
};

//! The front of cascades of a network's tried exits: exact search on the stored validation answers, each point as a model with
//! its mapping and figures. The loss counts from `first`, the model of the user. `on` may be null. Throws usage_error for a
//! decision that needs recordings.
[[nodiscard]] PEAX_INLINE solutions<multi_exit>
cascade_front(network const& n, network const& first, report::early_exits const& tried,
              data::data_set const& judge, hardware::platform const* on, confidence_settings const& with,
              progress const& to);

} // namespace peax::rewrite

#ifndef PEAX_COMPILED
#include <peax/rewrite/confidence/cascade_front.ipp>
#endif
