#pragma once
//! @file
//! The bodies of slimming_channels.hpp.

#include <peax/graph/axis.hpp>
#include <peax/graph/cut.hpp>
#include <peax/graph/op.hpp>
#include <peax/rewrite/slimming/slimming_channels.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace peax::rewrite {

namespace detail {
inline bool merges(node const& n) {
  return n.op.is<op::add>() || n.op.is<op::sub>() || n.op.is<op::mul>() || n.op.is<op::div>() ||
         n.op.is<op::min>() || n.op.is<op::max>();
}

//! Elements of some axes behind the batch.
inline std::int64_t elements_between(shape const& dims, std::size_t first, std::size_t last) {
  std::int64_t n = 1;
  for (std::size_t i = first; i < last; ++i) n *= dims[i];
  return n;
}

//! Where channels lie when the same elements have another shape: on the axis that holds all of them.
inline std::optional<channel_place> through_view(channel_place from, std::int64_t channels, shape const& x,
                                                 shape const& y) {
  if (!x.is_batched() || !y.is_batched()) return std::nullopt;
  std::int64_t const before = from.outer * elements_between(x, 1, from.axis);
  std::int64_t const behind = from.repeat * elements_between(x, from.axis + 1, x.rank());
  for (std::size_t i = 1; i < y.rank(); ++i) {
    std::int64_t const front = elements_between(y, 1, i), back = elements_between(y, i + 1, y.rank());
    if (front == 0 || back == 0 || before % front != 0 || behind % back != 0) continue;
    if (y[i] == before / front * channels * (behind / back))
      return channel_place{from.set, behind / back, i, before / front};
  }
  return std::nullopt;
}

//! The same behind operators that leave the channels' axis as it is but may move it.
inline std::optional<channel_place> through_move(any_op const& op, channel_place from, shape const& x) {
  std::size_t const rank = x.rank();
  if (auto const* t = op.get_if<op::transpose>()) {
    for (std::size_t i = 0; i < t->permutation.size(); ++i)
      if (axis_of(t->permutation[i], rank) == from.axis) {
        from.axis = i;
        return from;
      }
    return std::nullopt;
  }
  if (auto const* s = op.get_if<op::slice>()) {
    if (axis_set(s->axes, rank).contains(from.axis)) return std::nullopt;
    return from;
  }
  if (auto const* s = op.get_if<op::space_to_depth>()) { // all channels for each position of a block
    if (from.axis != 1) return std::nullopt;
    from.outer *= s->block * s->block;
    return from;
  }
  auto const* p = op.get_if<op::pad>();
  if (p == nullptr || p->pads[from.axis] != 0 || p->pads[from.axis + rank] != 0) return std::nullopt;
  return from;
}
} // namespace detail

PEAX_INLINE std::optional<std::size_t> axis_over(shape const& constant, shape const& map, std::size_t axis) {
  if (constant.rank() + axis < map.rank()) return std::nullopt;
  std::size_t const own = constant.rank() + axis - map.rank();
  if (own >= constant.rank() || constant[own] == 1) return std::nullopt;
  return own;
}

PEAX_INLINE channel_groups::channel_groups(graph const& g) : g_(g), at_(g.values().size()) {
  for (auto v : g.inputs())
    at_[index_of(v)] = {fresh(v, node_id::none)}, pin(v, "it reads the network's input");
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
  auto const alone = [&](auto const* c, std::int64_t outputs) {
    return c != nullptr && c->groups > 1 && c->groups == g[n.inputs[0]].dims[1] && outputs == c->groups;
  };
  shape const& w = n.inputs.size() > 1 ? g[n.inputs[1]].dims : shape{};
  if (w.rank() < 2) return false;
  auto const* const back = n.op.get_if<op::conv_transpose>();
  return alone(n.op.get_if<op::conv>(), w[0]) || alone(back, back == nullptr ? 0 : w[1] * back->groups);
}

PEAX_INLINE bool channel_groups::mixes_all(node const& n) {
  auto const* const c = n.op.get_if<op::conv>();
  auto const* const back = n.op.get_if<op::conv_transpose>();
  return (c != nullptr && c->groups == 1) || (back != nullptr && back->groups == 1);
}

PEAX_INLINE bool channel_groups::normalizes_channels(node const& n) {
  return n.op.is<op::batch_normalization>() || n.op.is<op::instance_normalization>();
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

PEAX_INLINE void channel_groups::regroup(std::size_t set, std::int64_t front, std::int64_t back) {
  if (front * back == 1) return;
  set = root(set);
  channel_set& of_set = sets_[set];
  of_set.channels /= front * back;
  if (of_set.channels == 1 && of_set.why_not.empty())
    of_set.why_not = "its channels become one that is taken apart";
  for (place& p : at_)
    if (root(p.set) == set) p.outer *= front, p.repeat *= back;
}

PEAX_INLINE void channel_groups::align(value_id a, value_id b) {
  place const each[] = {of(a), of(b)};
  if (each[0].set == each[1].set) return;
  std::int64_t const outer = std::max(each[0].outer, each[1].outer),
                     repeat = std::max(each[0].repeat, each[1].repeat);
  for (place const& p : each)
    if (outer % p.outer != 0 || repeat % p.repeat != 0 ||
        channels(p.set) % (outer / p.outer * (repeat / p.repeat)) != 0)
      return;
  for (place const& p : each) regroup(p.set, outer / p.outer, repeat / p.repeat);
}

PEAX_INLINE bool channel_groups::has_own_weights(node const& n) const {
  for (std::size_t i = 1; i < n.inputs.size(); ++i)
    if (n.inputs[i] != value_id::none &&
        (!g_[n.inputs[i]].is_constant() || g_.readers(n.inputs[i]).size() != 1))
      return false;
  return true;
}

PEAX_INLINE bool channel_groups::keeps_channels_with_constant(node const& n, value_id map) const {
  bool const computes = n.op.traits().broadcasts || n.op.is<op::prelu>();
  if (!computes || n.inputs.size() != 2 || g_[n.outputs[0]].dims != g_[map].dims) return false;
  for (auto v : n.inputs) {
    if (v == map) continue;
    if (v == value_id::none || !g_[v].is_constant() || g_[v].type != data_type::float32) return false;
    bool const by_channel = axis_over(g_[v].dims, g_[map].dims, of(map).axis).has_value();
    if (by_channel && g_.readers(v).size() != 1) return false;
  }
  return true;
}

PEAX_INLINE std::optional<channel_groups::place> channel_groups::carried(node_id id, value_id map) const {
  node const& n = g_[id];
  place const from = of(map);
  shape const &x = g_[map].dims, &y = g_[n.outputs[0]].dims;
  if (n.outputs.size() != 1 || from.axis >= x.rank()) return std::nullopt;
  if (keeps_channels_with_constant(n, map)) return from;
  if (n.inputs.size() != 1) return std::nullopt;
  bool const to_one =
      n.op.is<op::global_average_pool>() || n.op.is<op::global_max_pool>() || n.op.is<op::global_lp_pool>();
  bool const pools = class_of(g_, id) == layer_class::pooling || to_one || n.op.is<op::resize>();
  if (n.op.traits().element_wise || n.op.is<op::dropout>() || n.op.is<op::identity>()) return from;
  if (pools) return from.axis == 1 ? std::optional(from) : std::nullopt;
  if (n.op.is<op::flatten>() || n.op.is<op::reshape>() || n.op.is<op::squeeze>() || n.op.is<op::unsqueeze>())
    return detail::through_view(from, channels(from.set), x, y);
  return detail::through_move(n.op, from, x);
}

PEAX_INLINE std::optional<channel_groups::place> channel_groups::gathered(op::depth_to_space const& blocks,
                                                                          value_id map) {
  std::int64_t const each = blocks.block * blocks.block;
  place from = of(map);
  if (from.axis != 1) return std::nullopt;
  std::int64_t const have = blocks.column_first ? from.repeat : from.outer;
  if (have % each != 0) {
    std::int64_t const more = each % have == 0 ? each / have : 0;
    if (more == 0 || channels(from.set) % more != 0) return std::nullopt;
    regroup(from.set, blocks.column_first ? 1 : more, blocks.column_first ? more : 1);
    from = of(map);
  }
  (blocks.column_first ? from.repeat : from.outer) /= each;
  return from;
}

PEAX_INLINE bool channel_groups::join(node const& n, value_id a, value_id b) {
  shape const &x = g_[a].dims, &y = g_[b].dims;
  std::size_t const axis = of(a).axis, rank = x.rank();
  if (n.inputs.size() != 2 || !detail::merges(n) || rank != y.rank() || axis != of(b).axis || axis >= rank ||
      x[axis] != y[axis])
    return false;
  if (rank == 4 && axis == 1) align(a, b); // channels and blocks of positions are axis 1 of four
  place const left = of(a), right = of(b);
  if (left.repeat != right.repeat || left.outer != right.outer) return false;
  unite(left.set, right.set);
  return true;
}

PEAX_INLINE void channel_groups::follow(node_id id) {
  node const& n = g_[id];
  value_id const out = n.outputs[0];
  auto const made = [&](place where) { at_[index_of(out)] = where; };
  auto const maps = feature_maps_of(g_, id);
  bool const by_one = maps.size() == 1 && n.inputs[0] == maps[0];
  if (by_one && has_own_weights(n)) {
    place const from = of(maps[0]);
    if (from.axis == 1) {
      if (is_depthwise(g_, n)) return made(from);
      if (mixes_all(n)) return made({fresh(out, id)});
    }
    if (auto const* d = n.op.get_if<op::gemm>();
        d != nullptr && !d->transpose_a && g_[n.inputs[0]].dims.rank() == 2)
      return made({fresh(out, id)});
    if (normalizes_channels(n) && from.axis == 1) return made(from);
  }
  if (auto const* blocks = n.op.get_if<op::depth_to_space>())
    if (auto const where = gathered(*blocks, maps[0])) return made(*where);
  if (maps.size() == 1)
    if (auto const where = carried(id, maps[0])) return made(*where);
  if (maps.size() == 2 && join(n, maps[0], maps[1])) return made(of(maps[0]));
  std::string const why = n.op.is<op::softmax>() ? "its outputs are the answers of a softmax"
                                                 : "what " + std::string(n.op.name()) + " " + n.name +
                                                       " does to channels is not followed";
  for (auto v : maps) pin(v, why);
  bool const computing = n.op.is<op::conv>() || n.op.is<op::conv_transpose>() || n.op.is<op::gemm>();
  for (auto v : n.outputs) {
    if (v == value_id::none) continue;
    at_[index_of(v)] = {fresh(v, computing ? id : node_id::none)};
    pin(v, why);
  }
}

} // namespace peax::rewrite
