#pragma once
//! @file
//! The reference evaluator: whole networks run slowly and obviously, every operator by `evaluate`, every value kept.

#include <peax/core/config.hpp>
#include <peax/graph/graph.hpp>
#include <peax/tensor/tensor.hpp>

#include <vector>

namespace peax {

//! All values of a graph, by their numbers, for one tensor per input; the batch takes any size. Throws bad_input for inputs that do not
//! fit, and for an operator that brings no `evaluate`.
[[nodiscard]] PEAX_INLINE std::vector<tensor> interpret_values(graph const& g,
                                                               std::vector<tensor> const& inputs);

} // namespace peax

#ifndef PEAX_COMPILED
#include <peax/graph/interpret.ipp>
#include <peax/graph/op/branch.ipp> // needs whole graphs, and runs them
#endif
