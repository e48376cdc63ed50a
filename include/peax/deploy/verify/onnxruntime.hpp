#pragma once
//! @file
//! ONNX files in ONNX Runtime, by node.

#include <peax/core/config.hpp>
#include <peax/core/progress.hpp>
#include <peax/deploy/board/toolchain.hpp>
#include <peax/deploy/verify/answers.hpp>
#include <peax/deploy/verify/samples.hpp>
#include <peax/graph/network.hpp>
#include <peax/solution/any_solution.hpp>

#include <filesystem>
#include <vector>

namespace peax::deploy {

//! The outputs of a file for all samples, [N, ...] each, one sample after the other. `n`: the network that the file holds, for the names
//! and shapes of its inputs and outputs. Throws bad_input with what ONNX Runtime says.
[[nodiscard]] PEAX_INLINE std::vector<tensor> run_in_onnxruntime(board::node_runtime const& by,
                                                                 std::filesystem::path const& file,
                                                                 network const& n, test_samples const& on,
                                                                 progress const& to = {});

//! The answers of a conditional file, to which its state is given back along recordings. Throws bad_input with what ONNX Runtime says.
[[nodiscard]] PEAX_INLINE answers run_conditional_in_onnxruntime(board::node_runtime const& by,
                                                                 std::filesystem::path const& file,
                                                                 any_solution const& s,
                                                                 test_samples const& on,
                                                                 progress const& to = {});

} // namespace peax::deploy

#ifndef PEAX_COMPILED
#include <peax/deploy/verify/onnxruntime.ipp>
#endif
