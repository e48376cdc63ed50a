#pragma once
//! @file
//! From the message of an ONNX model to a network: the batch found.

#include <peax/core/error.hpp>
#include <peax/graph/network.hpp>
#include <peax/onnx/graph_reader.hpp>
#include <peax/onnx/input_shape.hpp>
#include <peax/onnx/load_options.hpp>
#include <peax/onnx/model_index.hpp>

#include <fmt/core.h>
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace peax::onnx::detail {

//! Reads the model; a leading dimension fixed to 1 is tried as the batch of all inputs, then of the first, then as it stands.
[[nodiscard]] inline network read_network(::onnx::ModelProto const& model, op_kinds known,
                                          load_options const& options, std::filesystem::path const& folder) {
  model_index index(model);
  auto const constants = constants_of(index, folder);
  std::vector<declared_input> inputs;
  for (auto const* v : index.inputs()) {
    auto const named = options.input_shapes.find(v->name());
    shape const* given = named != options.input_shapes.end()     ? &named->second
                         : inputs.empty() && options.input_shape ? &*options.input_shape
                                                                 : nullptr;
    inputs.push_back(declared(*v, given));
  }
  for (auto const& [name, given] : options.input_shapes)
    if (std::none_of(inputs.begin(), inputs.end(), [&](auto const& i) { return i.name == name; }))
      throw bad_input(fmt::format("has no input '{}' to give the shape {} to", name, given.text()));

  std::vector<bool> free_front, one_front, first_one(inputs.size(), false);
  for (auto const& i : inputs)
    free_front.push_back(i.has_free_front), one_front.push_back(i.has_front_of_one);
  bool const any_free = std::find(free_front.begin(), free_front.end(), true) != free_front.end();
  bool const any_one = std::find(one_front.begin(), one_front.end(), true) != one_front.end();
  if (!any_free && any_one && options.leading_one_is_batch) {
    if (!inputs.empty()) first_one[0] = one_front[0];
    for (auto const& batched : {one_front, first_one}) {
      try {
        graph g = graph_reader(model, known, index, constants, folder, true).read(inputs, batched);
        bool const all = std::all_of(g.outputs().begin(), g.outputs().end(),
                                     [&](value_id id) { return g[id].dims.is_batched(); });
        if (all) return network(std::move(g));
      } catch (bad_input const&) { // the graph mixes what would be samples: the dimension stays fixed
      }
    }
  }
  try {
    return network(graph_reader(model, known, index, constants, folder, false).read(inputs, free_front));
  } catch (bad_input const&) {
    bool const all_given = std::none_of(inputs.begin(), inputs.end(),
                                        [](auto const& i) { return i.has_free_front && i.extents[0] < 1; });
    if (!any_free || !all_given) throw;
  } // the graph mixes the samples of its batch: the given shape binds it
  return network(graph_reader(model, known, index, constants, folder, false)
                     .read(inputs, std::vector<bool>(inputs.size(), false)));
}

} // namespace peax::onnx::detail
