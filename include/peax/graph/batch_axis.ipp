#pragma once
//! @file
//! The body of batch_axis.hpp.

#include <peax/core/error.hpp>
#include <peax/graph/batch_axis.hpp>
#include <peax/graph/find_logits.hpp>

#include <fmt/core.h>

#include <cstddef>
#include <optional>
#include <string>

namespace peax {

PEAX_INLINE std::optional<std::string> why_no_batch(graph const& g, std::size_t output) {
  auto const without = [&](char const* role, value_id id) {
    return fmt::format(
        "{} '{}' {} has no batch axis: the shapes in the file are those of one sample, so that it can be "
        "run and written as C but neither trained nor rewritten; export the model with a dynamic batch",
        role, g[id].name, g[id].dims.text());
  };
  for (auto id : g.inputs())
    if (g.inputs().size() == 1 && !g[id].dims.is_batched()) return without("input", id);
  value_id const out = g.outputs()[output], scores = find_logits(g, output).id;
  if (!g[out].dims.is_batched()) return without("output", out);
  if (!g[scores].dims.is_batched()) return without("value", scores);
  return std::nullopt;
}

PEAX_INLINE void require_rows(graph const& g, value_id answers) {
  shape const& dims = g[answers].dims;
  if (dims.rank() > 0 && (dims.is_batched() || dims[0] == 1)) return;
  throw bad_input(
      fmt::format("network {}: {}", g.name(),
                  why_no_batch(g).value_or("the answers " + dims.text() + " have no row for each sample")));
}

} // namespace peax
