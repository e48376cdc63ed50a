#pragma once
//! @file
//! A multi-exit network cut into one part per processor, at the feature maps that cross the links.

#include <peax/core/config.hpp>
#include <peax/graph/network.hpp>
#include <peax/solution/exits.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace peax::deploy {

//! What one processor runs. Its inputs are the feature map of the part before (the network's own inputs for
//! the first); its outputs the exits that it answers at, then the feature map for the next part.
struct part {
  std::string processor;
  std::vector<std::size_t> exits;
  std::string file; //!< "part_0_cortex-m4.onnx"
  network piece;
};

//! A name for files: letters, digits, '-', '_' and '.' stay, others become '-' (runs of them one); "part"
//! when nothing is left.
[[nodiscard]] PEAX_INLINE std::string safe_name(std::string_view name);

namespace detail {
//! Throws bad_input when records and network do not say the same.
PEAX_INLINE void check_exits(graph const& g, std::span<result::exit_record const> exits);

//! Exits are taken by the processors in running order, none twice, none left out.
PEAX_INLINE void check_mapping(std::span<result::mapping_record const> mapping, std::size_t exits);
} // namespace detail

//! The parts of a network under a mapping; none without a mapping. Values keep their names, parts the opset
//! and the metadata of the network. Throws bad_input when exits, mapping and network do not fit together.
[[nodiscard]] PEAX_INLINE std::vector<part> cut_into_parts(network const& whole,
                                                           std::span<result::exit_record const> exits,
                                                           std::span<result::mapping_record const> mapping);

} // namespace peax::deploy

#ifndef PEAX_COMPILED
#include <peax/deploy/parts.ipp>
#endif
