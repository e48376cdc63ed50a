#pragma once
//! @file
//! How many instructions each step of networks takes on an emulated board.

#include <peax/core/config.hpp>
#include <peax/deploy/board/toolchain.hpp>
#include <peax/graph/graph.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace peax::deploy::board {

//! A step of the generated C: a call of a kernel.
struct step_count {
  std::size_t graph = 0; //!< position in the list given
  std::string function;  //!< the kernel
  std::string layer;     //!< the layers that it computes, as the C's comments name them: "Conv 'c1'"
  std::uint64_t instructions = 0;
};

//! How the functions of several graphs are compiled. Compilers make a kernel of its own for each call when there are few calls in a unit.
enum class compiled : std::uint8_t {
  apart,   //!< a unit for each graph, as the C of a network is
  together //!< one unit with all calls
};

//! Builds the C of all graphs as one program in which every step is counted, and runs it once on random numbers. A count is as fine as a
//! tick of the board (known_board); it is the emulator's, no cycles. Throws as built_program does, and bad_input for an operator
//! without C.
[[nodiscard]] PEAX_INLINE std::vector<step_count> count_steps(target const& on, std::span<graph const> of,
                                                              compiled how = compiled::apart);

} // namespace peax::deploy::board

#ifndef PEAX_COMPILED
#include <peax/deploy/board/step_counts.ipp>
#endif
