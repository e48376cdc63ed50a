#pragma once
//! @file
//! Memory of the generated C over time, step by step, with the exits marked.

#include <peax/core/config.hpp>
#include <peax/document/page.hpp>
#include <peax/solution/any_solution.hpp>

namespace peax::summary {

//! Appends, for each processor of the mapping (for the whole where there are not several), the bytes of the arena that live in each
//! step, of the plan by which the C is written, and the same as a folded table. Says why where there is no C.
PEAX_INLINE void show_memory(document::section& out, any_solution const& s);

} // namespace peax::summary

#ifndef PEAX_COMPILED
#include <peax/summary/memory_timeline.ipp>
#endif
