#pragma once
//! @file
//! The body of to_folder.hpp.

#include <peax/deploy/save_solution.hpp>
#include <peax/deploy/to_folder.hpp>
#include <peax/onnx/save.hpp>

namespace peax::deploy {

PEAX_INLINE exported to_folder::write(original const& first, measured<any_solutions> const& found) const {
  exported out;
  for (auto const& file : save_front(found, folder / "solutions", from))
    out.files.push_back((folder / "solutions" / file).string());
  onnx::save(first, folder / "original.onnx");
  out.files.push_back((folder / "original.onnx").string());
  return out;
}

} // namespace peax::deploy
