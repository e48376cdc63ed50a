#pragma once
//! @file
//! The exporter that ends a flow: every solution of the front as a folder.
//! Includes ONNX's protobuf classes: include it in one place.

#include <peax/analysis/component.hpp>
#include <peax/analysis/solutions.hpp>
#include <peax/deploy/context.hpp>
#include <peax/deploy/save_solution.hpp>
#include <peax/onnx/save.hpp>
#include <peax/rewrite/solution.hpp>

#include <filesystem>
#include <string>
#include <string_view>

namespace peax::deploy {

//! Writes `original.onnx` and `solutions/<n>/`, n counting along the front from 0, with figures measured on
//! test: `flow(confidence_exits{}, to_folder{"out"})`. Gives the names of all files.
struct to_folder {
  static constexpr std::string_view name = "to_folder";

  std::filesystem::path folder;
  context from{};

  exported write(original const& first, measured<solutions<multi_exit>> const& found) const {
    exported out;
    for (auto const& file : save_front(found, folder / "solutions", from))
      out.files.push_back((folder / "solutions" / file).string());
    onnx::save(first, folder / "original.onnx");
    out.files.push_back((folder / "original.onnx").string());
    return out;
  }
};

} // namespace peax::deploy
