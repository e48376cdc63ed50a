#pragma once
//! @file
//! The bodies of location.hpp.

#include <peax/graph/location.hpp>

#include <algorithm>
#include <cstddef>
#include <set>
#include <span>
#include <utility>
#include <vector>

namespace peax {

namespace detail {
//! The class of a layer, where a convolution of a map without places (of one row and column) is the dense layer that it computes.
inline layer_class class_in_classifier(graph const& g, node_id at) {
  layer_class const c = class_of(g, at);
  if (c != layer_class::convolution) return c;
  shape const& map = g[g[at].inputs.front()].dims;
  for (std::size_t i = 2; i < map.rank(); ++i)
    if (map[i] != 1) return c;
  return layer_class::dense;
}
} // namespace detail

PEAX_INLINE node_id answering_convolution(graph const& g) {
  if (g.outputs().empty()) return node_id::none;
  value_id const out = g.outputs().front();
  for (node_id at = g.producer(out); at != node_id::none;) {
    layer_class const c = detail::class_in_classifier(g, at);
    if (c == layer_class::convolution) {
      shape const& map = g[g[at].outputs.front()].dims;
      bool const answers = g[out].dims.is_batched() && map.rank() > 1 && map[1] == g[out].dims.elements();
      return answers ? at : node_id::none;
    }
    auto const inputs = feature_maps_of(g, at);
    if (computes(c) || c == layer_class::merging || c == layer_class::other || inputs.size() != 1) break;
    at = g.producer(inputs.front());
  }
  return node_id::none;
}

PEAX_INLINE std::vector<node_id> classifier_of(graph const& g) {
  if (g.outputs().empty()) return {};
  node_id const answering = answering_convolution(g);
  auto const class_here = [&](node_id id) {
    return id == answering ? layer_class::dense : detail::class_in_classifier(g, id);
  };
  std::vector<node_id> chain;
  bool has_other_compute = false;
  std::size_t behind_last_dense = 0; // nodes of the chain up to and including the last dense layer
  node_id at = g.producer(g.outputs().front());
  while (at != node_id::none) {
    layer_class const c = class_here(at);
    if (c == layer_class::convolution || c == layer_class::depthwise || c == layer_class::merging ||
        c == layer_class::other) {
      has_other_compute = true;
      break;
    }
    chain.push_back(at);
    if (c == layer_class::dense && behind_last_dense == 0) behind_last_dense = chain.size();
    auto const inputs = feature_maps_of(g, at);
    if (inputs.size() != 1) break;
    at = g.producer(inputs.front());
  }
  if (behind_last_dense == 0) return {};
  if (!has_other_compute) chain.resize(behind_last_dense);
  // What stands in front of the first dense layer but is no pooling or reshaping belongs to the features.
  while (!chain.empty()) {
    layer_class const c = class_here(chain.back());
    if (c == layer_class::dense || c == layer_class::global_pooling || c == layer_class::reshape) break;
    chain.pop_back();
  }
  std::reverse(chain.begin(), chain.end());
  return chain;
}

PEAX_INLINE std::vector<location> exit_locations(graph const& g) {
  std::vector<node_id> const classifier = classifier_of(g);
  if (g.inputs().size() != 1 || classifier.empty()) return {};
  std::set<node_id> const closed(classifier.begin(), classifier.end());
  std::vector<location> out;
  std::size_t computing_before = 0;
  for (auto v : cuts_of(g)) {
    if (closed.contains(g.producer(v))) continue;
    std::vector<node_id> prefix = nodes_behind(g, std::span<value_id const>(&v, 1));
    std::size_t computing = 0;
    node_id last = node_id::none;
    for (auto id : prefix)
      if (computes(class_of(g, id))) ++computing, last = id;
    if (computing == 0) continue;
    layer_class const own = class_of(g, g.producer(v));
    bool const moves_only = own == layer_class::reshape || own == layer_class::global_pooling;
    if (moves_only && computing == computing_before) continue;
    if (class_of(g, last) == layer_class::depthwise)
      continue; // it and its pointwise convolution are one unit
    location here{v, std::move(prefix), {}};
    here.prefix_cost = cost_of(g, std::span<node_id const>(here.prefix));
    if (computing == computing_before && !out.empty())
      out.back() = std::move(here);
    else
      out.push_back(std::move(here));
    computing_before = computing;
  }
  if (!out.empty()) out.pop_back();
  return out;
}

} // namespace peax
