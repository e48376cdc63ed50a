#pragma once
//! @file
//! Other resolutions: Resize by tables of taps, blocks of positions against channels by moves.

#include <peax/core/error.hpp>
#include <peax/deploy/c/assembler.hpp>
#include <peax/deploy/c/op/move.hpp>
#include <peax/engine/op/resampling.hpp>
#include <peax/graph/op.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace peax::deploy::c {

//! One axis as a table: for each position of the output `taps` pairs of a place in the input and its weight, 0 where there are fewer.
struct tap_table {
  engine::index taps = 0;
  argument at;
};
[[nodiscard]] inline tap_table table_of(engine::resize_axis const& axis, lowering_request const& r) {
  if (axis.in > (1 << 24)) // a place is a float
    throw bad_input(fmt::format("Resize '{}': an axis of {} elements has no C", r.n.name, axis.in));
  tap_table out;
  for (engine::index i = 0; i < axis.out(); ++i)
    out.taps = std::max(out.taps, axis.begin[static_cast<std::size_t>(i) + 1] -
                                      axis.begin[static_cast<std::size_t>(i)]);
  std::vector<float> list;
  for (engine::index i = 0; i < axis.out(); ++i) {
    axis.each(i, [&](engine::index from, float weight) {
      list.push_back(static_cast<float>(from));
      list.push_back(weight);
    });
    list.resize(static_cast<std::size_t>(2 * (i + 1) * out.taps), 0.0F);
  }
  out.at = r.to.constant(std::move(list), "taps");
  return out;
}

inline void emit(op::resize const& op, lowering_request const& r) {
  auto const axes = engine::axes_of(op, r.inputs[0].as.dims, r.n.name);
  tap_table const deep = table_of(axes[0], r), down = table_of(axes[1], r), across = table_of(axes[2], r);
  auto const parameters = fmt::format("layer_scaling {{{}, {}, {}, {}, {}, {}, {}, {}, {}}}", axes[1].in,
                                      axes[2].in, axes[0].out(), axes[1].out(), axes[2].out(), deep.taps,
                                      down.taps, across.taps, r.inputs[0].as.channels());
  each_leading(r.inputs[0], r.outputs[0], [&](argument const& x, argument const& y) {
    r.to.call("layer_resize", {x, reading(deep.at), reading(down.at), reading(across.at), y}, parameters);
  });
}

inline void emit(op::depth_to_space const& op, lowering_request const& r) {
  auto const [deep, wide] = engine::blocks_of(r.inputs[0].as, r.outputs[0].as,
                                              static_cast<engine::index>(op.block), op.column_first);
  move(r.to, r.inputs[0].at, r.outputs[0].at, {deep, wide});
}
inline void emit(op::space_to_depth const& op, lowering_request const& r) {
  auto const [deep, wide] =
      engine::blocks_of(r.outputs[0].as, r.inputs[0].as, static_cast<engine::index>(op.block), false);
  move(r.to, r.inputs[0].at, r.outputs[0].at, {wide, deep});
}

} // namespace peax::deploy::c
