#pragma once
//! @file
//! The exporter that ends a flow: every solution of the front as a folder.

#include <peax/analysis/component.hpp>
#include <peax/analysis/solutions.hpp>
#include <peax/core/config.hpp>
#include <peax/deploy/context.hpp>
#include <peax/solution/any_solution.hpp>

#include <string>
#include <string_view>

namespace peax::deploy {

//! Writes `original.onnx` and `solutions/<n>/`, n counting along the front from 0, with figures measured on
//! test, and C of the chosen one in its `c/`: `flow(confidence_exits{}, to_folder{"out"})`. Stands behind every rewriter, a user's too: a solution type of its own is
//! saved as `result::erased` turns it. Gives the names of all files.
struct to_folder {
  static constexpr std::string_view name = "to_folder";

  std::string folder;
  context from{};

  exported write(original const& first, measured<any_solutions> const& found) const;
};

} // namespace peax::deploy

#ifndef PEAX_COMPILED
#include <peax/deploy/to_folder.ipp>
#endif
