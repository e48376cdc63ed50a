#pragma once
//! @file
//! What somebody answers for samples, and whether two answer the same.

#include <peax/core/config.hpp>
#include <peax/solution/any_solution.hpp>
#include <peax/tensor/tensor.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace peax::deploy {

//! Two machines differ in a float's last bits: a decision whose confidence, or distance, is as near (relative) to its threshold may fall
//! either way.
inline constexpr double decision_tolerance = 2e-6;
//! Outputs are equal up to this times max(1, |y|).
inline constexpr double output_tolerance = 1e-5;

//! One answer a sample.
struct answers {
  std::vector<std::int32_t> label; //!< -1 where there are no classes
  std::vector<std::size_t> exit;
  std::size_t width = 0;
  std::vector<float>
      output; //!< [samples][width], of the exit that answers; of a network without early exits all outputs, one behind the other
};

//! An output of a network in the rows of answers.
struct answer_part {
  std::string name;
  std::size_t width = 0;
};

//! Answers with the samples that had a decision on the edge.
struct decided_answers : answers {
  std::vector<bool> near_threshold;
  std::vector<answer_part> parts; //!< of a row; empty: it is one output
};

//! Plays a solution's decision along recordings. `outputs`: of all exits in running order, [N, ...], then those that answer beside the
//! last; without early exits these are in the answers too. Throws bad_input for exits whose answers differ in their number.
[[nodiscard]] PEAX_INLINE decided_answers decide(any_solution const& s, std::span<tensor const> outputs,
                                                 std::span<std::size_t const> lengths);

//! The first sample that is answered otherwise.
struct answer_difference {
  std::size_t sample = 0;
  std::string what, expected, got; //!< "exit", "label", "output 3"
};

struct comparison {
  std::size_t compared = 0; //!< samples
  std::size_t left_out =
      0; //!< of a stream, behind a decision on the edge until the next sample that ran whole
  std::size_t excused = 0;   //!< on the edge, and decided otherwise
  std::size_t differing = 0; //!< samples
  double largest = 0;        //!< of |a - b| / max(1, |b|) over the outputs compared
  std::optional<answer_difference> first;
};

//! Compares by the two tolerances. `follows`: the decision compares a sample with those before it.
[[nodiscard]] PEAX_INLINE comparison compare(decided_answers const& expected, answers const& got,
                                             std::span<std::size_t const> lengths, std::size_t exits,
                                             bool follows);

} // namespace peax::deploy

#ifndef PEAX_COMPILED
#include <peax/deploy/verify/answers.ipp>
#endif
