#pragma once
//! @file
//! `peax run` of a conditional file: sample by sample, what it remembers fed back to it.

#include <peax/core/progress.hpp>
#include <peax/deploy/conditional_runner.hpp>
#include <peax/graph/network.hpp>
#include <peax/tensor/tensor.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace command {

//! The values of the `wanted` outputs for all samples, of the types that the file gives them. `lengths`: a file with those of the recordings;
//! empty: one recording.
[[nodiscard]] std::vector<peax::tensor>
run_conditional(peax::network const& n, std::vector<peax::tensor> const& inputs, std::string const& lengths,
                std::vector<std::size_t> const& wanted, bool exact, peax::progress const& to = {});

//! Floats as elements of the type of an output.
[[nodiscard]] peax::tensor typed(peax::tensor const& values, peax::data_type type);

} // namespace command
