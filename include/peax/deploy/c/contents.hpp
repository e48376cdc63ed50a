#pragma once
//! @file
//! What the buffers of a program hold, in the words of the network that it was made of.

#include <peax/core/config.hpp>
#include <peax/deploy/c/program.hpp>
#include <peax/graph/graph.hpp>

namespace peax::deploy::c {

//! Gives every buffer what it holds: a value of `original`, the graph before normalization was folded and the like, a copy of one in
//! another order, or scratch, and every step the nodes of `original` that lie between what it reads and the value that it makes.
//! A buffer takes the name that lowering wished for (of the value, of a view of it, of the value that the node of the same name makes)
//! where the original has it and makes it of the values that are read; else it is scratch.
PEAX_INLINE void name_contents(program& p, graph const& original);

} // namespace peax::deploy::c

#ifndef PEAX_COMPILED
#include <peax/deploy/c/contents.ipp>
#endif
