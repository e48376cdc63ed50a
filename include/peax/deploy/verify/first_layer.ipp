#pragma once
//! @file
//! The bodies of first_layer.hpp.

#include <peax/deploy/board/scratch_folder.hpp>
#include <peax/deploy/verify/answers.hpp>
#include <peax/deploy/verify/first_layer.hpp>
#include <peax/deploy/verify/onnxruntime.hpp>
#include <peax/engine/run.hpp>
#include <peax/graph/editor.hpp>
#include <peax/graph/interpret.hpp>
#include <peax/onnx/save.hpp>
#include <peax/rule/canonical.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::deploy {

namespace detail {

inline std::string layer_text(graph const& g, value_id made) {
  auto const by = g.producer(made);
  if (by == node_id::none) return g[made].name;
  auto const& n = g[by];
  return n.name.empty() ? std::string(n.op.name()) : fmt::format("{} '{}'", n.op.name(), n.name);
}

//! One sample as the graph's inputs.
inline std::vector<tensor> inputs_of(graph const& g, test_samples const& one) {
  std::vector<tensor> out;
  for (std::size_t i = 0; i < one.inputs.size(); ++i)
    out.push_back(one.inputs[i].reshaped(g[g.inputs()[i]].dims.with_batch(1)));
  return out;
}

//! The first element that differs.
inline std::optional<std::size_t> first_apart(std::span<float const> expected, std::span<float const> got) {
  if (expected.size() != got.size()) return 0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    double const a = static_cast<double>(got[i]), b = static_cast<double>(expected[i]);
    if (a == b || (std::isnan(a) && std::isnan(b))) continue;
    if (!(std::abs(a - b) <= output_tolerance * std::max(1.0, std::abs(b)))) return i;
  }
  return std::nullopt;
}

inline std::string element_text(std::span<float const> of, std::size_t at) {
  return at < of.size() ? fmt::format("{}", of[at]) : "none";
}

//! Float values that nodes make, in running order.
inline std::vector<value_id> made_by_layers(graph const& g) {
  std::vector<value_id> out;
  for (auto const& n : g.nodes())
    for (auto const id : n.outputs)
      if (id != value_id::none && g[id].type == data_type::float32 && g[id].dims.elements() > 0)
        out.push_back(id);
  return out;
}

//! The first of the values whose content in `got` is another.
inline std::optional<layer_difference> first_of(graph const& g, std::vector<value_id> const& values,
                                                std::vector<tensor> const& expected,
                                                std::vector<tensor> const& got) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    auto const a = expected[index_of(values[i])].floats(), b = got[i].floats();
    if (auto const at = first_apart(a, b))
      return layer_difference{layer_text(g, values[i]), fmt::format("{}[{}]", g[values[i]].name, *at),
                              element_text(a, *at), element_text(b, *at)};
  }
  return std::nullopt;
}

//! Element i of the graph's order, for each element of a map with its channels last.
inline std::vector<float> channels_last(tensor const& t) {
  auto const all = t.floats();
  auto const channels = static_cast<std::size_t>(t.dims()[1]);
  std::size_t const cells = all.size() / channels;
  std::vector<float> out(all.size());
  for (std::size_t c = 0; c < channels; ++c)
    for (std::size_t k = 0; k < cells; ++k) out[k * channels + c] = all[c * cells + k];
  return out;
}

} // namespace detail

PEAX_INLINE std::optional<layer_difference> first_layer_of_engine(network const& n, test_samples const& one) {
  graph const& g = *n;
  auto const values = detail::made_by_layers(g);
  std::vector<std::span<float const>> inputs;
  for (auto const& t : one.inputs) inputs.push_back(t.floats());
  engine::plan_options how;
  how.wanted = values;
  engine::runner run(n, how, 1);
  return detail::first_of(g, values, interpret_values(g, detail::inputs_of(g, one)), run(inputs));
}

PEAX_INLINE std::optional<layer_difference>
first_layer_of_onnxruntime(board::node_runtime const& by, network const& n, test_samples const& one) {
  graph const& g = *n;
  auto const values = detail::made_by_layers(g);
  graph_editor edit(g);
  edit.set_outputs(values);
  network const all(edit.finish());
  board::scratch_folder const folder;
  onnx::save(all, folder.path() / "all.onnx");
  return detail::first_of(g, values, interpret_values(g, detail::inputs_of(g, one)),
                          run_in_onnxruntime(by, folder.path() / "all.onnx", all, one));
}

PEAX_INLINE std::optional<layer_difference> first_layer_of_c(board::target const& on, generated_c const& what,
                                                             network const& n, test_samples const& one) {
  network const simple = rule::inference_form(n);
  std::vector<tensor> const of_file = interpret_values(*n, detail::inputs_of(*n, one)),
                            of_form = interpret_values(*simple, detail::inputs_of(*simple, one));
  // What peax itself puts in between has no name in the file.
  auto const expected = [&](std::string const& name) -> tensor {
    auto const in_file = n->find(name), in_form = simple->find(name);
    if (in_file != value_id::none) return of_file[index_of(in_file)];
    return in_form != value_id::none ? of_form[index_of(in_form)] : tensor();
  };
  auto const& steps = what.certificate.at("steps");
  auto const& buffers = what.certificate.at("buffers");
  for (auto const& t : trace_c(on, what, one)) {
    auto const& step = steps.at(t.step);
    for (auto const& written : step.at("writes")) {
      auto const& b = buffers.at(written.get<std::size_t>());
      if (!b.at("value").is_string()) continue;
      auto const name = b.at("value").get<std::string>();
      tensor const reference = expected(name);
      if (!reference) continue;
      auto const begin = b.at("offset").get<std::size_t>() / sizeof(float),
                 count = b.at("bytes").get<std::size_t>() / sizeof(float);
      if (count != reference.size() || begin + count > t.arena.size())
        continue; // padded, or only a part of it
      std::span const got(t.arena.data() + begin, count);
      auto at = detail::first_apart(reference.floats(), got);
      std::vector<float> order(reference.floats().begin(), reference.floats().end());
      if (at && reference.dims().rank() >= 3) {
        order = detail::channels_last(reference);
        at = detail::first_apart(order, got);
      }
      if (at)
        return layer_difference{step.at("layer").get<std::string>(), fmt::format("{}[{}]", name, *at),
                                detail::element_text(order, *at), detail::element_text(got, *at)};
    }
  }
  return std::nullopt;
}

} // namespace peax::deploy
