#pragma once
//! @file
//! The C of a solution, as files in memory: network, weights, decision, golden samples, certificate.

#include <peax/core/config.hpp>
#include <peax/deploy/c/program.hpp>
#include <peax/deploy/c/source_file.hpp>
#include <peax/solution/any_solution.hpp>
#include <peax/tensor/tensor.hpp>

#include <string>
#include <vector>

namespace peax::deploy::c {

//! What is asked for.
struct source_options {
  std::string name; //!< of all that the files define; an identifier
  std::vector<tensor>
      golden{}; //!< [N, ...] for each input of the network: samples whose answers are written beside; none: eight of random numbers
};

//! The files NAME.h, NAME.c, NAME_weights.c, NAME_golden.h, NAME_golden.c, certificate.json, README.md and the headers of the decision;
//! those of parts are named "parts/0_PROCESSOR/NAME_part_0.c".
//! Throws bad_input for an operator without C, a decision of a user's own, a shape that is not fixed, NaN in a golden sample.
[[nodiscard]] PEAX_INLINE std::vector<source_file> source_of(any_solution const& s,
                                                             source_options const& how);

} // namespace peax::deploy::c

#ifndef PEAX_COMPILED
#include <peax/deploy/c/source.ipp>
#endif
