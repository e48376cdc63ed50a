#pragma once
//! @file
//! What a convolution sees: the moments of its patches over training data.

#include <peax/core/config.hpp>
#include <peax/data/data_set.hpp>
#include <peax/graph/graph.hpp>
#include <peax/rewrite/separable/separable_split.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace peax::rewrite {

//! Moments of the patches of a convolution without groups. About 24 patches for each of their values are
//! read, at least 20,000 and at most 120,000 (fewer where they have thousands of values), from at least
//! 1,024 samples spread evenly over the data (or all), at places that the seed draws. The part of the
//! network in front runs once on these samples.
[[nodiscard]] PEAX_INLINE patch_moments patch_moments_of(graph const& g, node_id conv,
                                                         data::data_set const& learn, std::uint64_t seed);

} // namespace peax::rewrite

#ifndef PEAX_COMPILED
#include <peax/rewrite/separable/separable_moments.ipp>
#endif
