#pragma once
//! @file
//! The bodies of measured_on_target.hpp.

#include <peax/core/error.hpp>
#include <peax/core/unfinished.hpp>
#include <peax/deploy/board/emulate.hpp>
#include <peax/deploy/board/least_squares.hpp>
#include <peax/deploy/board/measured_on_target.hpp>
#include <peax/deploy/board/probes.hpp>
#include <peax/deploy/c/golden.hpp>
#include <peax/deploy/to_c.hpp>
#include <peax/graph/layer_facts.hpp>
#include <peax/hardware/write_platform.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::deploy::board {

namespace detail {

//! A kind of layer and the facts that its cost is a sum over. The first kind that a layer fits is its own.
struct layer_kind {
  std::string_view op;
  std::string when;
  std::vector<layer_fact> facts;
  bool moves = false; //!< copies are its own work, not what its input's order asks for
};

//! GCC makes a kernel of its own for each call where a unit has at most so many (--param ipa-cp-value-list-size).
inline constexpr std::int64_t few = 8;

//! By the kernels of deploy/c/kernel_text.ipp. What is fused costs nothing of its own.
inline std::vector<layer_kind> layer_kinds() {
  using enum layer_fact;
  std::vector<layer_kind> out;
  for (bool const own : {true, false}) {
    auto const when = [&](std::string const& condition) {
      std::string const calls = own ? fmt::format("alike <= {}", few) : "";
      return condition + (condition.empty() || calls.empty() ? "" : " and ") + calls;
    };
    std::string const plain = "depthwise and channels_in = channels_out";
    std::string const small = plain + " and kernel_h = 3 and kernel_w = 3 and dilation = 1";
    out.push_back({"Conv", when(small + " and stride_w = 1"), {elements, lines}});
    out.push_back({"Conv", when(small), {elements, lines}});
    out.push_back({"Conv", when(plain), {mac_count, taps, elements}});
    out.push_back({"Conv", when("pointwise"), {tile_macs, tiles, elements}});
    if (own) // loops over few channels are unrolled
      out.push_back(
          {"Conv", when("channels_each <= 7"), {tile_macs, tile_taps, inner_tiles, border_tiles, elements}});
    out.push_back({"Conv", when(""), {tile_macs, tile_taps, inner_tiles, border_tiles, elements}});
  }
  for (char const* const channels : {"channels_out <= 16", ""}) {
    out.push_back({"MaxPool", channels, {operations, taps, elements}});
    out.push_back({"AveragePool", channels, {operations, taps, elements}});
    out.push_back({"GlobalAveragePool", channels, {elements_in, elements}});
    out.push_back({"GlobalMaxPool", channels, {elements_in, elements}});
  }
  std::vector<layer_kind> const others{
      {"Gemm", "", {mac_count, tile_macs, tiles, elements}},
      {"MatMul", "", {mac_count, tile_macs, tiles, elements}},
      {"Add", "fused", {}},
      {"Add", "limited and not broadcasts", {elements}},
      {"Add", "not broadcasts", {elements}},
      {"Concat", "", {elements}, true},
      {"Transpose", "", {elements}, true},
      {"Flatten", "", {reordered}, true},
  };
  out.insert(out.end(), others.begin(), others.end());
  for (std::string_view const op : {"Relu", "Clip", "BatchNormalization"}) {
    out.push_back({op, "fused", {}});
    out.push_back({op, "", {elements}});
  }
  for (std::string_view const op : {"LeakyRelu", "Sigmoid", "HardSigmoid", "HardSwish", "Tanh", "Softmax"})
    out.push_back({op, "", {elements}});
  for (std::string_view const op : {"Sub", "Mul", "Div", "Min", "Max"})
    out.push_back({op, "not broadcasts", {elements}});
  return out;
}

//! A layer that was counted.
struct counted_layer {
  std::string_view op;
  layer_facts facts;
  double work = 0, copies = 0; //!< instructions, and those of copies into another order
};

inline std::vector<counted_layer> counted_layers(std::span<graph const> of, std::span<step_count const> steps,
                                                 compiled how) {
  std::vector<counted_layer> out;
  for (std::size_t g = 0; g < of.size(); ++g)
    for (std::size_t i = 0; i < of[g].nodes().size(); ++i) {
      node const& n = of[g].nodes()[i];
      std::string const name = fmt::format("{} '{}'", n.op.name(), n.name);
      counted_layer layer{n.op.name(), facts_of(of[g], static_cast<node_id>(i), 32)};
      if (how == compiled::together) layer.facts.set(layer_fact::alike, few + 1);
      for (auto const& s : steps)
        if (s.graph == g && s.layer == name)
          (s.function == "layer_move" ? layer.copies : layer.work) += static_cast<double>(s.instructions);
      if (layer.work + layer.copies > 0) out.push_back(layer);
    }
  return out;
}

//! Coefficients of facts and of the layer itself. Errors are relative to a layer; layers that are small beside the others count less,
//! as they do in a network.
inline measured_on_target::fit fit_of(std::vector<layer_fact> const& facts,
                                      std::vector<layer_facts> const& layers,
                                      std::vector<double> const& counted) {
  double mean = 0;
  for (double const c : counted) mean += c / static_cast<double>(counted.size());
  double const small = mean / 2;
  std::vector<std::vector<double>> a;
  std::vector<double> b;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    double const weight = 1 / (counted[i] + small);
    std::vector<double> row;
    for (auto const f : facts) row.push_back(weight * static_cast<double>(layers[i][f].value_or(0)));
    row.push_back(weight);
    a.push_back(std::move(row)), b.push_back(weight * counted[i]);
  }
  auto const x = non_negative_least_squares(a, b);
  measured_on_target::fit out;
  out.layers = layers.size();
  auto const round = [](double c) { return std::round(c * 1000) / 1000; };
  for (std::size_t j = 0; j < facts.size(); ++j)
    if (round(x[j]) > 0) out.cost.per.push_back({facts[j], round(x[j])});
  out.cost.layer = round(x.back());
  for (std::size_t i = 0; i < layers.size(); ++i) {
    double const off = std::abs(out.cost.of(layers[i]).value_or(0) / counted[i] - 1);
    out.worst_error = std::max(out.worst_error, off), out.typical_error += off * off;
  }
  out.typical_error = std::sqrt(out.typical_error / static_cast<double>(layers.size()));
  return out;
}

//! What it costs to copy an element into another order in front of a layer.
inline measured_on_target::fit fit_copies(std::vector<counted_layer> const& all,
                                          std::vector<layer_kind> const& kinds) {
  std::vector<layer_facts> layers;
  std::vector<double> counted;
  for (auto const& l : all) {
    bool const moves =
        std::any_of(kinds.begin(), kinds.end(), [&](auto const& k) { return k.op == l.op && k.moves; });
    if (moves || l.copies == 0 || l.facts[layer_fact::broadcasts].value_or(0) != 0) continue;
    layers.push_back(l.facts), counted.push_back(l.copies);
  }
  return layers.empty() ? measured_on_target::fit{} : fit_of({layer_fact::reordered}, layers, counted);
}

} // namespace detail

PEAX_INLINE std::vector<measured_on_target::fit> fit_costs(std::span<graph const> of,
                                                           std::span<step_count const> apart,
                                                           std::span<step_count const> together) {
  auto const kinds = detail::layer_kinds();
  auto all = detail::counted_layers(of, apart, compiled::apart);
  // Other kernels are small, or called seldom: apart is how they are compiled.
  for (auto const& l : detail::counted_layers(of, together, compiled::together))
    if (l.op == "Conv") all.push_back(l);
  auto const copies = detail::fit_copies(all, kinds);
  std::vector<hardware::predicate> conditions;
  for (auto const& k : kinds)
    conditions.push_back(k.when.empty() ? hardware::predicate() : hardware::predicate::parse(k.when, k.op));
  std::vector<measured_on_target::fit> out;
  for (std::size_t k = 0; k < kinds.size(); ++k) {
    std::vector<layer_facts> layers;
    std::vector<double> counted;
    for (auto const& l : all) {
      std::size_t own = 0;
      while (own < kinds.size() && !(kinds[own].op == l.op && conditions[own].holds(l.facts))) ++own;
      if (own != k) continue;
      layers.push_back(l.facts), counted.push_back(kinds[k].moves ? l.work + l.copies : l.work);
    }
    if (layers.empty() && !kinds[k].facts.empty()) continue;
    auto fit = layers.empty() ? measured_on_target::fit{} : detail::fit_of(kinds[k].facts, layers, counted);
    fit.cost.data_type = "float32", fit.cost.op = kinds[k].op, fit.cost.when = conditions[k];
    if (!kinds[k].moves && !kinds[k].facts.empty())
      for (auto const& t : copies.cost.per) fit.cost.per.push_back(t);
    out.push_back(std::move(fit));
  }
  return out;
}

PEAX_INLINE measured_on_target measured_on_target::of(target const& on,
                                                      std::optional<double> instructions_per_second,
                                                      progress const& to) {
  if (!on.emulated) throw bad_input("instructions are counted on an emulated board, not on the host");
  auto const probes = probe_graphs();
  measured_on_target out;
  std::string const what = "counting the layers of " + std::to_string(probes.size()) + " networks";
  tell(to, what, 0);
  auto const apart = count_steps(on, probes, compiled::apart);
  tell(to, what, 0.5);
  out.fits = fit_costs(probes, apart, count_steps(on, probes, compiled::together));
  tell(to, what, 1);
  hardware::processor p;
  p.name = on.emulated->name;
  p.instructions_per_second = instructions_per_second;
  for (auto const& f : out.fits) p.instructions.push_back(f.cost);
  // What only renames a shape, and what is gone in the C.
  for (char const* const op : {"Dropout", "Identity", "Reshape", "Squeeze", "Unsqueeze"}) {
    hardware::instruction_cost c{"float32", op, {}, {}, 0};
    for (auto const& f : out.fits)
      if (f.cost.op == "Flatten") c.per = f.cost.per;
    p.instructions.push_back(std::move(c));
  }
  // As the file has them: by operator, those of one in their order.
  std::stable_sort(p.instructions.begin(), p.instructions.end(),
                   [](auto const& a, auto const& b) { return a.op < b.op; });
  out.platform = {on.text(), {std::move(p)}, {}, {}};
  hardware::check(out.platform);
  return out;
}

PEAX_INLINE std::string measured_on_target::file() const {
  std::vector<std::string> sources{fmt::format("peax measure: instructions of the C that peax writes, in "
                                               "float32, counted by QEMU on an {}; they are no cycles",
                                               platform.name)};
  for (auto const& f : fits)
    if (f.layers > 0)
      sources.push_back(fmt::format("{}{}{}: {} layers, error {:.1f} % typically, {:.1f} % at most",
                                    f.cost.op, f.cost.when.text().empty() ? "" : ", ", f.cost.when.text(),
                                    f.layers, 100 * f.typical_error, 100 * f.worst_error));
  return hardware::to_json(platform, sources);
}

PEAX_INLINE std::uint64_t count_run(target const& on, network const& n) {
  any_solution s;
  s.network = n;
  static_cast<result::record&>(s) = result::record_of_network(n);
  auto const temporary = std::filesystem::temp_directory_path().string();
  unfinished const folder((std::filesystem::path(temporary) / "peax").string(), unfinished::kind::folder,
                          temporary);
  auto const at = std::filesystem::path(folder.path()) / "c";
  (void)save_c(s, at, "net", c::random_samples(n, 1, 0));
  built_program const program(on, {.sources = {at}, .include = {at}, .main = R"(#include "net.h"
#include "net_golden.h"
#include "peax_board.h"
static net_state state;
int main(void) {
  net_result answer;
  uint64_t ticks;
  net_reset(&state);
  ticks = peax_board_ticks();
  if (net_run(&state, net_golden_inputs, &answer) != 0) return 1;
  ticks = peax_board_ticks() - ticks;
  peax_board_write(&ticks, sizeof ticks);
  return 0;
}
)"});
  auto const run = program.run();
  std::uint64_t ticks = 0;
  if (run.exit_code != 0 || run.output.size() < sizeof ticks)
    throw bad_input(
        fmt::format("{} on the {} ended with {}: {}", n.name(), on.text(), run.exit_code, run.text));
  std::memcpy(&ticks, run.output.data(), sizeof ticks);
  return instructions_of(on, ticks);
}

} // namespace peax::deploy::board
