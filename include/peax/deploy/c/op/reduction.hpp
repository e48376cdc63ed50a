#pragma once
//! @file
//! What remains of an axis: means, sums, extremes, their places, the largest.

#include <peax/deploy/c/assembler.hpp>
#include <peax/deploy/c/op/move.hpp>
#include <peax/engine/strided_loop.hpp>
#include <peax/graph/axis.hpp>
#include <peax/graph/op.hpp>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace peax::deploy::c {

//! The elements of the input with the element of the output that each goes to.
inline engine::strided_loop<2> loop_over(lowering_request const& r, std::vector<bool> const& reduced) {
  engine::strided const x = r.inputs[0].as.view(1), y = r.outputs[0].as.view(1);
  engine::strided_loop<2> loop;
  for (std::size_t i = 0, own = 0; i < x.rank; ++i) {
    loop.add_axis(x.extents[i], {reduced[i] ? 0 : y.strides[own], x.strides[i]});
    if (x.rank == y.rank || !reduced[i]) ++own;
  }
  loop.simplify();
  return loop;
}

inline std::vector<bool> reduced_axes(op::ints const& axes, std::size_t rank) {
  std::vector<bool> out(rank, axes.empty());
  for (auto const axis : axes) out[axis_of(axis, rank)] = true;
  return out;
}

//! Sums over axes, each divided by `count`.
inline void sums_over(lowering_request const& r, std::vector<bool> const& reduced, engine::index count) {
  r.to.call("layer_mean_over",
            {reading(r.inputs[0].at), writing(r.outputs[0].at), number(r.outputs[0].floats()), number(count)},
            "layer_strides {" + loop_text(loop_over(r, reduced), {1, 0}) + ", 0, 0}");
}

inline void emit(op::reduce_sum const& op, lowering_request const& r) {
  sums_over(r, reduced_axes(op.axes, r.inputs[0].as.dims.rank()), 1);
}

//! `sign` 1: the largest; -1: the smallest.
inline void extremes_over(lowering_request const& r, op::ints const& axes, float sign) {
  auto const loop = loop_over(r, reduced_axes(axes, r.inputs[0].as.dims.rank()));
  r.to.call("layer_extreme_over",
            {reading(r.inputs[0].at), writing(r.outputs[0].at), number(r.outputs[0].floats()), number(sign)},
            "layer_strides {" + loop_text(loop, {1, 0}) + ", 0, 0}");
}
inline void emit(op::reduce_max const& op, lowering_request const& r) { extremes_over(r, op.axes, 1); }
inline void emit(op::reduce_min const& op, lowering_request const& r) { extremes_over(r, op.axes, -1); }

//! Folds over axes by a kernel that knows its first value.
inline void folds_over(lowering_request const& r, op::ints const& axes, char const* kernel) {
  r.to.call(kernel, {reading(r.inputs[0].at), writing(r.outputs[0].at), number(r.outputs[0].floats())},
            "layer_strides {" +
                loop_text(loop_over(r, reduced_axes(axes, r.inputs[0].as.dims.rank())), {1, 0}) + ", 0, 0}");
}
//! A function of each element of the output, in its place.
inline void finish(lowering_request const& r, char const* function) {
  r.to.call(function, {reading(r.outputs[0].at), writing(r.outputs[0].at), number(r.outputs[0].floats())});
}
inline void emit(op::reduce_l1 const& op, lowering_request const& r) {
  folds_over(r, op.axes, "layer_absolute_sum_over");
}
inline void emit(op::reduce_l2 const& op, lowering_request const& r) {
  folds_over(r, op.axes, "layer_square_sum_over");
  finish(r, "function_sqrt");
}
inline void emit(op::reduce_sum_square const& op, lowering_request const& r) {
  folds_over(r, op.axes, "layer_square_sum_over");
}
inline void emit(op::reduce_prod const& op, lowering_request const& r) {
  folds_over(r, op.axes, "layer_product_over");
}
inline void emit(op::reduce_log_sum const& op, lowering_request const& r) {
  sums_over(r, reduced_axes(op.axes, r.inputs[0].as.dims.rank()), 1);
  finish(r, "function_log");
}
inline void emit(op::reduce_log_sum_exp const& op, lowering_request const& r) {
  folds_over(r, op.axes, "layer_log_sum_exp_over");
}

//! The rows along one axis: where each begins in the input and in the output.
inline std::string rows_along(lowering_request const& r, std::size_t axis) {
  engine::strided const x = r.inputs[0].as.view(1), y = r.outputs[0].as.view(1);
  engine::strided_loop<2> loop;
  for (std::size_t i = 0, own = 0; i < x.rank; ++i) {
    if (i != axis) loop.add_axis(x.extents[i], {y.strides[own], x.strides[i]});
    if (x.rank == y.rank || i != axis) ++own;
  }
  loop.simplify();
  return "layer_strides {" + loop_text(loop, {1, 0}) + ", 0, 0}";
}

template <class Op> void place_of_extreme(Op const& op, lowering_request const& r, float sign) {
  engine::strided const x = r.inputs[0].as.view(1);
  std::size_t const axis = axis_of(op.axis, x.rank);
  r.to.call("layer_place_of_extreme",
            {reading(r.inputs[0].at), writing(r.outputs[0].at), number(x.extents[axis]),
             number(x.strides[axis]), number(sign), number(op.select_last ? 1 : 0)},
            rows_along(r, axis));
}
inline void emit(op::arg_max const& op, lowering_request const& r) { place_of_extreme(op, r, 1); }
inline void emit(op::arg_min const& op, lowering_request const& r) { place_of_extreme(op, r, -1); }

//! Elements, and how far apart neighbours along the axis lie in the input and in the output.
inline std::vector<argument> row_of(lowering_request const& r, std::size_t axis) {
  engine::strided const x = r.inputs[0].as.view(1), y = r.outputs[0].as.view(1);
  return {reading(r.inputs[0].at), writing(r.outputs[0].at), number(x.extents[axis]), number(x.strides[axis]),
          number(y.strides[axis])};
}
inline void emit(op::cum_sum const& op, lowering_request const& r) {
  std::size_t const axis = axis_of(op.axis, r.inputs[0].as.dims.rank());
  auto arguments = row_of(r, axis);
  arguments.push_back(number(op.exclusive ? 1 : 0)), arguments.push_back(number(op.reverse ? 1 : 0));
  r.to.call("layer_cumulate", std::move(arguments), rows_along(r, axis));
}
inline void emit(op::hardmax const& op, lowering_request const& r) {
  std::size_t const axis = axis_of(op.axis, r.inputs[0].as.dims.rank());
  r.to.call("layer_hardmax", row_of(r, axis), rows_along(r, axis));
}

inline void emit(op::top_k const& op, lowering_request const& r) {
  engine::strided const x = r.inputs[0].as.view(1), y = r.outputs[0].as.view(1);
  std::size_t const axis = axis_of(op.axis, x.rank);
  placed const places =
      r.outputs.size() > 1 && r.outputs[1].as.dims.rank() > 0
          ? r.outputs[1]
          : r.to.new_value(r.to.comment, r.outputs[0].as.dims, r.outputs[0].as.channels_last);
  r.to.call("layer_top_k",
            {reading(r.inputs[0].at), writing(r.outputs[0].at), writing(places.at), number(x.extents[axis]),
             number(x.strides[axis]), number(y.extents[axis]), number(y.strides[axis]),
             number(op.largest ? 1.0F : -1.0F)},
            rows_along(r, axis));
}

} // namespace peax::deploy::c
