#pragma once
//! @file
//! Parts of graphs: cutting a piece out, and joining a piece on.

#include <peax/core/config.hpp>
#include <peax/graph/editor.hpp>
#include <peax/graph/graph.hpp>

#include <span>
#include <string>
#include <vector>

namespace peax {

//! The piece of a graph that makes `outputs` from `inputs`, which become its inputs, in that order; inputs of the graph that
//! the piece needs besides are kept behind them. Names stay. Throws bad_input when an output cannot be made.
[[nodiscard]] PEAX_INLINE graph extract(graph const& g, std::span<value_id const> inputs,
                                        std::span<value_id const> outputs, std::string name);

//! Copies a piece into the graph being edited: its inputs are joined to the given values; its values and nodes get the prefix.
//! Returns where its outputs are. Throws bad_input when shapes do not fit.
PEAX_INLINE std::vector<value_id> join(graph_editor& edit, graph const& piece, std::span<value_id const> to,
                                       std::string const& prefix);

} // namespace peax

#ifndef PEAX_COMPILED
#include <peax/graph/extract.ipp>
#endif
