#pragma once
//! @file
//! Parameters of normalizations that a file holds once for several layers, told apart.

#include <peax/core/config.hpp>
#include <peax/graph/graph.hpp>

namespace peax {

//! The graph with parameters of its own for every BatchNormalization: exporters merge tensors that are equal when they write (all zeros,
//! all ones), while statistics are of one place alone. The same nodes in the same order.
[[nodiscard]] PEAX_INLINE graph with_own_normalizations(graph const& g);

} // namespace peax

#ifndef PEAX_COMPILED
#include <peax/graph/own_constants.ipp>
#endif
