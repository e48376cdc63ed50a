#pragma once
//! @file
//! Normalization by the sample itself: of layers, of instances, of neighbouring channels, of lengths.

#include <peax/deploy/c/assembler.hpp>
#include <peax/deploy/c/op/move.hpp>
#include <peax/engine/op/sample_normalization.hpp>
#include <peax/engine/strided_loop.hpp>
#include <peax/graph/axis.hpp>
#include <peax/graph/op.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace peax::deploy::c {

//! A parameter of a layer normalization, one number for each element of a row as the row lies.
[[nodiscard]] inline argument row_parameter(lowering_request const& r, std::size_t input, std::size_t axis) {
  engine::strided const row = engine::row_order(r.outputs[0].as, axis);
  placed const& p = r.inputs[input];
  engine::strided const own = p.as.view(1);
  engine::strided from = row;
  for (std::size_t i = 0; i < row.rank; ++i) from.strides[i] = engine::broadcast_stride(own, i, row.rank);
  if (p.constant != nullptr) return r.to.constant(rearranged(*p.constant, from, row), "parameter");
  auto to = r.to.new_buffer(r.to.comment + " parameter", static_cast<std::size_t>(row.size()));
  move(r.to, p.at, to, {from, row});
  return to;
}

inline void emit(op::layer_normalization const& op, lowering_request const& r) {
  std::size_t const axis = axis_of(op.axis, r.outputs[0].as.dims.rank());
  auto const rows = engine::rows_from(r.outputs[0].as, axis);
  auto const result = [&](std::size_t i) {
    return i < r.outputs.size() && r.outputs[i].is_there() ? writing(r.outputs[i].at) : text("0");
  };
  bool const has_bias = r.inputs.size() > 2 && r.inputs[2].is_there();
  std::vector<float> const zeros(static_cast<std::size_t>(rows.length), 0.0F);
  argument const scale = row_parameter(r, 1, axis),
                 shift = has_bias ? row_parameter(r, 2, axis) : r.to.constant(zeros, "parameter");
  bool const tells = result(1).written || result(2).written;
  std::vector<argument> all{reading(r.inputs[0].at), reading(scale), reading(shift), result(0)};
  if (tells) all.push_back(result(1)), all.push_back(result(2));
  for (auto const n : {rows.outer, rows.length, rows.inner}) all.push_back(number(n));
  all.push_back(number(op.epsilon));
  r.to.call(tells ? "layer_row_statistics" : "layer_row_normalization", std::move(all));
}

inline void emit(op::instance_normalization const& op, lowering_request const& r) {
  each_leading(r.inputs[0], r.outputs[0], [&](argument const& x, argument const& y) {
    r.to.call("layer_instance_normalization",
              {x, reading(r.inputs[1].at), reading(r.inputs[2].at), y, number(r.inputs[0].as.pixels()),
               number(r.inputs[0].as.channels()), number(op.epsilon)});
  });
}

inline void emit(op::lrn const& op, lowering_request const& r) {
  auto const channels = r.inputs[0].as.channels();
  auto const within = [&](std::int64_t n) { return std::min<std::int64_t>(channels, n); };
  r.to.call("layer_neighbour_normalization",
            {reading(r.inputs[0].at), writing(r.outputs[0].at),
             number(static_cast<engine::index>(r.inputs[0].floats()) / channels), number(channels),
             number(within((op.size - 1) / 2)), number(within(op.size / 2)),
             number(op.alpha / static_cast<float>(op.size)), number(op.beta), number(op.bias)});
}

inline void emit(op::lp_normalization const& op, lowering_request const& r) {
  engine::strided const v = r.outputs[0].as.view(1);
  std::size_t const axis = axis_of(op.axis, v.rank);
  auto const n = v.extents[axis], inner = n == 1 ? 1 : v.strides[axis];
  r.to.call("layer_length_normalization",
            {reading(r.inputs[0].at), writing(r.outputs[0].at), number(v.size() / (n * inner)), number(n),
             number(inner), number(op.p)});
}

} // namespace peax::deploy::c
