#pragma once
//! @file
//! Cuts a .tflite file down to one output before it is read.

#include <peax/graph/output_called.hpp>
#include <peax/tflite/file_model.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

namespace peax::tflite::detail {

//! Leaves the output of that name with the operators and inputs that it needs. Throws usage_error when there is none.
inline void keep_output(file_model& file, std::string const& wanted, std::string const& name) {
  std::vector<std::string> names;
  for (auto const t : file.outputs) names.push_back(file[t].name);
  file.outputs = {file.outputs[output_called(wanted, names, name)]};
  std::vector<bool> needed(file.tensors.size(), false);
  auto const need = [&](std::int32_t t) { needed[static_cast<std::size_t>(t)] = true; };
  auto const is_needed = [&](std::int32_t t) { return needed[static_cast<std::size_t>(t)]; };
  need(file.outputs[0]);
  std::vector<file_operator> kept;
  for (auto n = file.operators.rbegin(); n != file.operators.rend(); ++n) {
    if (std::none_of(n->outputs.begin(), n->outputs.end(), is_needed)) continue;
    for (auto const t : n->inputs)
      if (t != -1) need(t);
    kept.push_back(std::move(*n));
  }
  file.operators.assign(std::make_move_iterator(kept.rbegin()), std::make_move_iterator(kept.rend()));
  std::erase_if(file.inputs, [&](auto t) { return !is_needed(t); });
}

} // namespace peax::tflite::detail
