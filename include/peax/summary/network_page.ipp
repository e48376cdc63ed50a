#pragma once
//! @file
//! The body of network_page.hpp.

#include <peax/document/page.hpp>
#include <peax/graph/location.hpp>
#include <peax/report/architecture.hpp>
#include <peax/report/footprint.hpp>
#include <peax/summary/memory_timeline.hpp>
#include <peax/summary/network_page.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

namespace peax::summary {

namespace detail {

//! Which layers are the classifier, and which feature map it reads.
inline void say_classifier(document::section& out, report::architecture const& a) {
  graph const& g = *a.of;
  if (g.outputs().size() != 1) return;
  auto const last = classifier_of(g);
  if (last.empty()) return;
  std::string names;
  for (auto const id : last) names += (names.empty() ? "" : ", ") + g[id].name;
  for (auto const id : last)
    for (auto const v : g[id].inputs) {
      if (v == value_id::none || g.producer(v) == node_id::none) continue;
      if (std::find(last.begin(), last.end(), g.producer(v)) != last.end()) continue;
      out.say("The classifier is " + names + ". Its features are " + g[v].name + ", " + g[v].dims.text() +
              ", " + std::string(name_of(g[v].type)) + ".");
      return;
    }
}

inline constexpr std::size_t most_layers_drawn = 300;

//! Every layer as a box, with its share of the multiply-accumulates.
inline document::network_drawing draw_layers(report::footprint const& f) {
  graph const& g = *f.structure.of;
  document::network_drawing out{"Layers", {}, {}, {}, {}};
  auto const all = static_cast<double>(f.total.macs.value);
  for (std::size_t i = 0; i < g.nodes().size(); ++i) {
    auto const& node = g.nodes()[i];
    auto const macs = static_cast<double>(f.layers[i].macs.value);
    std::string const op(node.op.name());
    document::box box{node.name, op, {op + ", " + g[node.outputs.front()].dims.text()}, {}, {}};
    if (all > 0 && macs > 0) box.share = macs / all;
    out.boxes.push_back(std::move(box));
    for (auto const v : node.inputs)
      if (v != value_id::none && g.producer(v) != node_id::none)
        out.arrows.push_back({index_of(g.producer(v)), i, {}});
  }
  return out;
}

} // namespace detail

PEAX_INLINE document::page network_page(analysis_record const& r) {
  document::page out("Network", "The original of " + r.title + ", float32 unless said otherwise.");
  auto const& n = r.footprint.structure.of;
  graph const& g = *n;
  document::section about = report::describe(r.footprint.structure);
  detail::say_classifier(about, r.footprint.structure);
  out.add(std::move(about));
  out.add(report::describe(r.footprint));
  any_solution alone;
  static_cast<result::record&>(alone) = result::record_of_network(n);
  alone.network = n;
  document::section& memory = out.section("Memory over the execution order");
  show_memory(memory, alone);
  if (g.nodes().size() <= detail::most_layers_drawn)
    out.section("Layers").show(detail::draw_layers(r.footprint));
  return out;
}

} // namespace peax::summary
