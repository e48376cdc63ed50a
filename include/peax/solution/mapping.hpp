#pragma once
//! @file
//! Mappings: consecutive segments of a multi-exit network on the ordered processors of a platform, with what each costs and
//! why others are impossible.

#include <peax/core/config.hpp>
#include <peax/core/error.hpp>
#include <peax/graph/graph.hpp>
#include <peax/hardware/segment.hpp>
#include <peax/solution/constraints.hpp>
#include <peax/solution/exits.hpp>
#include <peax/solution/record.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace peax::result {

//! One segment: what runs between an exit and the next, the exit's branch included.
struct segment {
  std::vector<node_id> nodes;
  value_id input =
      value_id::none;           //!< the feature map that it reads from the segment before; none for the first
  value_id at = value_id::none; //!< the feature map that the next segment reads; none for the last
  value_id output = value_id::none;
  std::int64_t live_elements = 0; //!< most alive at once while it runs
  std::int64_t held_elements = 0; //!< kept from sample to sample besides, by a rule that compares
};

//! The segments of a graph whose outputs are its exits in running order; `at[j]` is the feature map that exit j's branch reads
//! (as many as early exits).
[[nodiscard]] PEAX_INLINE std::vector<segment> segments_of(graph const& g, std::span<value_id const> at);

//! A possible mapping: the processor of each segment and what a sample costs that leaves at each exit.
struct mapping {
  std::vector<std::size_t> processor; //!< of each segment, never falling
  std::vector<double> seconds,
      joules; //!< of a sample by the exit where it leaves: computing, transfers, waking; empty where a power is not known

  [[nodiscard]] double worst_latency() const { return seconds.back(); }
};

//! What could be mapped and what not.
struct mappings {
  std::vector<mapping> possible;
  std::vector<refusal> rejected;
};

//! All ways to lay the segments over the processors in their order (a processor may take several or none): 3 segments on 2
//! processors have 4. Impossible ones are rejected with the reason: an operator, memory, storage, a missing link, the latency.
[[nodiscard]] PEAX_INLINE mappings map_segments(hardware::platform const& on, graph const& g,
                                                std::span<segment const> segments,
                                                hardware::storage_type type = {},
                                                std::optional<double> most_seconds = {});

//! The mapping with the least mean of `of_exit` under the shares of samples by exit; of equals the first.
[[nodiscard]] PEAX_INLINE std::optional<std::size_t> cheapest(std::span<mapping const> possible,
                                                              std::span<double const> shares,
                                                              std::vector<double> mapping::*of_exit);

//! The one that a preference picks: the least mean energy where it is known of all and time is not asked for, else the least
//! mean time.
[[nodiscard]] PEAX_INLINE std::optional<std::size_t>
preferred(std::span<mapping const> possible, std::span<double const> shares, preference prefer);

//! Writes a mapping into a solution: its processors, latency and energy by the exit where a sample leaves.
PEAX_INLINE void place(record& s, hardware::platform const& on, mapping const& m);

//! The mapping as records: processors with the exits that they answer at.
[[nodiscard]] PEAX_INLINE std::vector<mapping_record> records_of(hardware::platform const& on,
                                                                 mapping const& m);

} // namespace peax::result

#ifndef PEAX_COMPILED
#include <peax/solution/mapping.ipp>
#endif
