#pragma once
//! @file
//! The rules that every graph keeps. Run after each pass in tests and debug builds.

#include <peax/core/config.hpp>
#include <peax/graph/graph.hpp>

namespace peax {

//! Throws bad_input that names the node when a graph breaks a rule: ids exist, names are unique, every value is made once and
//! before it is read, types agree with the shape rules, constants fit their shapes, outputs exist.
PEAX_INLINE void verify(graph const& g);

} // namespace peax

#ifndef PEAX_COMPILED
#include <peax/graph/verify.ipp>
#endif
