#pragma once
//! @file
//! The bodies of hardware_fit.hpp.

#include <peax/document/page.hpp>
#include <peax/graph/memory.hpp>
#include <peax/report/hardware_fit.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::report {

namespace detail {

//! The largest sum of a node's inputs and outputs: the least that the block needs alive at once.
inline std::int64_t largest_step(graph const& g, std::span<node_id const> nodes) {
  std::int64_t most = 0;
  for (auto id : nodes) {
    std::int64_t here = 0;
    for (auto v : feature_maps_of(g, id)) here += g[v].dims.elements();
    if (!can_work_in_place(g[id].op))
      for (auto v : g[id].outputs) here += v == value_id::none ? 0 : g[v].dims.elements();
    most = std::max(most, here);
  }
  return most;
}

//! Whether only instructions are known of what a processor runs: nobody said how many it does in a second.
inline bool counts_instructions(hardware_fit::on_processor const& p) {
  return !p.whole.time && p.whole.instructions;
}

//! "M4F" in float32, "M4F, int8" in another type.
inline std::string named(hardware_fit::on_processor const& p) {
  return p.type.name == "float32" ? p.processor : p.processor + ", " + std::string(p.type.name);
}

} // namespace detail

PEAX_INLINE document::section describe(hardware_fit const& f) {
  document::section s{std::string(hardware_fit::title)};
  document::table whole({{"processor", document::as_text()},
                         {"data type", document::as_text()},
                         {"runs the whole network", document::as_text()},
                         {"latency", document::as_quantity("s")},
                         {"energy", document::as_quantity("J")},
                         {"instructions", document::as_quantity()},
                         {"weights", document::as_bytes()},
                         {"feature maps", document::as_bytes()}},
                        "The whole network on one processor");
  for (auto const& p : f.processors)
    whole.add({p.processor, std::string(p.type.name), p.whole.misfits.empty() ? "yes" : "no", p.whole.time,
               p.whole.energy, p.whole.instructions, p.whole.weights, p.whole.feature_maps});
  s.show(std::move(whole));
  std::vector<document::column> columns{{"block", document::as_text()}};
  bool any_counts = false;
  for (auto const& p : f.processors) {
    bool const counts = detail::counts_instructions(p);
    any_counts = any_counts || counts;
    columns.push_back(
        {detail::named(p) + (counts ? ", instructions" : ""), document::as_quantity(counts ? "" : "s")});
  }
  document::table blocks(std::move(columns),
                         any_counts ? "Latency or instructions per block" : "Latency per block");
  for (std::size_t b = 0; b < f.structure.blocks.size(); ++b) {
    std::vector<document::cell> row{f.structure.blocks[b].name};
    for (auto const& p : f.processors)
      row.push_back(detail::counts_instructions(p) ? document::cell(p.blocks[b].instructions)
                                                   : document::cell(p.blocks[b].time));
    blocks.add(std::move(row));
  }
  s.show(std::move(blocks));
  for (auto const& p : f.processors) s.refuse("What does not fit " + detail::named(p), p.whole.misfits);
  return s;
}

PEAX_INLINE hardware_fit hardware_fit::default_reporter::make(network const& n, footprint const& f,
                                                              platform const& p) const {
  hardware_fit out{f.structure, {}};
  std::vector<node_id> all;
  for (std::size_t i = 0; i < n->nodes().size(); ++i) all.push_back(static_cast<node_id>(i));
  for (auto const& type : hardware::storage_types_of(p.target))
    for (auto const& q : p.target.processors) {
      on_processor here{q.name, type, {}, hardware::cost_on(q, *n, all, f.peak.elements, type)};
      for (auto const& b : f.structure.blocks)
        here.blocks.push_back(hardware::cost_on(q, *n, b.nodes, detail::largest_step(*n, b.nodes), type));
      out.processors.push_back(std::move(here));
    }
  return out;
}

} // namespace peax::report
