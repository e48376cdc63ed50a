#pragma once
//! @file
//! The parts of a plan, made from a graph.

#include <peax/core/config.hpp>
#include <peax/engine/plan/plan_parts.hpp>
#include <peax/graph/graph.hpp>

namespace peax::engine {

//! Throws bad_input when the graph holds what the engine cannot compute.
[[nodiscard]] PEAX_INLINE plan_parts make_parts(graph const& g, index batch, plan_options const& options);

} // namespace peax::engine

#ifndef PEAX_COMPILED
#include <peax/engine/plan/plan_builder.hpp> // which ends with the body
#endif
