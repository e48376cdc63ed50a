#pragma once
//! @file
//! The bodies of layer_facts.hpp.

#include <peax/core/checked.hpp>
#include <peax/core/error.hpp>
#include <peax/graph/axis.hpp>
#include <peax/graph/cost.hpp>
#include <peax/graph/layer_facts.hpp>
#include <peax/graph/op.hpp>
#include <peax/graph/window.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace peax {

PEAX_INLINE std::optional<layer_fact> layer_fact_named(std::string_view name) {
  for (std::size_t i = 0; i < layer_fact_entries.size(); ++i)
    if (layer_fact_entries[i].name == name) return static_cast<layer_fact>(i);
  return std::nullopt;
}

PEAX_INLINE bool has_fact(std::string_view op, layer_fact f) {
  auto const ops = entry_of(f).ops;
  return ops.empty() || ops.find(" " + std::string(op) + " ") != std::string_view::npos;
}

namespace detail {

//! Whether a value of such a shape lies otherwise with its channels last than with its channels first.
inline bool order_matters(shape const& dims) {
  return dims.rank() >= 3 && dims[1] != 1 && dims.elements() != dims[1];
}

//! The one node that reads what a node makes, if it makes one value that nobody else wants.
inline node const* only_reader(graph const& g, node const& n) {
  if (n.outputs.size() != 1 || !is_private(g, n.outputs[0])) return nullptr;
  return &g[g.readers(n.outputs[0])[0]];
}

inline bool all_constant(graph const& g, node const& n, std::size_t from) {
  for (std::size_t i = from; i < n.inputs.size(); ++i)
    if (n.inputs[i] != value_id::none && !g[n.inputs[i]].is_constant()) return false;
  return true;
}

//! Whether a node becomes a part of the layer in front of it: a normalization of its weights, a row added to a product, a limit
//! of its outputs. As engine/plan/lowering.hpp has it.
inline bool is_fused(graph const& g, node const& n) {
  auto const maker = [&](node const& of) -> node const* {
    for (auto const v : of.inputs) {
      if (v == value_id::none || g[v].is_constant() || g.producer(v) == node_id::none) continue;
      node const& m = g[g.producer(v)];
      return only_reader(g, m) == &of ? &m : nullptr;
    }
    return nullptr;
  };
  node const* const m = maker(n);
  if (m == nullptr) return false;
  if (n.op.is<op::batch_normalization>())
    return (m->op.is<op::conv>() || m->op.is<op::gemm>()) && all_constant(g, *m, 1) && all_constant(g, n, 1);
  if (n.op.is<op::add>() && m->op.is<op::matmul>() && n.inputs.size() == 2) {
    auto const& a = g[n.inputs[0]];
    auto const& row = a.is_constant() ? a : g[n.inputs[1]];
    auto const& w = g[m->inputs[1]];
    return row.is_constant() && w.is_constant() && w.dims.rank() == 2 && row.dims == shape{w.dims[1]};
  }
  if (!n.op.is<op::relu>() && !n.op.is<op::clip>()) return false;
  return m->op.is<op::conv>() || m->op.is<op::batch_normalization>() || m->op.is<op::gemm>() ||
         m->op.is<op::matmul>() || m->op.is<op::add>();
}

//! Whether a limit of its outputs is fused into a layer, behind what else is.
inline bool is_limited(graph const& g, node const& n) {
  for (node const* at = only_reader(g, n); at != nullptr && is_fused(g, *at); at = only_reader(g, *at))
    if (at->op.is<op::relu>() || at->op.is<op::clip>()) return true;
  return false;
}

inline bool is_depthwise(graph const& g, node const& n) {
  auto const* c = n.op.get_if<op::conv>();
  return c != nullptr && c->groups > 1 && g[n.inputs[0]].dims.rank() > 1 &&
         g[n.inputs[0]].dims[1] == c->groups;
}

inline std::int64_t alike_of(graph const& g, node const& n) {
  bool const depthwise = is_depthwise(g, n);
  return std::count_if(g.nodes().begin(), g.nodes().end(), [&](node const& other) {
    return &other.op.kind() == &n.op.kind() && is_depthwise(g, other) == depthwise;
  });
}

//! Elements that are copied since they lie in another order than the layer wants: the file's at the inputs, channels last of what
//! is computed.
inline std::int64_t reordered_of(graph const& g, node const& n) {
  std::int64_t copied = 0;
  value_id const x = n.input(0);
  value const& y = g[n.outputs.front()];
  if (x != value_id::none && !g[x].is_constant() && order_matters(g[x].dims)) {
    bool const from_file = g.producer(x) == node_id::none;
    if (n.op.traits().view) {
      if (!from_file && (y.dims.rank() < 3 || y.dims[1] != g[x].dims[1])) copied += g[x].dims.elements();
    } else if (from_file && !n.op.traits().any_order) {
      copied += g[x].dims.elements();
    }
  }
  for (auto const v : n.outputs)
    if (v != value_id::none && g.is_output(v) && order_matters(g[v].dims)) copied += g[v].dims.elements();
  return copied;
}

//! The windows of a layer, one for each spatial axis; none where it has none or its shapes do not say them.
inline std::vector<window> layer_windows(graph const& g, node const& n) {
  try {
    shape const& x = g[n.inputs[0]].dims;
    if (auto const* c = n.op.get_if<op::conv>()) {
      shape const& w = g[n.inputs[1]].dims;
      return windows_of(x, op::ints(w.begin() + 2, w.end()), c->strides, c->pads, c->dilations, false);
    }
    if (auto const* p = n.op.get_if<op::max_pool>())
      return windows_of(x, p->kernel, p->strides, p->pads, p->dilations, p->ceil_mode);
    if (auto const* p = n.op.get_if<op::average_pool>())
      return windows_of(x, p->kernel, p->strides, p->pads, {}, p->ceil_mode);
  } catch (bad_input const&) { // said where shapes are inferred
  }
  return {};
}

//! Taps of a window that lie inside, over all its positions.
inline std::int64_t taps_inside(window const& w) {
  constexpr std::int64_t longest = 1 << 16; // of a longer window all taps count: exact would take too long
  std::int64_t const positions = w.output_extent();
  if (w.kernel > longest) return checked_product(positions, w.kernel);
  std::int64_t inside = 0;
  for (std::int64_t k = 0; k < w.kernel; ++k) {
    std::int64_t const before = w.begin - k * w.dilation, last = w.extent - 1 + before;
    std::int64_t const from = before > 0 ? (before + w.stride - 1) / w.stride : 0;
    if (last >= 0) inside += std::max<std::int64_t>(0, std::min(last / w.stride, positions - 1) - from + 1);
  }
  return inside;
}

inline constexpr std::int64_t tile = 4;
inline std::int64_t tiles_of(std::int64_t n) { return (n + tile - 1) / tile; }

//! Of the tiles along a line those whose windows lie inside it, which the generated C computes row by row.
inline std::int64_t tiles_inside(window const& w) {
  std::int64_t const first = tiles_of((w.begin + w.stride - 1) / w.stride);
  std::int64_t const last = w.extent - w.kernel - (tile - 1) * w.stride + w.begin;
  if (last < 0) return 0;
  return std::max<std::int64_t>(0, std::min(last / w.stride, w.output_extent() - 1) / tile - first + 1);
}

inline void add_window_facts(graph const& g, node const& n, layer_facts& to) {
  auto const windows = layer_windows(g, n);
  if (windows.empty()) return;
  std::int64_t kernel = 1, stride = 1, dilation = 1, positions = 1, taps = 1;
  for (auto const& w : windows) {
    kernel = std::max(kernel, w.kernel), stride = std::max(stride, w.stride);
    dilation = std::max(dilation, w.dilation);
    positions = checked_product(positions, w.output_extent()), taps = checked_product(taps, taps_inside(w));
  }
  window const& across = windows.back();
  window const down = windows.size() > 1 ? windows[windows.size() - 2] : window{};
  to.set(layer_fact::kernel, kernel), to.set(layer_fact::stride, stride);
  to.set(layer_fact::kernel_h, down.kernel), to.set(layer_fact::kernel_w, across.kernel);
  to.set(layer_fact::stride_h, down.stride), to.set(layer_fact::stride_w, across.stride);
  if (!n.op.is<op::average_pool>()) to.set(layer_fact::dilation, dilation);
  to.set(layer_fact::taps, taps);
  std::int64_t const channels = g[n.outputs.front()].dims[1];
  std::int64_t const lines = positions / across.output_extent();
  to.set(layer_fact::lines, checked_product(lines, channels));
  auto const* c = n.op.get_if<op::conv>();
  if (c == nullptr) return;
  std::int64_t const in = g[n.inputs[0]].dims[1], each = in / c->groups;
  to.set(layer_fact::groups, c->groups), to.set(layer_fact::channels_each, each);
  to.set(layer_fact::depthwise, is_depthwise(g, n));
  bool const padded = std::any_of(c->pads.begin(), c->pads.end(), [](std::int64_t p) { return p != 0; });
  bool const pointwise = kernel == 1 && stride == 1 && !padded;
  to.set(layer_fact::pointwise, pointwise);
  // Lines outside are left out; what lies outside of a line is computed with zeros, tap by tap. Pointwise, all positions are one line.
  window line = across;
  std::int64_t rows = lines, rows_inside = taps_inside(down) * (lines / down.output_extent());
  if (pointwise) line = {.extent = positions}, rows = rows_inside = 1;
  std::int64_t const along = tiles_of(line.output_extent());
  bool const plain = c->groups == 1 && channels % tile == 0 && line.dilation == 1;
  std::int64_t const inner = plain ? tiles_inside(line) : 0;
  std::int64_t const filters = checked_product(c->groups, tiles_of(channels / c->groups));
  auto const of_lines = [&](std::int64_t count, std::int64_t each_line) {
    return checked_product(checked_product(count, each_line), filters);
  };
  to.set(layer_fact::tiles, of_lines(rows, along));
  to.set(layer_fact::inner_tiles, of_lines(rows, inner));
  to.set(layer_fact::border_tiles, of_lines(rows, along - inner));
  to.set(layer_fact::tile_taps, of_lines(rows_inside, inner + (along - inner) * line.kernel));
  to.set(layer_fact::tile_macs,
         checked_product(of_lines(rows_inside, line.kernel * along), tile * tile * each));
}

//! Matrix products: one row at a time, four outputs.
inline void add_product_facts(graph const& g, node const& n, cost const& c, layer_facts& to) {
  value const& y = g[n.outputs.front()];
  if (y.dims.rank() == 0 || y.dims.elements() == 0) return;
  std::int64_t const out = y.dims[y.dims.rank() - 1];
  if (out <= 0) return;
  std::int64_t const rows = y.dims.elements() / out, in = c.macs.value / y.dims.elements();
  std::int64_t const taps = checked_product(rows, tiles_of(out));
  to.set(layer_fact::channels_in, in), to.set(layer_fact::channels_out, out);
  to.set(layer_fact::tiles, taps), to.set(layer_fact::tile_taps, taps);
  to.set(layer_fact::tile_macs, checked_product(checked_product(taps, tile), in));
}

inline std::optional<std::int64_t> axis_of_node(any_op const& o) {
  if (auto const* s = o.get_if<op::softmax>()) return s->axis;
  if (auto const* s = o.get_if<op::concat>()) return s->axis;
  if (auto const* s = o.get_if<op::split>()) return s->axis;
  if (auto const* s = o.get_if<op::gather>()) return s->axis;
  if (auto const* s = o.get_if<op::flatten>()) return s->axis;
  return std::nullopt;
}

inline void add_general_facts(graph const& g, node_id id, layer_facts& to) {
  node const& n = g[id];
  value const& y = g[n.outputs.front()];
  std::int64_t inputs = 0, elements_in = 0;
  bool broadcasts = false;
  value const* first = nullptr;
  for (auto const v : n.inputs) {
    if (v == value_id::none) continue;
    if (n.op.traits().broadcasts && g[v].dims.elements() != y.dims.elements()) broadcasts = true;
    if (g[v].is_constant()) continue;
    if (first == nullptr) first = &g[v];
    ++inputs, elements_in = checked_sum(elements_in, g[v].dims.elements());
  }
  to.set(layer_fact::inputs, inputs), to.set(layer_fact::elements_in, elements_in);
  to.set(layer_fact::elements, y.dims.elements()), to.set(layer_fact::broadcasts, broadcasts);
  to.set(layer_fact::fused, is_fused(g, n)), to.set(layer_fact::reordered, reordered_of(g, n));
  to.set(layer_fact::limited, is_limited(g, n)), to.set(layer_fact::alike, alike_of(g, n));
  if (y.dims.rank() > 1) to.set(layer_fact::channels_out, y.dims[1]);
  if (first == nullptr) return;
  to.set(layer_fact::rank, static_cast<std::int64_t>(first->dims.rank()));
  if (first->dims.rank() > 1) to.set(layer_fact::channels_in, first->dims[1]);
  if (auto const axis = axis_of_node(n.op))
    to.set(layer_fact::axis, *axis < 0 ? *axis + static_cast<std::int64_t>(first->dims.rank()) : *axis);
}

} // namespace detail

PEAX_INLINE layer_facts facts_of(graph const& g, node_id id, std::int64_t bits) {
  layer_facts out;
  out.set(layer_fact::bits, bits);
  try {
    auto const c = cost_of(g, id);
    out.set(layer_fact::mac_count, c.macs.value), out.set(layer_fact::operations, c.elements.value);
    detail::add_general_facts(g, id, out);
    node const& n = g[id];
    if (n.op.is<op::gemm>() || n.op.is<op::matmul>()) detail::add_product_facts(g, n, c, out);
    detail::add_window_facts(g, n, out);
  } catch (bad_input const&) { // too large for 64 bits: what is not known fits no condition
  }
  return out;
}

} // namespace peax
