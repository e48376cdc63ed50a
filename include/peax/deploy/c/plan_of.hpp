#pragma once
//! @file
//! From a network to the program whose C is written: lowered, named after the network, its arena planned.

#include <peax/core/config.hpp>
#include <peax/deploy/c/program.hpp>
#include <peax/graph/network.hpp>

#include <cstddef>

namespace peax::deploy::c {

//! The program of a network whose outputs are its exits in running order, those from the last of `exits` on together; normalization is
//! folded. `repeats`: a temporal rule reads the outputs of early exits again when everything has run. Throws bad_input for what has
//! no C, and for an arena and weights that 32 bits do not address.
[[nodiscard]] PEAX_INLINE program plan_of(network const& n, std::size_t exits, bool repeats);

} // namespace peax::deploy::c

#ifndef PEAX_COMPILED
#include <peax/deploy/c/plan_of.ipp>
#endif
