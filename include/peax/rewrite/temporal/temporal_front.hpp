#pragma once
//! @file
//! From the stored logits of exits along a stream to a front of temporal rules: sweep, choice, models.

#include <peax/analysis/component.hpp>
#include <peax/core/config.hpp>
#include <peax/core/progress.hpp>
#include <peax/data/stream.hpp>
#include <peax/graph/network.hpp>
#include <peax/report/temporal_behaviour.hpp>
#include <peax/solution/constraints.hpp>
#include <peax/solution/solution.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace peax::rewrite {

//! Which temporal rule is tried.
enum class temporal_decision : std::uint8_t { automatic, difference_detection, temporal_patience };

//! Settings of temporal exits.
struct temporal_settings {
  result::constraints keep{};
  temporal_decision decision =
      temporal_decision::automatic; //!< automatic: both, the cheaper that keeps to the limit
  //! Early exits in one rule. 0: two for temporal patience, whose label test bounds what a rule can lose, one
  //! for difference detection: pairs of its thresholds save more, and lose more on other subjects than on
  //! those they were chosen on.
  std::size_t most_exits = 0;
  std::size_t most_solutions = 40;   //!< of the front that become models; the chosen one is always among them
  double search_seconds = 60;        //!< for rules of several exits
  std::string data_type = "float32"; //!< in which the network is deployed: memory goes by it
  std::uint64_t seed = 0;
};

//! The front of temporal rules of a network's exits. The loss counts from `first`, the model of the user.
[[nodiscard]] PEAX_INLINE solutions<temporal>
temporal_exits_front(network const& n, network const& first, report::temporal_behaviour const& behaviour,
                     data::stream const& judge, temporal_settings const& with, progress const& to);

} // namespace peax::rewrite

#ifndef PEAX_COMPILED
#include <peax/rewrite/temporal/temporal_front.ipp>
#endif
