#pragma once
//! @file
//! A piece of C that is linked by itself: a whole solution, or what one processor of its mapping runs.

#include <peax/core/config.hpp>
#include <peax/deploy/c/program.hpp>
#include <peax/solution/any_solution.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace peax::deploy::c {

//! How labels are read from an output.
enum class answers : std::uint8_t { none, of_probabilities, of_logits };

//! Exits of a solution with their program, and what the text of their C asks for.
struct unit {
  std::string name, upper; //!< of what its files define
  any_solution const& of;
  network original; //!< that it computes: of the solution, or the part of it
  program code;
  std::size_t first = 0;         //!< the exit of the solution that its first is
  bool crosses = false;          //!< its last output is the feature map that the next processor reads
  answers last = answers::none;  //!< of the final output
  std::size_t answer_floats = 0; //!< of the final output
  bool is_part = false;          //!< of several
  std::string processor{};       //!< that runs it; empty for the whole on one

  //! Exits that are looked at here.
  [[nodiscard]] std::size_t exits() const { return code.outputs.size() - (crosses ? 1 : 0); }
  //! Those of them that have a threshold.
  [[nodiscard]] std::size_t early() const { return exits() - (crosses ? 0 : 1); }
  [[nodiscard]] bool repeats() const { return of.decision.repeats(); }
  [[nodiscard]] std::size_t weight_bytes() const {
    std::size_t bytes = 0;
    for (auto const& c : code.constants) bytes += c.values.size() * sizeof(float);
    return bytes;
  }
  [[nodiscard]] std::size_t arena_bytes() const {
    return (code.arena_floats > 0 ? code.arena_floats : 1) * sizeof(float);
  }
};

//! The whole solution. Throws bad_input for what has no C.
[[nodiscard]] PEAX_INLINE unit whole_unit(any_solution const& s, std::string const& name);

//! One for each processor of a mapping of several, called NAME_part_0 and so on; else none.
[[nodiscard]] PEAX_INLINE std::vector<unit> part_units(any_solution const& s, unit const& whole);

} // namespace peax::deploy::c

#ifndef PEAX_COMPILED
#include <peax/deploy/c/unit.ipp>
#endif
