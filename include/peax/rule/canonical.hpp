#pragma once
//! @file
//! The canonical form: one way to say what exporters say in many. It computes the same function.
//!
//! Constants are folded; identity, dropout and dead nodes are gone; Pad lies in its reader; transposes of NHWC exporters have
//! met and cancelled, or stand once behind the input; dense layers are Gemm; means over the plane are GlobalAveragePool; what
//! makes a row per sample is Flatten; a layer normalization in pieces is one; what is taken of joined values is taken of the one that
//! holds it. Convolution, normalization and activation stay separate nodes.

#include <peax/core/config.hpp>
#include <peax/graph/network.hpp>

namespace peax::rule {

//! The network in canonical form, the same function of its inputs.
[[nodiscard]] PEAX_INLINE network canonical(network const& n);

//! The canonical form with Dropout kept.
[[nodiscard]] PEAX_INLINE network training_form(network const& n);

//! The canonical form with normalizations folded into the layers before them.
[[nodiscard]] PEAX_INLINE network inference_form(network const& n);

} // namespace peax::rule

#ifndef PEAX_COMPILED
#include <peax/rule/canonical.ipp>
#endif
