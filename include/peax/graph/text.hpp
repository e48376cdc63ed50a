#pragma once
//! @file
//! Graphs as text that a person reads and parse() reads back to an equal graph. A graph that an operator holds stands between braces.
//!
//!     graph "tiny" opset 13
//!     input "x" float32 [N,4]
//!     constant "w" float32 [2,4] 1 0 0.5 -1 2 0 0 1
//!     node "d" Gemm ("x" "w") -> ("y") alpha=1 beta=0 transA=0 transB=1
//!     output "y"

#include <peax/core/config.hpp>
#include <peax/graph/graph.hpp>

#include <string>

namespace peax {

//! How constants are written: every element (parses back), or the digest of their content (short).
enum class weights_as { elements, digest };

//! The graph as text; one line an input, constant, node and output.
[[nodiscard]] PEAX_INLINE std::string to_text(graph const& g, weights_as weights = weights_as::elements);

} // namespace peax

#ifndef PEAX_COMPILED
#include <peax/graph/text.ipp>
#endif
