#pragma once
//! @file
//! Outputs that are labels themselves: a network that ends in ArgMax answers with the number of a class instead of scores.

#include <peax/core/config.hpp>
#include <peax/graph/graph.hpp>

#include <cstddef>
#include <string>

namespace peax {

//! How many classes the labels have that an output gives; 0 for an output that is no labels. Casts and what renames a shape are looked
//! through.
[[nodiscard]] PEAX_INLINE std::size_t told_labels(graph const& g, value_id output);

//! What an output is, in words that follow "the output [N,3] is": "that of a regression", or that it is labels without their scores.
[[nodiscard]] PEAX_INLINE std::string output_in_words(graph const& g, value_id output);

} // namespace peax

#ifndef PEAX_COMPILED
#include <peax/graph/told_labels.ipp>
#endif
