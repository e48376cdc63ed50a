#pragma once
//! @file
//! What the outputs of a solution's exits answer.

#include <peax/core/config.hpp>
#include <peax/solution/any_solution.hpp>
#include <peax/tensor/tensor.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace peax::deploy {

//! The labels of an exit's outputs, [samples, ...]; -1 each where the network is no classifier.
[[nodiscard]] PEAX_INLINE std::vector<std::int32_t> exit_labels(any_solution const& s, std::size_t exit,
                                                                tensor const& outputs, std::size_t samples);

} // namespace peax::deploy

#ifndef PEAX_COMPILED
#include <peax/deploy/verify/exit_labels.ipp>
#endif
