#pragma once
//! @file
//! The body of network_page.hpp.

#include <peax/document/page.hpp>
#include <peax/report/footprint.hpp>
#include <peax/summary/memory_timeline.hpp>
#include <peax/summary/network_page.hpp>
#include <peax/summary/solution_drawing.hpp>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace peax::summary {

PEAX_INLINE document::page network_page(analysis_record const& r) {
  document::page out("Network", "The original of " + r.title + ", float32 unless said otherwise.");
  auto const& n = r.footprint.structure.of;
  graph const& g = *n;
  document::table shapes({{"what"}, {"name"}, {"shape"}, {"data type"}});
  for (auto const id : g.inputs()) shapes.add({"input", g[id].name, g[id].dims.text(), "float32"});
  for (auto const id : g.outputs()) shapes.add({"output", g[id].name, g[id].dims.text(), "float32"});
  document::section& about = out.section("Inputs and outputs");
  about.show(std::move(shapes));
  out.add(report::describe(r.footprint));
  any_solution alone;
  static_cast<result::record&>(alone) = result::record_of_network(n);
  alone.network = n;
  document::section& memory = out.section("Memory over the execution order");
  show_memory(memory, alone);
  out.section("Blocks").show(draw_solution(alone, {}, "Blocks"));
  document::network_drawing layers{"Layers", {}, {}, {}, {}};
  constexpr std::size_t most = 300;
  std::vector<std::size_t> box_of(g.nodes().size(), most);
  for (std::size_t i = 0; i < g.nodes().size() && layers.boxes.size() < most; ++i) {
    auto const& node = g.nodes()[i];
    box_of[i] = layers.boxes.size();
    double const all = static_cast<double>(r.footprint.total.macs.value);
    auto const macs = static_cast<double>(r.footprint.layers[i].macs.value);
    document::box box{node.name,
                      std::string(node.op.name()),
                      {std::string(node.op.name()) + ", " + g[node.outputs.front()].dims.text()},
                      {},
                      {}};
    if (all > 0 && macs > 0) box.share = macs / all;
    layers.boxes.push_back(std::move(box));
    for (auto const v : node.inputs)
      if (v != value_id::none && g.producer(v) != node_id::none)
        layers.arrows.push_back({box_of[index_of(g.producer(v))], box_of[i], {}});
  }
  if (g.nodes().size() <= most) out.section("Layers").show(std::move(layers));
  return out;
}

} // namespace peax::summary
