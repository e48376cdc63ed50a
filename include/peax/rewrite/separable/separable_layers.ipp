#pragma once
//! @file
//! The bodies of separable_layers.hpp.

#include <peax/core/error.hpp>
#include <peax/graph/cost.hpp>
#include <peax/graph/editor.hpp>
#include <peax/graph/graph.hpp>
#include <peax/graph/op.hpp>
#include <peax/rewrite/separable/separable_layers.hpp>
#include <peax/rewrite/separable/separable_split.hpp>
#include <peax/tensor/tensor.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::rewrite {

PEAX_INLINE std::optional<std::string> why_not_separable(graph const& g, node_id conv) {
  node const& n = g[conv];
  shape const& w = g[n.inputs[1]].dims;
  if (n.op.get<op::conv>().groups != 1) return "it has groups already";
  if (!g[n.inputs[1]].is_constant() || (n.input(2) != value_id::none && !g[n.input(2)].is_constant()))
    return "its weights are computed while running";
  if (w.elements() == w[0] * w[1]) return "its kernel is 1, so that it is pointwise already";
  if (w[1] == 1) return "it reads one channel, so that a depthwise layer would leave one feature map";
  separable_costs const c = separable_costs_of(g, conv);
  if (c.after >= c.before) return fmt::format("in two it would take {} MACs, it takes {}", c.after, c.before);
  return std::nullopt;
}

PEAX_INLINE separable_candidates separable_candidates_of(graph const& g) {
  separable_candidates out;
  std::vector<std::pair<std::int64_t, std::string>> found;
  for (std::size_t i = 0; i < g.nodes().size(); ++i) {
    auto const id = static_cast<node_id>(i);
    if (!g[id].op.is<op::conv>()) continue;
    if (auto why = why_not_separable(g, id))
      out.refusals.push_back({"separable convolution", std::move(*why), g[id].name});
    else
      found.emplace_back(separable_costs_of(g, id).before, g[id].name);
  }
  std::stable_sort(found.begin(), found.end(),
                   [](auto const& a, auto const& b) { return a.first > b.first; });
  for (auto& [macs, name] : found) out.convolutions.push_back(std::move(name));
  return out;
}

PEAX_INLINE graph with_separable(graph const& g, node_id conv, separable_kernel const& kernel,
                                 patch_moments const& seen) {
  node const& old = g[conv];
  full_kernel const full = kernel_of(g, conv);
  shape const& dims = g[old.inputs[1]].dims;
  std::int64_t const outputs = dims[0], inputs = dims[1];
  graph_editor edit(g);
  auto const constant = [&](std::string const& name, shape of, std::vector<double> const& from) {
    std::vector<float> values;
    for (double const x : from) values.push_back(static_cast<float>(x));
    return edit.add_constant(old.name + name, tensor(std::move(of), std::move(values)));
  };
  shape depthwise{inputs, 1}, pointwise{outputs, inputs};
  for (std::size_t a = 2; a < dims.rank(); ++a) depthwise.push_back(dims[a]), pointwise.push_back(1);

  op::conv each = old.op.get<op::conv>();
  each.groups = inputs;
  value_id at = edit.add(each, {old.inputs[0], constant("/depthwise.weight", depthwise, kernel.depthwise)},
                         old.name + "/depthwise");
  if (node_id const behind = normalization_behind(g, conv); behind != node_id::none) {
    auto const norm = g[behind].op.get<op::batch_normalization>();
    std::size_t const n = full.patch(), taps = full.taps;
    std::vector<double> mean(full.inputs, 0.0), variance(full.inputs, 0.0), scale;
    for (std::size_t c = 0; c < full.inputs; ++c)
      for (std::size_t i = c * taps; i < (c + 1) * taps; ++i) {
        mean[c] += kernel.depthwise[i] * seen.mean[i];
        for (std::size_t j = c * taps; j < (c + 1) * taps; ++j)
          variance[c] += kernel.depthwise[i] * kernel.depthwise[j] * seen.covariance[i * n + j];
      }
    for (double& v : variance) {
      v = std::max(v, 0.0);
      scale.push_back(std::sqrt(v + static_cast<double>(norm.epsilon)));
    }
    at = edit.add(norm,
                  {at, constant("/norm.scale", {inputs}, scale), constant("/norm.shift", {inputs}, mean),
                   constant("/norm.mean", {inputs}, mean), constant("/norm.variance", {inputs}, variance)},
                  old.name + "/norm");
  }
  std::vector<double> bias = mean_shift(full, seen, kernel);
  if (old.input(2) != value_id::none)
    for (std::size_t o = 0; o < bias.size(); ++o)
      bias[o] += static_cast<double>(g[old.input(2)].constant.floats()[o]);
  at = edit.add(op::conv{},
                {at, constant("/pointwise.weight", pointwise, kernel.pointwise),
                 constant("/pointwise.bias", {outputs}, bias)},
                old.name + "/pointwise");
  value_id const made = old.outputs[0];
  edit.replace_uses(made, at);
  std::string const name = g[made].name;
  if (edit[at].name != name) {
    edit.rename(made, name + "/replaced");
    edit.rename(at, name);
  }
  edit.remove(conv);
  return edit.finish();
}

} // namespace peax::rewrite
