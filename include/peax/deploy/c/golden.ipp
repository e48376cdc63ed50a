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

//! The elements of one sample, of rows of samples.
inline std::span<float const> row_of(tensor const& rows, std::size_t sample) {
  auto const each = rows.size() / static_cast<std::size_t>(rows.dims()[0]);
  return rows.floats().subspan(sample * each, each);
}

inline void append(std::vector<float>& to, std::span<float const> values) {
  to.insert(to.end(), values.begin(), values.end());
}

//! All outputs as rows of samples. Where some inputs are the same for all samples of a batch, the samples are run one by one, each
//! with its own.
inline std::vector<tensor> outputs_of(network const& n, std::vector<std::span<float const>> const& values,
                                      std::size_t count) {
  auto const ids = n->inputs();
  auto const is_batched = [&](value_id id) { return (*n)[id].dims.is_batched(); };
  bool const at_once = std::all_of(ids.begin(), ids.end(), is_batched);
  engine::runner run(n, {}, at_once ? static_cast<engine::index>(std::min<std::size_t>(count, 64)) : 1);
  std::vector<std::vector<float>> all(n->outputs().size());
  std::size_t const runs = at_once ? 1 : count;
  for (std::size_t i = 0; i < runs; ++i) {
    std::vector<std::span<float const>> some;
    for (auto const& v : values) some.push_back(v.subspan(i * (v.size() / runs), v.size() / runs));
    auto const outputs = run(some);
    for (std::size_t o = 0; o < all.size(); ++o) append(all[o], outputs[o].floats());
  }
  std::vector<tensor> out;
  for (std::size_t o = 0; o < all.size(); ++o) {
    auto const each = static_cast<std::size_t>((*n)[n->outputs()[o]].dims.elements());
    std::vector<float> const once(all[o].begin(), all[o].begin() + static_cast<std::ptrdiff_t>(each));
    while (all[o].size() < each * count) append(all[o], once); // the same for all samples: it came once
    out.emplace_back(shape{static_cast<std::int64_t>(count), static_cast<std::int64_t>(each)},
                     std::move(all[o]));
  }
  return out;
}

//! What each sample answers, from the values of all outputs.
inline void add_answers(golden_samples& out, any_solution const& s, std::vector<tensor> const& outputs) {
  graph const& g = *s.network;
  std::size_t const exits = s.exits.size(), last = exits - 1;
  auto const floats = [&](std::size_t o) {
    return static_cast<std::size_t>(g[g.outputs()[o]].dims.elements());
  };
  std::vector<tensor const*> at;
  std::vector<std::vector<std::int32_t>> labels;
  for (std::size_t e = 0; e < exits; ++e) {
    at.push_back(&outputs[e]);
    labels.push_back(exit_labels(s, e, outputs[e], out.count));
  }
  std::size_t const lengths[] = {out.count};
  auto const played = result::replay_stream(s, at, lengths, result::form_of_exit(g, s, last));
  out.output_floats = floats(last);
  for (std::size_t o = exits; o < outputs.size(); ++o) out.further_floats += floats(o);
  for (std::size_t i = 0; i < out.count; ++i) {
    std::size_t const exit = played.exit[i], answers = s.decision.repeats() ? last : exit;
    out.exit.push_back(static_cast<std::int32_t>(exit));
    out.label.push_back(labels[answers][played.from[i]]);
    if (floats(answers) != out.output_floats)
      throw bad_input(fmt::format("exit {} of {} gives {} values, the network {}", answers, g.name(),
                                  floats(answers), out.output_floats));
    append(out.outputs, row_of(outputs[answers], played.from[i]));
    for (std::size_t o = exits; o < outputs.size(); ++o) append(out.further, row_of(outputs[o], i));
  }
}

} // namespace detail

PEAX_INLINE golden_samples golden_of(any_solution const& s, std::vector<tensor> const& inputs) {
  detail::check_golden(*s.network, inputs);
  golden_samples out;
  out.count = inputs.empty() ? 1 : static_cast<std::size_t>(inputs[0].dims()[0]);
  std::vector<std::span<float const>> values;
  for (auto const& t : inputs) {
    values.push_back(t.floats());
    out.input_floats += t.size() / out.count;
  }
  for (std::size_t i = 0; i < out.count; ++i)
    for (auto const& t : inputs) detail::append(out.inputs, detail::row_of(t, i));
  detail::add_answers(out, s, detail::outputs_of(s.network, values, out.count));
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
    if (g[id].type != data_type::float32) // whole numbers that every type holds, truth values too
      for (auto& v : values) v = v > 0 ? 1.0F : 0.0F;
    shape dims{static_cast<std::int64_t>(count)};
    for (std::size_t axis = g[id].dims.is_batched() ? 1 : 0; axis < g[id].dims.rank(); ++axis)
      dims.push_back(g[id].dims[axis]);
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
  return fmt::format(R"(#ifndef {0}_GOLDEN_H
#define {0}_GOLDEN_H
/* One recording of samples with the answers that they must get. */
#include <stdint.h>

enum {{ {0}_GOLDEN_SAMPLES = {1} }};
extern const float {0}_golden_inputs[{2}];
extern const float {0}_golden_outputs[{3}]; /* the first output of each */
{4}extern const int32_t {0}_golden_label[{1}];
extern const int32_t {0}_golden_exit[{1}];

#endif
)",
                     name, g.count, std::max<std::size_t>(1, g.inputs.size()), g.outputs.size(),
                     g.further.empty()
                         ? ""
                         : fmt::format("extern const float {}_golden_further[{}]; /* the outputs "
                                       "behind it */\n",
                                       name, g.further.size()));
}

PEAX_INLINE std::string golden_source(golden_samples const& g, std::string const& name) {
  auto const list = [&](char const* what, std::vector<float> const& of) {
    return fmt::format("const float {}_golden_{}[{}] = {{\n{}}};\n\n", name, what,
                       std::max<std::size_t>(1, of.size()), of.empty() ? "0.0f" : floats_text(of));
  };
  return fmt::format("#include \"{0}_golden.h\"\n#include <math.h>\n\n{1}{2}{3}const int32_t "
                     "{0}_golden_label[{4}] = {{{5}}};\n"
                     "const int32_t {0}_golden_exit[{4}] = {{{6}}};\n",
                     name, list("inputs", g.inputs), list("outputs", g.outputs),
                     g.further.empty() ? "" : list("further", g.further), g.count,
                     detail::whole_numbers(g.label), detail::whole_numbers(g.exit));
}

} // namespace peax::deploy::c
