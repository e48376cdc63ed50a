#pragma once
//! @file
//! The bodies of footprint.hpp.

#include <peax/document/page.hpp>
#include <peax/report/footprint.hpp>

#include <cstddef>
#include <string>
#include <utility>

namespace peax::report {

PEAX_INLINE document::section describe(footprint const& f) {
  graph const& g = *f.structure.of;
  document::section s{std::string(footprint::title)};
  s.show(document::figures{}
             .add({"multiply-accumulates", f.total.macs, document::as_quantity(), "of one sample", false})
             .add({"parameters", f.total.parameters, document::as_quantity(), {}, false})
             .add({"weights", f.storage(32), document::as_bytes(), "as float32", false})
             .add({"peak of feature maps", f.peak_bytes(32), document::as_bytes(),
                   f.peak.at == node_id::none ? std::string() : "float32, at " + g[f.peak.at].name, false}));
  document::bars per_block{
      "Multiply-accumulates per block", {"MACs", document::as_quantity(), false, {}, {}}, {"MACs"}, {}};
  document::table blocks({{"block", document::as_text()},
                          {"output", document::as_text()},
                          {"MACs", document::as_integer()},
                          {"share", document::as_share()},
                          {"element operations", document::as_integer()},
                          {"parameters", document::as_integer()}},
                         "Per block");
  auto const all = static_cast<double>(f.total.macs.value);
  for (auto const& b : f.structure.blocks) {
    per_block.items.push_back({b.name, {static_cast<double>(b.cost.macs.value)}, operators_of(g, b)});
    blocks.add({b.name, b.output == value_id::none ? std::string() : g[b.output].dims.text(), b.cost.macs,
                all > 0 ? static_cast<double>(b.cost.macs.value) / all : 0.0, b.cost.elements,
                b.cost.parameters});
  }
  s.show(std::move(per_block)).show(std::move(blocks));
  document::table layers({{"layer", document::as_text()},
                          {"operator", document::as_text()},
                          {"output", document::as_text()},
                          {"MACs", document::as_integer()},
                          {"element operations", document::as_integer()},
                          {"parameters", document::as_integer()},
                          {"feature map, float32", document::as_bytes()},
                          {"int8", document::as_bytes()}},
                         "Per layer");
  for (std::size_t i = 0; i < f.layers.size(); ++i) {
    node const& n = g.nodes()[i];
    auto const& map = g[n.outputs.front()].dims;
    layers.add({n.name, n.op.name(), map.text(), f.layers[i].macs, f.layers[i].elements,
                f.layers[i].parameters, storage_of(map.elements(), 32), storage_of(map.elements(), 8)});
  }
  s.show(std::move(layers.fold()));
  document::table types({{"data type", document::as_text()},
                         {"weights", document::as_bytes()},
                         {"peak of feature maps", document::as_bytes()}},
                        "Memory by data type");
  for (auto const& [name, bits] :
       {std::pair{"float32", 32}, std::pair{"float16", 16}, std::pair{"int8", 8}, std::pair{"int4", 4}})
    types.add({name, f.storage(bits), f.peak_bytes(bits)});
  s.show(std::move(types));
  return s;
}

PEAX_INLINE footprint footprint::default_reporter::make(network const& n, architecture const& a) const {
  footprint f{a, {}, cost_of(*n), peak_memory(*n)};
  for (std::size_t i = 0; i < n->nodes().size(); ++i)
    f.layers.push_back(cost_of(*n, static_cast<node_id>(i)));
  return f;
}

} // namespace peax::report
