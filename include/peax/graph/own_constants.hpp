#pragma once
//! @file
//! Constants that a file holds once for several layers, told apart.

#include <peax/core/config.hpp>
#include <peax/graph/graph.hpp>

namespace peax {

//! The graph in which no statistics of a BatchNormalization are anything else: exporters merge tensors that are equal when they write
//! (the ones and zeros of a fresh network), while statistics are of one place alone. Scales and shifts that are shared among
//! themselves stay so, and their gradients add up. The same nodes in the same order.
[[nodiscard]] PEAX_INLINE graph with_own_normalizations(graph const& g);

//! The graph in which no two places read the same float32 constant of more than one element: each behind the first reads a copy.
//! The same nodes in the same order.
[[nodiscard]] PEAX_INLINE graph with_own_constants(graph const& g);

} // namespace peax

#ifndef PEAX_COMPILED
#include <peax/graph/own_constants.ipp>
#endif
