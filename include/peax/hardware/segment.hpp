#pragma once
//! @file
//! What a part of a network costs on a processor: time, energy, memory, and what does not fit.

#include <peax/core/config.hpp>
#include <peax/core/error.hpp>
#include <peax/graph/graph.hpp>
#include <peax/hardware/platform.hpp>
#include <peax/meta/record.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace peax::hardware {

//! A data type that a network is deployed in, with its width.
struct storage_type {
  std::string_view name = "float32";
  std::int64_t bits = 32;
};
inline constexpr storage_type storage_types[] = {
    {"float32", 32}, {"float16", 16}, {"bfloat16", 16}, {"int16", 16}, {"int8", 8}, {"int4", 4}, {"int2", 2}};

//! The storage type of a name; throws bad_input that lists them for another.
[[nodiscard]] PEAX_INLINE storage_type storage_type_named(std::string_view name);

//! Those in which it is worth to look at a platform: float32, int8, and what rates of its processors name.
[[nodiscard]] PEAX_INLINE std::vector<storage_type> storage_types_of(platform const& on);

//! What a part of a network needs on one processor, for one sample.
struct segment_cost {
  std::optional<seconds> time{};  //!< computing only; absent where the speed of an operator is not known
  std::optional<joules> energy{}; //!< time at active power; absent where one of them is not known
  std::optional<double>
      instructions{}; //!< absent where those of an operator are not known; they are no cycles
  bytes weights{0};
  bytes feature_maps{0};        //!< most of them alive at once
  std::vector<refusal> misfits; //!< unsupported operators, too little memory or storage
};

//! Cost of some nodes of a graph on a processor. The time of a node is that of its instructions where they are known, else an element
//! operation takes as long as a multiply-accumulate, and operators that move or rename only cost nothing. `live_elements` is the most feature-map elements alive at once while they run.
[[nodiscard]] PEAX_INLINE segment_cost cost_on(processor const& on, graph const& g,
                                               std::span<node_id const> nodes, std::int64_t live_elements,
                                               storage_type type);

} // namespace peax::hardware

PEAX_RECORD(peax::hardware::segment_cost, time, energy, instructions, weights, feature_maps, misfits);

#ifndef PEAX_COMPILED
#include <peax/hardware/segment.ipp>
#endif
