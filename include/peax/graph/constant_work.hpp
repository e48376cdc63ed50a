#pragma once
//! @file
//! A bound for what a graph computes of constants alone: a small file can ask for any amount of it, and it is done while networks are
//! prepared.

#include <peax/core/config.hpp>
#include <peax/graph/graph.hpp>

#include <cstdint>

namespace peax {

//! Elements that a graph may make of constants alone, beyond four times those that it holds.
inline constexpr std::int64_t most_folded = std::int64_t{1} << 24;

//! Multiplications and element operations on constants alone, beyond four times the elements that it holds.
inline constexpr std::int64_t most_folding_work = std::int64_t{1} << 28;

//! Throws bad_input with the node and the bound where a graph goes beyond these.
PEAX_INLINE void check_constant_work(graph const& g);

} // namespace peax

#ifndef PEAX_COMPILED
#include <peax/graph/constant_work.ipp>
#endif
