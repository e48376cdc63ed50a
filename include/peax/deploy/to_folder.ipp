#pragma once
//! @file
//! The body of to_folder.hpp.

#include <peax/deploy/save_solution.hpp>
#include <peax/deploy/to_folder.hpp>
#include <peax/onnx/save.hpp>

#include <filesystem>

namespace peax::deploy {

PEAX_INLINE exported to_folder::write(original const& first, measured<any_solutions> const& found) const {
  exported out;
  auto const in = std::filesystem::path(folder);
  for (auto const& file : save_front(found, in / "solutions", from))
    out.files.push_back((in / "solutions" / file).string());
  onnx::save(first, in / "original.onnx");
  out.files.push_back((in / "original.onnx").string());
  return out;
}

} // namespace peax::deploy
