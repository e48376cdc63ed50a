#pragma once
//! @file
//! Where the buffers of a program lie in its arena.

#include <peax/core/config.hpp>
#include <peax/deploy/c/program.hpp>

namespace peax::deploy::c {

//! Gives every buffer an offset. A step that works element by element writes over the buffer that dies in it; the rest is greedy by
//! size (engine/plan/memory_plan.hpp).
PEAX_INLINE void plan_arena(program& p);

} // namespace peax::deploy::c

#ifndef PEAX_COMPILED
#include <peax/deploy/c/memory.ipp>
#endif
