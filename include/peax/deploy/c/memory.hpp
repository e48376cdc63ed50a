#pragma once
//! @file
//! Where the buffers of a program lie in its arena.

#include <peax/core/config.hpp>
#include <peax/deploy/c/program.hpp>

#include <cstddef>
#include <vector>

namespace peax::deploy::c {

//! Gives every buffer an offset. A step that makes a value element by element writes over the buffer that dies in it. Buffers are placed
//! one after the other, each at the lowest offset that is free while it lives (engine/plan/memory_plan.hpp), in several orders, of
//! which the best is taken: by size, by size and life, by life, by time; then again and again with the one that sticks out first.
PEAX_INLINE void plan_arena(program& p);

//! The same in one order, by size, and without writing over: as TensorFlow Lite Micro's GreedyMemoryPlanner does. For comparison.
PEAX_INLINE void plan_arena_plainly(program& p);

//! Floats of the planned arena that are alive in each step.
[[nodiscard]] PEAX_INLINE std::vector<std::size_t> live_floats(program const& p);

} // namespace peax::deploy::c

#ifndef PEAX_COMPILED
#include <peax/deploy/c/memory.ipp>
#endif
