#pragma once
//! @file
//! Saves a solution as a folder: `solution.json`, `model.onnx`, `conditional.onnx` where it has early exits, and one part per processor.

#include <peax/core/config.hpp>
#include <peax/deploy/context.hpp>
#include <peax/solution/any_solution.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace peax::deploy {

//! Writes the folder, which appears whole or not at all, and returns the names of its files. `model.onnx` has
//! all exits as outputs in running order. A folder of an earlier solution is replaced. Throws io_error, and
//! bad_input when the solution's exits, thresholds, mapping and network do not fit together.
PEAX_INLINE std::vector<std::string> save_solution(any_solution const& s, std::filesystem::path const& folder,
                                                   context const& from);

//! Writes the solutions of a front as folders 0, 1, ... of one folder, which appears whole or not at all: none
//! of an earlier run stays among them. The chosen one has its C in `c/`, or in its record the reason why it has none. Returns the names
//! of all files, such as "3/model.onnx".
PEAX_INLINE std::vector<std::string> save_front(any_solutions const& found,
                                                std::filesystem::path const& folder, context const& from);

} // namespace peax::deploy

#ifndef PEAX_COMPILED
#include <peax/deploy/save_solution.ipp>
#endif
