#pragma once
//! @file
//! The bodies of architecture.hpp.

#include <peax/document/page.hpp>
#include <peax/graph/declared_use.hpp>
#include <peax/report/architecture.hpp>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace peax::report {

PEAX_INLINE std::string operators_of(graph const& g, block const& b) {
  std::vector<std::pair<std::string, int>> runs;
  for (auto id : b.nodes) {
    std::string const name(g[id].op.name());
    if (!runs.empty() && runs.back().first == name)
      ++runs.back().second;
    else
      runs.emplace_back(name, 1);
  }
  std::string out;
  for (auto const& [name, count] : runs)
    out += (out.empty() ? "" : ", ") + (count > 1 ? std::to_string(count) + " x " + name : name);
  return out;
}

PEAX_INLINE std::string name_of_place(architecture const& a, location const& l) {
  std::size_t in_block = 0, index = 0;
  for (auto const& other : a.locations) {
    if (a.block_of(other.at) != a.block_of(l.at)) continue;
    if (other.at == l.at) index = in_block;
    ++in_block;
  }
  return a.blocks[a.block_of(l.at)].name + (in_block > 1 ? "_" + std::to_string(index) : "");
}

PEAX_INLINE document::network_drawing draw_blocks(architecture const& a) {
  graph const& g = *a.of;
  document::network_drawing drawing{"Blocks of " + g.name(), {}, {}, {}, {}};
  auto const total = static_cast<double>(cost_of(g).macs.value);
  for (auto const& b : a.blocks) {
    document::box box{b.name, std::string(name_of(b.kind)), {operators_of(g, b)}, {}, {}};
    if (b.output != value_id::none) box.lines.push_back("out " + g[b.output].dims.text());
    if (total > 0) box.share = static_cast<double>(b.cost.macs.value) / total;
    drawing.boxes.push_back(std::move(box));
  }
  for (std::size_t to = 0; to < a.blocks.size(); ++to) {
    std::vector<bool> drawn(a.blocks.size(), false);
    for (auto id : a.blocks[to].nodes)
      for (auto v : feature_maps_of(g, id)) {
        if (g.producer(v) == node_id::none) continue;
        std::size_t const from = a.block_of(v);
        if (from == to || drawn[from]) continue;
        drawn[from] = true;
        drawing.arrows.push_back({from, to, {}});
      }
  }
  return drawing;
}

PEAX_INLINE document::section describe(architecture const& a) {
  graph const& g = *a.of;
  document::section s{std::string(architecture::title)};
  document::table ends({{"value", document::as_text()},
                        {"role", document::as_text()},
                        {"shape", document::as_text()},
                        {"data type", document::as_text()},
                        {"read as", document::as_text()}},
                       "Inputs and outputs");
  for (std::size_t i = 0; i < g.inputs().size(); ++i) {
    value const& v = g[g.inputs()[i]];
    ends.add({v.name, "input", v.dims.text(), name_of(v.type), name_of(a.modalities[i])});
  }
  for (std::size_t i = 0; i < g.outputs().size(); ++i) {
    value const& v = g[g.outputs()[i]];
    ends.add({v.name, "output", v.dims.text(), name_of(v.type), name_of(a.tasks[i])});
  }
  s.show(std::move(ends));
  s.say(std::to_string(g.nodes().size()) + " layers in " + std::to_string(a.blocks.size()) + " blocks" +
        (a.has_residuals ? ", with residual connections" : "") +
        (a.is_recurrent ? ", recurrent" : ", feed-forward") + "; " + std::to_string(a.locations.size()) +
        " places for an early exit.");
  s.show(draw_blocks(a));
  return s;
}

PEAX_INLINE architecture architecture::default_reporter::make(network const& n) const {
  architecture a;
  a.of = n;
  a.blocks = blocks_of(*n);
  a.block_of_node = block_of_nodes(*n, a.blocks);
  a.locations = exit_locations(*n);
  for (auto id : n->outputs()) a.tasks.push_back(task_of(*n, id));
  for (auto id : n->inputs()) a.modalities.push_back(modality_of(*n, id));
  for (std::size_t i = 0; i < n->values().size(); ++i) {
    auto const id = static_cast<value_id>(i);
    a.is_branching = a.is_branching || (!(*n)[id].is_constant() && n->readers(id).size() > 1);
  }
  for (auto const& b : a.blocks) a.has_residuals = a.has_residuals || b.kind == block_kind::residual;
  for (auto const& l : n->nodes())
    a.is_recurrent = a.is_recurrent || l.op.traits().layer == layer_class::recurrent;
  return a;
}

} // namespace peax::report
