#pragma once
//! @file
//! The body of constant_work.hpp.

#include <peax/core/checked.hpp>
#include <peax/core/error.hpp>
#include <peax/graph/constant_work.hpp>
#include <peax/graph/infer.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace peax {

PEAX_INLINE void check_constant_work(graph const& g) {
  std::vector<bool> is_constant(g.values().size(), false);
  std::int64_t held = 0, made = 0, done = 0;
  for (std::size_t i = 0; i < is_constant.size(); ++i) {
    is_constant[i] = g.values()[i].is_constant();
    if (is_constant[i]) held += g.values()[i].dims.elements();
  }
  for (auto const& n : g.nodes()) {
    bool const depends = n.inputs.empty() || std::any_of(n.inputs.begin(), n.inputs.end(), [&](value_id id) {
                           return id != value_id::none && !is_constant[index_of(id)];
                         });
    if (depends) continue;
    std::vector<value const*> read;
    for (auto id : n.inputs) read.push_back(id == value_id::none ? nullptr : &g[id]);
    try {
      for (auto id : n.outputs) {
        if (id == value_id::none) continue;
        is_constant[index_of(id)] = true;
        made = checked_sum(made, g[id].dims.elements());
      }
      work const w = n.op.kind().work_of(n.op.held(), {read, g[n.outputs.front()]});
      done = checked_sum(done, checked_sum(w.macs, w.elements));
      if (made > most_folded + 4 * held)
        throw bad_input(fmt::format("{} elements are too many (most_folded is {})", made, most_folded));
      if (done > most_folding_work + 4 * held)
        throw bad_input(
            fmt::format("{} operations are too many (most_folding_work is {})", done, most_folding_work));
    } catch (bad_input const& e) {
      throw bad_input(fmt::format("{}: it computes with constants alone: {}",
                                  describe_node(n.op.name(), n.name, read), e.what()));
    }
  }
}

} // namespace peax
