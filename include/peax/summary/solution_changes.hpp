#pragma once
//! @file
//! What a solution changed: its layers beside those of the original, and the mappings that were possible beside the chosen one.

#include <peax/core/config.hpp>
#include <peax/document/page.hpp>
#include <peax/graph/network.hpp>
#include <peax/hardware/platform.hpp>
#include <peax/solution/any_solution.hpp>

namespace peax::summary {

//! Layers before and after, matched by their names; nothing where no layer differs.
PEAX_INLINE void show_layers(document::section& out, any_solution const& s, network const& original);

//! Every way to lay the solution over the processors: what each costs in float32 and int8, the chosen one marked, and why others are
//! impossible.
PEAX_INLINE void show_mappings(document::section& out, any_solution const& s, hardware::platform const& on);

} // namespace peax::summary

#ifndef PEAX_COMPILED
#include <peax/summary/solution_changes.ipp>
#endif
