#pragma once
//! @file
//! The body of to_conditional_onnx.hpp.

#include <peax/core/error.hpp>
#include <peax/deploy/conditional.hpp>
#include <peax/deploy/to_conditional_onnx.hpp>

namespace peax::deploy {

PEAX_INLINE exported to_conditional_onnx::write(original const&, measured<any_solutions> const& found) const {
  if (!found.choice)
    throw usage_error("to_conditional_onnx: no solution was chosen, so that there is none to write as ONNX");
  save_conditional(found.front[*found.choice], file);
  exported out;
  out.files.push_back(file);
  return out;
}

} // namespace peax::deploy
