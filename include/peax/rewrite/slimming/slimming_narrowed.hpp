#pragma once
//! @file
//! How much each channel matters, and the network with the best of them.

#include <peax/core/config.hpp>
#include <peax/graph/graph.hpp>
#include <peax/rewrite/slimming/slimming_channels.hpp>
#include <peax/tensor/tensor.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <numeric>
#include <utility>
#include <vector>

namespace peax::rewrite {

//! How much each channel of a set matters: what makes it (the scale of the normalization behind the layer,
//! after Liu et al. 2017; without one the sum of the filter's absolute weights, after Li et al. 2017),
//! times the sum of the absolute weights that read it. Each layer's figures count relative to their mean;
//! layers that share a set add up.
[[nodiscard]] PEAX_INLINE std::vector<double> channel_importance(graph const& g, channel_groups const& groups,
                                                                 std::size_t set);

//! The graph with `width` (a share) of the channels that `original`, a graph of the same layers, has in
//! every free set: the most important ones of `g`, in their order, at least one. All names stay.
[[nodiscard]] PEAX_INLINE graph narrowed(graph const& g, graph const& original, double width);

} // namespace peax::rewrite

#ifndef PEAX_COMPILED
#include <peax/rewrite/slimming/slimming_narrowed.ipp>
#endif
