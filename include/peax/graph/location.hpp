#pragma once
//! @file
//! Where a network could answer early: cuts behind what computes, outside its classifier.

#include <peax/core/config.hpp>
#include <peax/graph/cost.hpp>
#include <peax/graph/cut.hpp>
#include <peax/graph/graph.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace peax {

//! The last convolution, where it is the classifier: it has a channel for each answer, and behind it are activations,
//! normalization, pooling and reshaping alone (SqueezeNet, Network in Network). None where a dense layer answers.
[[nodiscard]] PEAX_INLINE node_id answering_convolution(graph const& g);

//! The nodes of the final classifier of a single-output graph: walking back from the output over dense layers, the answering
//! convolution, activations, normalization, reshaping and global pooling up to the last other convolution or merge. In a
//! network of dense layers alone it is the last dense layer and what follows it.
[[nodiscard]] PEAX_INLINE std::vector<node_id> classifier_of(graph const& g);

//! A place for an exit.
struct location {
  value_id at = value_id::none; //!< the feature map an exit branch reads
  std::vector<node_id> prefix;  //!< the nodes that make it, in running order
  cost prefix_cost;             //!< of one sample
};

//! Places for exits in running order: behind every convolution (with its normalization, activation and pooling), residual
//! region or hidden dense layer that is a cut, except behind a depthwise convolution, inside the classifier, and directly
//! before it (an exit there saves nothing). None for several inputs or no classifier.
[[nodiscard]] PEAX_INLINE std::vector<location> exit_locations(graph const& g);

} // namespace peax

#ifndef PEAX_COMPILED
#include <peax/graph/location.ipp>
#endif
