#pragma once
//! @file
//! What may be a solution's folder or a plain ONNX file, and the first samples of arrays for it.

#include "input.hpp"
#include <peax/solution/any_solution.hpp>
#include <peax/tensor/tensor.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace command {

//! The solution in a folder; of a file the network, or what --output-name needs of it.
[[nodiscard]] peax::any_solution read_subject(std::string const& model, input_options const& given,
                                              std::vector<std::string> const& data);

//! At most `most` samples of each array, which is "X" or "X,Y" of which X counts, one for each input in their order.
[[nodiscard]] std::vector<peax::tensor> first_samples(peax::any_solution const& s, input_options const& given,
                                                      std::vector<std::string> const& data, std::int64_t most,
                                                      common const& c);

} // namespace command
