#pragma once
//! @file
//! The bodies of join_inputs.hpp.

#include <peax/core/checked.hpp>
#include <peax/core/error.hpp>
#include <peax/graph/editor.hpp>
#include <peax/graph/extract.hpp>
#include <peax/graph/join_inputs.hpp>
#include <peax/graph/op.hpp>

#include <fmt/core.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace peax {

PEAX_INLINE graph join_inputs(graph const& g) {
  std::int64_t total = 0;
  for (auto const id : g.inputs()) {
    if (!g[id].dims.is_batched())
      throw bad_input(fmt::format("{}: its input '{}' {} has no free batch axis, so that samples cannot be "
                                  "put in rows; export the model with a dynamic batch",
                                  g.name(), g[id].name, g[id].dims.text()));
    total = checked_sum(total, g[id].dims.elements());
  }
  graph_editor edit(g);
  value_id const rows = edit.add_input("joined_inputs", data_type::float32, {batch_extent, total});
  std::int64_t at = 0;
  for (auto const id : g.inputs()) {
    value const input = edit[id];
    std::int64_t const end = at + input.dims.elements();
    op::ints target(input.dims.begin(), input.dims.end());
    target[0] = 0; // the batch as it is
    edit.rename(id, input.name + "_before_joining");
    value_id part = edit.add(op::slice{{at}, {end}, {1}, {1}}, {rows});
    if (input.type != data_type::float32) part = edit.add(op::cast{input.type}, {part});
    value_id const made =
        edit.add_node(op::reshape{std::move(target)}, {part}, {input.name}, input.name + "_of_joined")
            .front();
    edit.remove_input(id);
    edit.replace_uses(id, made);
    edit.rename(made, input.name);
    at = end;
  }
  return edit.finish();
}

PEAX_INLINE graph separate_inputs(graph const& joined, graph const& original) {
  std::vector<value_id> inputs;
  for (auto const id : original.inputs()) inputs.push_back(joined.find(original[id].name));
  for (std::size_t i = 0; i < inputs.size(); ++i)
    if (inputs[i] == value_id::none)
      throw bad_input(fmt::format("{} has no value '{}' that was an input of {}", joined.name(),
                                  original[original.inputs()[i]].name, original.name()));
  graph_editor edit(extract(joined, inputs, joined.outputs(), original.name()));
  for (auto const& [key, text] : joined.metadata()) edit.set_metadata(key, text);
  return edit.finish();
}

PEAX_INLINE tensor join_samples(std::vector<tensor> const& arrays) {
  std::int64_t const samples = arrays.at(0).dims()[0];
  std::vector<std::size_t> widths;
  std::size_t total = 0;
  for (auto const& t : arrays) {
    if (t.dims()[0] != samples)
      throw bad_input(fmt::format("the arrays of the inputs hold {} and {} samples; give as many for each",
                                  samples, t.dims()[0]));
    widths.push_back(samples == 0 ? 0 : t.size() / static_cast<std::size_t>(samples));
    total += widths.back();
  }
  std::vector<float> rows;
  rows.reserve(total * static_cast<std::size_t>(samples));
  for (std::size_t s = 0; s < static_cast<std::size_t>(samples); ++s)
    for (std::size_t k = 0; k < arrays.size(); ++k) {
      auto const row = arrays[k].floats().subspan(s * widths[k], widths[k]);
      rows.insert(rows.end(), row.begin(), row.end());
    }
  return tensor(shape{samples, static_cast<std::int64_t>(total)}, std::move(rows));
}

} // namespace peax
