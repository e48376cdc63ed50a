#pragma once
//! @file
//! Operators that choose, fill or round elements: Gather, Pad, Cast, Shape, ConstantOfShape.

#include <peax/core/error.hpp>
#include <peax/deploy/c/lowering.hpp>
#include <peax/deploy/c/op/move.hpp>
#include <peax/graph/axis.hpp>
#include <peax/graph/op.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace peax::deploy::c {

//! Indices are floats with whole values. Those that are known are looked at here, others are kept inside by the kernel.
inline void check_indices(lowering_request const& r, engine::index extent) {
  if (r.inputs[1].constant == nullptr) return;
  for (float const v : *r.inputs[1].constant)
    if (!(v >= static_cast<float>(-extent) && v < static_cast<float>(extent)))
      throw bad_input(fmt::format("Gather '{}': index {} is outside of an axis of {}", r.n.name, v, extent));
}

inline void emit(op::gather const& op, lowering_request const& r) {
  shape const& x = r.inputs[0].as.dims;
  std::size_t const axis = axis_of(op.axis, x.rank());
  engine::strided const view = r.inputs[0].as.graph_view(1);
  engine::index outer = 1, inner = 1;
  for (std::size_t i = 0; i < view.rank; ++i) {
    if (i < axis) outer *= view.extents[i];
    if (i > axis) inner *= view.extents[i];
  }
  check_indices(r, view.extents[axis]);
  placed const from = r.to.in_graph_order(r.inputs[0]), chosen = r.to.in_graph_order(r.inputs[1]);
  placed const& y = r.outputs[0];
  bool const direct = y.as.in_graph_order();
  placed const to = direct ? y : r.to.new_value(r.to.comment, y.as.dims, false);
  r.to.call("layer_gather", {reading(from.at), reading(chosen.at), writing(to.at), number(outer),
                             number(view.extents[axis]), number(inner), number(chosen.floats())});
  if (!direct) move(r.to, to.at, y.at, {to.as.view(1), y.as.view(1)});
}

inline void emit(op::pad const& op, lowering_request const& r) {
  engine::strided const x = r.inputs[0].as.view(1), y = r.outputs[0].as.view(1);
  std::vector<std::size_t> axes; // that are looped over, in the order of the output in memory
  for (std::size_t i = 0; i < x.rank; ++i)
    if (x.extents[i] != 1 || y.extents[i] != 1) axes.push_back(i);
  std::stable_sort(axes.begin(), axes.end(),
                   [&](std::size_t a, std::size_t b) { return y.strides[a] > y.strides[b]; });
  if (axes.size() > most_loops)
    throw bad_input(fmt::format("Pad '{}': there is C for at most 6 axes longer than 1", r.n.name));
  std::string lists[5]; // in, out, begin, strides of the source and of the target
  for (std::size_t i = 0; i < most_loops; ++i) {
    bool const own = i + axes.size() >= most_loops;
    std::size_t const axis = own ? axes[i + axes.size() - most_loops] : 0;
    bool const batch = own && r.inputs[0].as.dims[axis] == batch_extent;
    std::int64_t const of[5] = {own ? x.extents[axis] : 1, own ? y.extents[axis] : 1,
                                own && !batch ? op.pads[axis] : 0, own ? x.strides[axis] : 0,
                                own ? y.strides[axis] : 0};
    for (std::size_t k = 0; k < 5; ++k) lists[k] += (i == 0 ? "" : ", ") + std::to_string(of[k]);
  }
  int const mode = op.mode == op::pad_mode::reflect ? 1 : op.mode == op::pad_mode::edge ? 2 : 0;
  r.to.call("layer_pad", {reading(r.inputs[0].at), writing(r.outputs[0].at)},
            fmt::format("layer_rim {{{{{}}}, {{{}}}, {{{}}}, {{{}}}, {{{}}}, {}, {}}}", lists[0], lists[1],
                        lists[2], lists[3], lists[4], mode, literal(op.value)));
}

inline void emit(op::cast const& op, lowering_request const& r) {
  if (op.to == data_type::float16)
    throw bad_input(fmt::format("Cast '{}' to float16 has no C; it computes in float32", r.n.name));
  if (op.to == data_type::float32 || op.to == data_type::float64) return as_it_is(r);
  placed const x = r.to.in_engine_order(r.inputs[0]);
  r.to.call(op.to == data_type::boolean ? "layer_truth" : "layer_truncate",
            {reading(x.at), writing(r.outputs[0].at), number(x.floats())});
}

//! Values that are known become the output.
inline void fill(lowering_request const& r, std::vector<float> values) {
  placed const& y = r.outputs[0];
  moved m{y.as.graph_view(1), y.as.view(1)};
  if (values.size() == 1) m.from.strides = {};
  move(r.to, r.to.constant(std::move(values), "constant"), y.at, m);
}

inline void emit(op::constant_of_shape const& op, lowering_request const& r) { fill(r, {op.value}); }

inline void emit(op::shape_of const& op, lowering_request const& r) {
  shape const& x = r.inputs[0].as.dims;
  auto const rank = static_cast<std::int64_t>(x.rank());
  auto const clamp = [&](std::int64_t i) { return std::clamp<std::int64_t>(i < 0 ? i + rank : i, 0, rank); };
  std::vector<float> extents;
  for (std::int64_t i = clamp(op.start); i < clamp(op.end.value_or(rank)); ++i) {
    std::int64_t const e = x[static_cast<std::size_t>(i)];
    extents.push_back(static_cast<float>(e == batch_extent ? 1 : e));
  }
  fill(r, std::move(extents));
}

} // namespace peax::deploy::c
