#include "info_outline.hpp"

#include "info_layers.hpp"
#include "output.hpp"
#include <peax/document/number.hpp>
#include <peax/graph/cost.hpp>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace command {

namespace {

using peax::document::grouped;

//! The cost of each layer; nothing of those that were not read.
std::vector<std::optional<peax::cost>> costs_of(peax::outline const& of) {
  std::vector<std::optional<peax::cost>> out;
  for (auto const& layer : of.layers)
    out.push_back(layer.in_part == peax::node_id::none
                      ? std::nullopt
                      : std::optional(peax::cost_of(of.part, layer.in_part)));
  return out;
}

//! A constant that several layers read counts once.
peax::cost known_total(peax::outline const& of) { return peax::cost_of(of.part); }

json ends_as_json(std::vector<peax::outlined_end> const& ends) {
  json out = json::array();
  for (auto const& e : ends)
    out.push_back({{"name", e.name},
                   {"shape", e.type ? list_of(e.type->dims) : json()},
                   {"data_type", e.type ? json(name_of(e.type->type)) : json()}});
  return out;
}

//! By operator in the order in which they are met, all nodes of each.
json refusals_as_json(peax::outline const& of) {
  json out = json::array();
  for (auto const& n : of.refused) {
    auto found = std::find_if(out.begin(), out.end(),
                              [&](json const& e) { return e["op"] == n.op && e["known"] == !n.is_unknown; });
    if (found == out.end()) {
      out.push_back({{"op", n.op}, {"known", !n.is_unknown}, {"count", 0}, {"nodes", json::array()}});
      found = out.end() - 1;
    }
    (*found)["count"] = (*found)["count"].get<int>() + 1;
    (*found)["nodes"].push_back({{"where", n.where}, {"why", n.why}});
  }
  return out;
}

json as_json(peax::outline const& of) {
  auto const costs = costs_of(of);
  auto const known = known_total(of);
  json layers = json::array();
  for (std::size_t i = 0; i < of.layers.size(); ++i) {
    auto const& l = of.layers[i];
    auto const& c = costs[i];
    layers.push_back({{"name", l.name},
                      {"op", l.op},
                      {"output_shape", l.output_shape ? list_of(*l.output_shape) : json()},
                      {"macs", c ? json(c->macs.value) : json()},
                      {"element_ops", c ? json(c->elements.value) : json()},
                      {"parameters", c ? json(c->parameters) : json()},
                      {"block", nullptr},
                      {"refused", l.refusal.empty() ? json() : json(l.refusal)}});
  }
  json const no_bytes{{"float32", nullptr}, {"float16", nullptr}, {"int8", nullptr}};
  return {
      {"model",
       {{"name", of.name},
        {"opset", of.part.opset()},
        {"inputs", ends_as_json(of.inputs)},
        {"outputs", ends_as_json(of.outputs)}}},
      {"totals",
       {{"macs", nullptr},
        {"element_ops", nullptr},
        {"parameters", nullptr},
        {"storage_bytes", no_bytes},
        {"peak_memory_bytes", no_bytes}}},
      {"known",
       {{"macs", known.macs.value}, {"element_ops", known.elements.value}, {"parameters", known.parameters}}},
      {"layers", std::move(layers)},
      {"blocks", json::array()},
      {"refusals", refusals_as_json(of)}};
}

std::string as_text(peax::outline const& of) {
  auto const costs = costs_of(of);
  auto const known = known_total(of);
  std::string out = of.name + " cannot be read whole; this is what is known of it\n";
  auto const add = [&](char const* what, std::vector<peax::outlined_end> const& ends) {
    for (auto const& e : ends)
      out += fmt::format("  {} {} {}\n", what, e.name, e.type ? e.type->dims.text() : "[?]");
  };
  add("input  ", of.inputs);
  add("output ", of.outputs);
  out += fmt::format("\n  {} MACs, {} element operations, {} parameters of the layers that were read\n\n",
                     grouped(known.macs.value), grouped(known.elements.value), grouped(known.parameters));
  auto layers = layer_table("");
  for (std::size_t i = 0; i < of.layers.size(); ++i) {
    auto const& l = of.layers[i];
    auto const& c = costs[i];
    auto const number = [&](auto const& value) { return c ? grouped(value(*c)) : std::string("?"); };
    layers.add({l.name, l.op, l.output_shape ? l.output_shape->text() : "?",
                number([](auto const& k) { return k.macs.value; }),
                number([](auto const& k) { return k.elements.value; }),
                number([](auto const& k) { return k.parameters; }), l.refusal.empty() ? "" : "refused"});
  }
  return out + layers.text();
}

} // namespace

void show_outline(peax::outline const& of, common const& c) {
  if (c.json)
    print_object("peax.info", as_json(of));
  else
    print_text(as_text(of));
}

} // namespace command
