#pragma once
//! @file
//! The outputs of a network for samples, by the reference evaluator and by the engine.

#include <peax/core/config.hpp>
#include <peax/core/progress.hpp>
#include <peax/deploy/verify/samples.hpp>
#include <peax/graph/network.hpp>
#include <peax/tensor/tensor.hpp>

#include <vector>

namespace peax::deploy {

//! [N, values of one sample] for each output, by the reference evaluator (graph/interpret.hpp). Throws bad_input for an operator that has
//! no `evaluate`.
[[nodiscard]] PEAX_INLINE std::vector<tensor> evaluated_outputs(network const& n, test_samples const& on,
                                                                progress const& to = {});

//! [N, ...] for each output, by the engine.
[[nodiscard]] PEAX_INLINE std::vector<tensor> engine_outputs(network const& n, test_samples const& on,
                                                             int threads = 0, progress const& to = {});

} // namespace peax::deploy

#ifndef PEAX_COMPILED
#include <peax/deploy/verify/network_outputs.ipp>
#endif
