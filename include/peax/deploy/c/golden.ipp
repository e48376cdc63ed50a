#pragma once
//! @file
//! The bodies of golden.hpp.

#include <peax/core/error.hpp>
#include <peax/core/random.hpp>
#include <peax/deploy/c/golden.hpp>
#include <peax/deploy/c/program_text.hpp>
#include <peax/deploy/verify/exit_labels.hpp>
#include <peax/engine/run.hpp>
#include <peax/solution/temporal_evaluation.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::deploy::c {

namespace detail {

inline void check_golden(graph const& g, std::vector<tensor> const& inputs) {
  if (inputs.size() != g.inputs().size())
    throw bad_input(fmt::format("golden samples: {} arrays for the {} inputs of {}", inputs.size(),
                                g.inputs().size(), g.name()));
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    auto const& v = g[g.inputs()[i]];
    auto const each = static_cast<std::size_t>(v.dims.elements());
    bool const fits = inputs[i].dims().rank() > 0 && inputs[i].dims()[0] == inputs[0].dims()[0] &&
                      inputs[i].dims()[0] > 0 &&
                      inputs[i].size() == each * static_cast<std::size_t>(inputs[i].dims()[0]);
    if (!fits)
      throw bad_input(fmt::format("golden samples: {} do not fit the input '{}' {}", inputs[i].dims().text(),
                                  v.name, v.dims.text()));
    auto const all = inputs[i].floats();
    auto const bad = std::find_if(all.begin(), all.end(), [](float x) { return !std::isfinite(x); });
    if (bad != all.end())
      throw bad_input(fmt::format("golden samples: sample {} of input '{}' has a value that is not finite",
                                  static_cast<std::size_t>(bad - all.begin()) / each, v.name));
  }
}

} // namespace detail

PEAX_INLINE golden_samples golden_of(any_solution const& s, std::vector<tensor> const& inputs) {
  graph const& g = *s.network;
  detail::check_golden(g, inputs);
  golden_samples out;
  out.count = static_cast<std::size_t>(inputs[0].dims()[0]);
  std::vector<std::span<float const>> values;
  for (auto const& t : inputs) {
    values.push_back(t.floats());
    out.input_floats += t.size() / out.count;
  }
  for (std::size_t i = 0; i < out.count; ++i)
    for (auto const& v : values) {
      auto const each = v.size() / out.count;
      out.inputs.insert(out.inputs.end(), v.begin() + static_cast<std::ptrdiff_t>(i * each),
                        v.begin() + static_cast<std::ptrdiff_t>((i + 1) * each));
    }
  engine::runner run(s.network, {}, static_cast<engine::index>(std::min<std::size_t>(out.count, 64)));
  auto const outputs = run(values);
  std::vector<tensor const*> at;
  for (auto const& o : outputs) at.push_back(&o);
  std::size_t const lengths[] = {out.count};
  auto const played = result::replay_stream(s, at, lengths);
  std::vector<std::vector<std::int32_t>> labels;
  for (std::size_t e = 0; e < outputs.size(); ++e) labels.push_back(exit_labels(s, e, outputs[e], out.count));
  std::size_t const last = outputs.size() - 1;
  out.output_floats = outputs[last].size() / out.count;
  for (std::size_t i = 0; i < out.count; ++i) {
    std::size_t const exit = played.exit[i], answers = s.decision.repeats() ? last : exit,
                      from = played.from[i];
    out.exit.push_back(static_cast<std::int32_t>(exit));
    out.label.push_back(labels[answers][from]);
    auto const all = outputs[answers].floats();
    auto const each = all.size() / out.count;
    if (each != out.output_floats)
      throw bad_input(fmt::format("exit {} of {} gives {} values, the network {}", answers, g.name(), each,
                                  out.output_floats));
    out.outputs.insert(out.outputs.end(), all.begin() + static_cast<std::ptrdiff_t>(from * each),
                       all.begin() + static_cast<std::ptrdiff_t>((from + 1) * each));
  }
  return out;
}

PEAX_INLINE std::vector<tensor> random_samples(network const& n, std::size_t count, std::uint64_t seed) {
  graph const& g = *n;
  std::vector<tensor> out;
  random_stream random(seed);
  for (auto const id : g.inputs()) {
    auto const each = static_cast<std::size_t>(g[id].dims.elements());
    std::vector<float> values(count * each);
    for (auto& v : values) v = static_cast<float>(random.normal());
    shape dims = g[id].dims;
    dims[0] = static_cast<std::int64_t>(count);
    out.emplace_back(std::move(dims), std::move(values));
  }
  return out;
}

namespace detail {
inline std::string whole_numbers(std::vector<std::int32_t> const& of) {
  std::string out;
  for (std::size_t i = 0; i < of.size(); ++i) out += (i == 0 ? "" : ", ") + std::to_string(of[i]);
  return out;
}
} // namespace detail

PEAX_INLINE std::string golden_header(golden_samples const& g, std::string const& name) {
  std::string const N = capitals(name);
  return fmt::format(R"(#ifndef {0}_GOLDEN_H
#define {0}_GOLDEN_H
/* One recording of samples with the answers that they must get. */
#include <stdint.h>

enum {{ {0}_GOLDEN_SAMPLES = {2} }};
extern const float {1}_golden_inputs[{3}];
extern const float {1}_golden_outputs[{4}];
extern const int32_t {1}_golden_label[{2}];
extern const int32_t {1}_golden_exit[{2}];

#endif
)",
                     N, name, g.count, g.inputs.size(), g.outputs.size());
}

PEAX_INLINE std::string golden_source(golden_samples const& g, std::string const& name) {
  return fmt::format(
      "#include \"{0}_golden.h\"\n#include <math.h>\n\nconst float {0}_golden_inputs[{1}] = {{\n{2}}};\n\n"
      "const float {0}_golden_outputs[{3}] = {{\n{4}}};\n\nconst int32_t {0}_golden_label[{5}] = {{{6}}};\n"
      "const int32_t {0}_golden_exit[{5}] = {{{7}}};\n",
      name, g.inputs.size(), floats_text(g.inputs), g.outputs.size(), floats_text(g.outputs), g.count,
      detail::whole_numbers(g.label), detail::whole_numbers(g.exit));
}

} // namespace peax::deploy::c
