#pragma once
//! @file
//! The bodies of network_outputs.hpp.

#include <peax/deploy/verify/network_outputs.hpp>
#include <peax/engine/run.hpp>
#include <peax/graph/evaluate.hpp>
#include <peax/graph/interpret.hpp>
#include <peax/graph/op/auxiliary.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace peax::deploy {

PEAX_INLINE std::vector<tensor> evaluated_outputs(network const& n, test_samples const& on,
                                                  progress const& to) {
  graph const& g = *n;
  std::vector<std::vector<float>> all(g.outputs().size());
  for (std::size_t i = 0; i < on.count(); ++i) {
    auto one = on.only(i).inputs;
    for (std::size_t k = 0; k < one.size(); ++k) {
      auto const& taken = g[g.inputs()[k]];
      one[k] = one[k].reshaped(taken.dims.with_batch(1));
      if (taken.type != one[k].type()) one[k] = evaluate(op::cast{taken.type}, taken.name, {one[k]})[0];
    }
    auto const held = interpret_values(g, one);
    for (std::size_t o = 0; o < all.size(); ++o) {
      tensor const& made = held[index_of(g.outputs()[o])];
      tensor const real = made.type() == data_type::float32
                              ? made
                              : evaluate(op::cast{data_type::float32}, "output", {made})[0];
      auto const row = real.floats();
      all[o].insert(all[o].end(), row.begin(), row.end());
    }
    tell(to, "evaluating " + g.name(), static_cast<double>(i + 1) / static_cast<double>(on.count()));
  }
  std::vector<tensor> out;
  auto const count = static_cast<std::int64_t>(on.count());
  for (auto& values : all) {
    auto const each = static_cast<std::int64_t>(values.size()) / count;
    out.emplace_back(shape{count, each}, std::move(values));
  }
  return out;
}

PEAX_INLINE std::vector<tensor> engine_outputs(network const& n, test_samples const& on, int threads,
                                               progress const& to) {
  std::vector<std::span<float const>> inputs;
  for (auto const& t : on.inputs) inputs.push_back(t.floats());
  engine::plan_options how;
  how.threads = threads;
  engine::runner run(n, how, static_cast<engine::index>(std::min<std::size_t>(on.count(), 64)));
  return run(inputs, to);
}

} // namespace peax::deploy
