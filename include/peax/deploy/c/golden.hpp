#pragma once
//! @file
//! Samples with the answers that the generated code must give: a recording of its own, computed by the engine.

#include <peax/core/config.hpp>
#include <peax/solution/any_solution.hpp>
#include <peax/tensor/tensor.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace peax::deploy::c {

//! What each sample of a recording answers.
struct golden_samples {
  std::size_t count = 0, input_floats = 0, output_floats = 0;
  std::size_t further_floats = 0;        //!< of the outputs behind the first
  std::vector<float> inputs;             //!< [count][input_floats], inputs of one sample one behind the other
  std::vector<std::int32_t> label, exit; //!< label -1 where there are no classes
  std::vector<float> outputs;            //!< [count][output_floats] of the exit that answers
  std::vector<float> further;            //!< [count][further_floats]
};

//! Runs a solution on samples, [N, ...] for each input. Throws bad_input for shapes that do not fit and for NaN.
[[nodiscard]] PEAX_INLINE golden_samples golden_of(any_solution const& s, std::vector<tensor> const& inputs);

//! `count` samples of independent standard normal values, for networks without data.
[[nodiscard]] PEAX_INLINE std::vector<tensor> random_samples(network const& n, std::size_t count,
                                                             std::uint64_t seed);

//! NAME_golden.h and NAME_golden.c.
[[nodiscard]] PEAX_INLINE std::string golden_header(golden_samples const& g, std::string const& name);
[[nodiscard]] PEAX_INLINE std::string golden_source(golden_samples const& g, std::string const& name);

} // namespace peax::deploy::c

#ifndef PEAX_COMPILED
#include <peax/deploy/c/golden.ipp>
#endif
