#pragma once
//! @file
//! The bodies of slimming_narrowed.hpp.

#include <peax/graph/editor.hpp>
#include <peax/graph/graph.hpp>
#include <peax/graph/op.hpp>
#include <peax/rewrite/slimming/slimming_channels.hpp>
#include <peax/rewrite/slimming/slimming_narrowed.hpp>
#include <peax/tensor/tensor.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <numeric>
#include <utility>
#include <vector>

namespace peax::rewrite {

namespace detail {

//! Whether axis 1 of a layer's weights is that of its outputs, axis 0 that of its inputs.
inline bool has_outputs_last(node const& n) {
  auto const* const dense = n.op.get_if<op::gemm>();
  return n.op.is<op::conv_transpose>() || (dense != nullptr && !dense->transpose_b);
}

//! Calls what(output, input, weight) for every weight of a convolution or dense layer; inputs count on axis
//! 1 of the map.
template <class What> void each_weight(graph const& g, node const& n, What&& what) {
  value const& w = g[n.inputs[1]];
  auto const values = w.constant.floats();
  bool const outputs_last = has_outputs_last(n);
  auto const rows = static_cast<std::size_t>(w.dims[0]), columns = static_cast<std::size_t>(w.dims[1]);
  std::size_t const taps = values.size() / (rows * columns);
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::size_t const row = i / (columns * taps), column = i / taps % columns;
    what(outputs_last ? column : row, outputs_last ? row : column, static_cast<double>(values[i]));
  }
}

//! Divided by their mean.
PEAX_INLINE std::vector<double> relative(std::vector<double> x);

//! The elements of a tensor at some indices of an axis.
PEAX_INLINE tensor picked(tensor const& t, std::size_t axis, std::vector<std::int64_t> const& which);

} // namespace detail

namespace detail {
PEAX_INLINE std::vector<double> relative(std::vector<double> x) {
  double const sum = std::accumulate(x.begin(), x.end(), 0.0);
  if (sum > 0)
    for (double& v : x) v *= static_cast<double>(x.size()) / sum;
  return x;
}

PEAX_INLINE tensor picked(tensor const& t, std::size_t axis, std::vector<std::int64_t> const& which) {
  std::size_t outer = 1, inner = 1;
  for (std::size_t a = 0; a < t.dims().rank(); ++a)
    (a < axis ? outer : inner) *= a == axis ? 1 : static_cast<std::size_t>(t.dims()[a]);
  auto const extent = static_cast<std::size_t>(t.dims()[axis]);
  std::vector<float> out;
  for (std::size_t o = 0; o < outer; ++o)
    for (auto i : which) {
      auto const from = t.floats().subspan((o * extent + static_cast<std::size_t>(i)) * inner, inner);
      out.insert(out.end(), from.begin(), from.end());
    }
  shape dims = t.dims();
  dims[axis] = static_cast<std::int64_t>(which.size());
  return tensor(std::move(dims), std::move(out));
}

//! The constants and the target shape of a node that carries channels on: `kept` are positions along an axis of its output.
inline void narrow_others(graph_editor& edit, graph const& g, node_id id, std::size_t axis,
                          std::vector<std::int64_t> const& kept) {
  node const& n = g[id];
  if (kept.empty()) return;
  shape const& y = g[n.outputs[0]].dims;
  if (n.op.is<op::reshape>()) {
    op::reshape narrower;
    for (std::size_t i = 0; i < y.rank(); ++i)
      narrower.target.push_back(i == 0 ? 0 : i == axis ? static_cast<std::int64_t>(kept.size()) : y[i]);
    return edit.set_op(id, narrower);
  }
  for (auto v : n.inputs)
    if (v != value_id::none && g[v].is_constant())
      if (auto const own = axis_over(g[v].dims, y, axis))
        edit.set_constant(v, picked(g[v].constant, *own, kept));
}

} // namespace detail

PEAX_INLINE std::vector<double> channel_importance(graph const& g, channel_groups const& groups,
                                                   std::size_t set) {
  auto const channels = static_cast<std::size_t>(groups.channels(set));
  std::vector<double> made(channels, 0.0), read(channels, 0.0);
  auto const add = [&](std::vector<double>& to, std::vector<double> const& figures) {
    auto const r = detail::relative(figures);
    for (std::size_t c = 0; c < channels; ++c) to[c] += r[c];
  };
  for (auto id : groups.makers(set)) {
    std::vector<double> figures(channels, 0.0);
    auto const place = groups.of(g[id].outputs[0]);
    auto const readers = g.readers(g[id].outputs[0]);
    if (readers.size() == 1 && channel_groups::normalizes_channels(g[readers[0]])) {
      auto const scale = g[g[readers[0]].inputs[1]].constant.floats();
      for (std::size_t i = 0; i < scale.size(); ++i)
        figures[place.channel_at(i, channels)] += std::abs(static_cast<double>(scale[i]));
    } else {
      detail::each_weight(g, g[id], [&](std::size_t out, std::size_t, double w) {
        figures[place.channel_at(out, channels)] += std::abs(w);
      });
    }
    add(made, figures);
  }
  bool any = false;
  for (auto const& n : g.nodes()) {
    bool const layer = channel_groups::mixes_all(n) || n.op.is<op::gemm>();
    if (!layer || !g[n.inputs[1]].is_constant() || groups.of(n.inputs[0]).set != set) continue;
    auto const place = groups.of(n.inputs[0]);
    std::vector<double> figures(channels, 0.0);
    detail::each_weight(g, n, [&](std::size_t, std::size_t in, double w) {
      figures[place.channel_at(in, channels)] += std::abs(w);
    });
    add(read, figures);
    any = true;
  }
  for (std::size_t c = 0; any && c < channels; ++c) made[c] *= read[c];
  return made;
}

namespace detail {
//! The most important channels of each set that becomes narrower, in their order.
inline std::map<std::size_t, std::vector<std::int64_t>>
channels_to_keep(graph const& g, channel_groups const& groups, channel_groups const& before, double width) {
  std::map<std::size_t, std::vector<std::int64_t>> kept;
  for (auto s : groups.free()) {
    auto const target =
        std::max<std::int64_t>(1, std::llround(width * static_cast<double>(before.channels(s))));
    if (target >= groups.channels(s)) continue;
    auto const importance = channel_importance(g, groups, s);
    std::vector<std::int64_t> order(importance.size());
    std::iota(order.begin(), order.end(), std::int64_t{0});
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) {
      return importance[static_cast<std::size_t>(a)] > importance[static_cast<std::size_t>(b)];
    });
    order.resize(static_cast<std::size_t>(target));
    std::sort(order.begin(), order.end());
    kept[s] = std::move(order);
  }
  return kept;
}
} // namespace detail

PEAX_INLINE graph narrowed(graph const& g, graph const& original, double width) {
  channel_groups const groups(g), before(original);
  graph_editor edit(g);
  auto const kept = detail::channels_to_keep(g, groups, before, width);
  auto const kept_of = [&](value_id v) {
    auto const place = groups.of(v);
    std::int64_t const channels = groups.channels(place.set);
    std::vector<std::int64_t> out;
    if (auto const found = kept.find(place.set); found != kept.end())
      for (std::int64_t o = 0; o < place.outer; ++o)
        for (auto c : found->second)
          for (std::int64_t i = 0; i < place.repeat; ++i)
            out.push_back((o * channels + c) * place.repeat + i);
    return out;
  };
  for (std::size_t i = 0; i < g.nodes().size(); ++i) {
    node const& n = g.nodes()[i];
    bool const conv = n.op.is<op::conv>() || n.op.is<op::conv_transpose>(),
               norm = channel_groups::normalizes_channels(n);
    if (!conv && !norm && !n.op.is<op::gemm>()) {
      detail::narrow_others(edit, g, static_cast<node_id>(i), groups.of(n.outputs[0]).axis,
                            kept_of(n.outputs[0]));
      continue;
    }
    auto const ins = kept_of(n.inputs[0]), outs = kept_of(n.outputs[0]);
    bool const depthwise = channel_groups::is_depthwise(g, n);
    bool const outputs_last = detail::has_outputs_last(n) && !depthwise;
    for (std::size_t k = 1; k < n.inputs.size(); ++k) {
      if (n.inputs[k] == value_id::none || !g[n.inputs[k]].is_constant()) continue;
      tensor t = g[n.inputs[k]].constant;
      bool const is_weight = k == 1 && !norm;
      std::size_t const last = t.dims().rank() == 0 ? 0 : t.dims().rank() - 1;
      if (!outs.empty() && is_weight)
        t = detail::picked(t, outputs_last ? 1 : 0, outs);
      else if (!outs.empty() && last < t.dims().rank() && t.dims()[last] > 1)
        t = detail::picked(t, last, outs);
      if (!ins.empty() && is_weight && !depthwise) t = detail::picked(t, outputs_last ? 0 : 1, ins);
      edit.set_constant(n.inputs[k], t);
    }
    if (depthwise && !outs.empty()) {
      auto const set_groups = [&](auto narrower) {
        narrower.groups = static_cast<std::int64_t>(outs.size());
        edit.set_op(static_cast<node_id>(i), narrower);
      };
      if (auto const* const c = n.op.get_if<op::conv>())
        set_groups(*c);
      else
        set_groups(n.op.get<op::conv_transpose>());
    }
  }
  return edit.finish();
}

} // namespace peax::rewrite
