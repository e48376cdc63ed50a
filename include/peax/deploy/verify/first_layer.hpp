#pragma once
//! @file
//! The first layer at which a computation departs from the reference evaluator.

#include <peax/core/config.hpp>
#include <peax/deploy/board/toolchain.hpp>
#include <peax/deploy/verify/c_run.hpp>
#include <peax/deploy/verify/samples.hpp>
#include <peax/graph/network.hpp>

#include <optional>
#include <string>

namespace peax::deploy {

//! A layer, and one element of what it makes.
struct layer_difference {
  std::string layer; //!< "Conv 'c1'"
  std::string value; //!< "c1_out[17]"
  std::string expected, got;
};

//! Each compares what every layer makes of one sample, in running order, up to `output_tolerance`; nothing when all agree.
[[nodiscard]] PEAX_INLINE std::optional<layer_difference> first_layer_of_engine(network const& n,
                                                                                test_samples const& one);
[[nodiscard]] PEAX_INLINE std::optional<layer_difference>
first_layer_of_onnxruntime(board::node_runtime const& by, network const& n, test_samples const& one);
//! Of what the network's inference form (rule/canonical.hpp) and the C both call by name.
[[nodiscard]] PEAX_INLINE std::optional<layer_difference>
first_layer_of_c(board::target const& on, generated_c const& what, network const& n, test_samples const& one);

} // namespace peax::deploy

#ifndef PEAX_COMPILED
#include <peax/deploy/verify/first_layer.ipp>
#endif
