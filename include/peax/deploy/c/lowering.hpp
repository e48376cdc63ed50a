#pragma once
//! @file
//! From a graph to calls of C kernels: every value gets a place, every operator its calls.

#include <peax/core/config.hpp>
#include <peax/deploy/c/program.hpp>
#include <peax/graph/graph.hpp>
#include <peax/graph/op_kind.hpp>

#include <cstddef>
#include <cstdint>

namespace peax::deploy::c {

enum class order_of_steps : std::uint8_t { of_least_memory, of_file };

//! Whether there is C for an operator of peax.
[[nodiscard]] PEAX_INLINE bool is_written_in_c(op_kind const& kind);

//! The calls of a network. Its outputs are its exits in running order; those from the last exit on answer together. Throws bad_input
//! that names an operator without C, a shape that is not fixed, and a value too large for 32 bits.
[[nodiscard]] PEAX_INLINE program lower(graph const& g, std::size_t exits,
                                        order_of_steps order = order_of_steps::of_least_memory);

} // namespace peax::deploy::c

#ifndef PEAX_COMPILED
#include <peax/deploy/c/lowering.ipp>
#endif
