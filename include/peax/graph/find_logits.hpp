#pragma once
//! @file
//! The value in front of a final Softmax or Sigmoid: what losses work on.

#include <peax/core/config.hpp>
#include <peax/graph/graph.hpp>

#include <cstddef>

namespace peax {

//! What the last activation of an output is.
enum class final_activation : unsigned char { none, softmax, sigmoid };

struct logits {
  value_id id = value_id::none; //!< the input of the last activation, or the output itself if there is none
  final_activation activation = final_activation::none;
};

//! The logits of the i-th output of a graph, looking through operators that only rename or reshape.
[[nodiscard]] PEAX_INLINE logits find_logits(graph const& g, std::size_t output = 0);

} // namespace peax

#ifndef PEAX_COMPILED
#include <peax/graph/find_logits.ipp>
#endif
