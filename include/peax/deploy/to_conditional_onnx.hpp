#pragma once
//! @file
//! The exporter that ends a flow: the chosen solution as one ONNX file that stops by itself.

#include <peax/analysis/component.hpp>
#include <peax/analysis/solutions.hpp>
#include <peax/core/config.hpp>
#include <peax/solution/any_solution.hpp>

#include <string>
#include <string_view>

namespace peax::deploy {

//! Writes the chosen solution as `save_conditional` does: `flow(confidence_exits{}, to_conditional_onnx{"model.onnx"})`. Throws
//! usage_error when nothing was chosen, bad_input when what was chosen has no early exit or a decision of the user's.
struct to_conditional_onnx {
  static constexpr std::string_view name = "to_conditional_onnx";

  std::string file;

  exported write(original const& first, measured<any_solutions> const& found) const;
};

} // namespace peax::deploy

#ifndef PEAX_COMPILED
#include <peax/deploy/to_conditional_onnx.ipp>
#endif
