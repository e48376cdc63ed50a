#pragma once
//! @file
//! Networks of several inputs in the form of one input, so that data sets feed them, and back.

#include <peax/core/config.hpp>
#include <peax/graph/graph.hpp>
#include <peax/tensor/tensor.hpp>

#include <vector>

namespace peax {

//! The same network with one input [N, values], which holds the values of all inputs of a sample one behind the other; each input is cut
//! out of it under its own name. Throws bad_input for an input without a batch.
[[nodiscard]] PEAX_INLINE graph join_inputs(graph const& g);

//! A graph that `join_inputs` made of `original` and that was changed since, with the inputs of `original` again.
[[nodiscard]] PEAX_INLINE graph separate_inputs(graph const& joined, graph const& original);

//! [N, values]: float arrays [N, ...], sample by sample one behind the other. Throws bad_input when their numbers of samples differ.
[[nodiscard]] PEAX_INLINE tensor join_samples(std::vector<tensor> const& arrays);

} // namespace peax

#ifndef PEAX_COMPILED
#include <peax/graph/join_inputs.ipp>
#endif
