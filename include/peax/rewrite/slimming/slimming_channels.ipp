#pragma once
//! @file
//! The bodies of slimming_channels.hpp.

#include <peax/graph/cut.hpp>
#include <peax/graph/op.hpp>
#include <peax/rewrite/slimming/slimming_channels.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace peax::rewrite {

namespace detail {
inline bool merges(node const& n) {
  return n.op.is<op::add>() || n.op.is<op::sub>() || n.op.is<op::mul>() || n.op.is<op::min>() ||
         n.op.is<op::max>();
}
} // namespace detail

PEAX_INLINE channel_groups::channel_groups(graph const& g) : g_(g), at_(g.values().size()) {
  for (auto v : g.inputs())
    at_[index_of(v)] = {fresh(v, node_id::none), 1}, pin(v, "it reads the network's input");
  for (std::size_t i = 0; i < g.nodes().size(); ++i) follow(static_cast<node_id>(i));
  for (auto v : g.outputs()) pin(v, "its outputs are the network's answers");
}

PEAX_INLINE std::vector<node_id> channel_groups::makers(std::size_t set) const {
  std::vector<node_id> out;
  for (std::size_t s = 0; s < sets_.size(); ++s)
    if (root(s) == root(set) && sets_[s].maker != node_id::none) out.push_back(sets_[s].maker);
  return out;
}

PEAX_INLINE std::vector<std::size_t> channel_groups::free() const {
  std::vector<std::size_t> out;
  for (std::size_t s = 0; s < sets_.size(); ++s)
    if (root(s) == s && reason(s).empty() && channels(s) > 1 && !makers(s).empty()) out.push_back(s);
  return out;
}

PEAX_INLINE std::vector<refusal> channel_groups::refusals() const {
  std::vector<refusal> out;
  for (std::size_t s = 0; s < sets_.size(); ++s)
    if (sets_[s].maker != node_id::none && !reason(s).empty())
      out.push_back({"slimming", reason(s), g_[sets_[s].maker].name});
  return out;
}

PEAX_INLINE bool channel_groups::is_depthwise(graph const& g, node const& n) {
  auto const* c = n.op.get_if<op::conv>();
  return c != nullptr && c->groups > 1 && c->groups == g[n.inputs[0]].dims[1] &&
         g[n.inputs[1]].dims[0] == c->groups;
}

PEAX_INLINE std::size_t channel_groups::fresh(value_id v, node_id maker) {
  shape const& dims = g_[v].dims;
  sets_.push_back({sets_.size(), dims.rank() > 1 ? dims[1] : 1, maker, {}});
  return sets_.size() - 1;
}

PEAX_INLINE void channel_groups::pin(value_id v, std::string const& why) {
  std::string& have = sets_[root(at_[index_of(v)].set)].why_not;
  if (have.empty()) have = why;
}

PEAX_INLINE void channel_groups::unite(std::size_t a, std::size_t b) {
  a = root(a), b = root(b);
  if (a == b) return;
  if (b < a) std::swap(a, b);
  if (sets_[a].why_not.empty()) sets_[a].why_not = sets_[b].why_not;
  sets_[b].parent = a;
}

PEAX_INLINE bool channel_groups::has_own_weights(node const& n) const {
  for (std::size_t i = 1; i < n.inputs.size(); ++i)
    if (n.inputs[i] != value_id::none &&
        (!g_[n.inputs[i]].is_constant() || g_.readers(n.inputs[i]).size() != 1))
      return false;
  return true;
}

PEAX_INLINE void channel_groups::follow(node_id id) {
  node const& n = g_[id];
  value_id const out = n.outputs[0];
  auto const made = [&](std::size_t set, std::int64_t repeat) { at_[index_of(out)] = {set, repeat}; };
  auto const carry = [&](std::int64_t factor = 1) {
    place const from = at_[index_of(n.inputs[0])];
    made(from.set, from.repeat * factor);
  };
  auto const maps = feature_maps_of(g_, id);
  bool const by_one = maps.size() == 1 && n.inputs[0] == maps[0];
  if (by_one && has_own_weights(n)) {
    if (auto const* c = n.op.get_if<op::conv>()) {
      if (is_depthwise(g_, n)) return carry();
      if (c->groups == 1) return made(fresh(out, id), 1);
    }
    if (auto const* d = n.op.get_if<op::gemm>();
        d != nullptr && !d->transpose_a && g_[n.inputs[0]].dims.rank() == 2)
      return made(fresh(out, id), 1);
    if (n.op.is<op::batch_normalization>() && at_[index_of(n.inputs[0])].repeat == 1) return carry();
  }
  if (by_one && n.inputs.size() == 1 && n.outputs.size() == 1) {
    layer_class const c = class_of(g_, id);
    bool const is_softmax = n.op.is<op::softmax>();
    if ((c == layer_class::activation && !is_softmax) || c == layer_class::pooling ||
        n.op.is<op::dropout>() || n.op.is<op::identity>() || n.op.is<op::global_average_pool>() ||
        n.op.is<op::global_max_pool>())
      return carry();
    if (auto const* f = n.op.get_if<op::flatten>(); f != nullptr && f->axis == 1)
      return carry(g_[out].dims[1] / g_[n.inputs[0]].dims[1]);
  }
  if (maps.size() == 2 && n.inputs.size() == 2 && detail::merges(n) &&
      g_[maps[0]].dims.rank() == g_[maps[1]].dims.rank() && g_[maps[0]].dims[1] == g_[maps[1]].dims[1] &&
      at_[index_of(maps[0])].repeat == at_[index_of(maps[1])].repeat) {
    unite(at_[index_of(maps[0])].set, at_[index_of(maps[1])].set);
    return carry();
  }
  std::string const why = n.op.is<op::softmax>() ? "its outputs are the answers of a softmax"
                                                 : "what " + std::string(n.op.name()) + " " + n.name +
                                                       " does to channels is not followed";
  for (auto v : maps) pin(v, why);
  bool const computing = n.op.is<op::conv>() || n.op.is<op::gemm>();
  for (auto v : n.outputs) {
    if (v == value_id::none) continue;
    at_[index_of(v)] = {fresh(v, computing ? id : node_id::none), 1};
    pin(v, why);
  }
}

} // namespace peax::rewrite
