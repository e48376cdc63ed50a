#pragma once
//! @file
//! Pooling, means and Softmax.

#include <peax/deploy/c/assembler.hpp>
#include <peax/deploy/c/op/box.hpp>
#include <peax/deploy/c/op/move.hpp>
#include <peax/deploy/c/op/reduction.hpp>
#include <peax/engine/strided_loop.hpp>
#include <peax/graph/axis.hpp>
#include <peax/graph/op.hpp>
#include <peax/graph/window.hpp>

#include <fmt/core.h>

#include <cstddef>
#include <string>
#include <vector>

namespace peax::deploy::c {

//! The geometry of pooling as a `layer_window`.
template <class Pool>
[[nodiscard]] std::string pool_text(Pool const& op, op::ints const& dilations, lowering_request const& r) {
  auto const windows =
      windows_of(r.inputs[0].as.dims, op.kernel, op.strides, op.pads, dilations, op.ceil_mode);
  auto const across = windows.back();
  auto const down = windows.size() == 2 ? windows.front() : window{};
  bool const plane = windows.size() == 2;
  auto const c = r.inputs[0].as.channels();
  return fmt::format("layer_window {{{}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, 1, 0.0f, 0.0f}}",
                     plane ? down.extent : 1, across.extent, c, plane ? down.output_extent() : 1,
                     across.output_extent(), c, plane ? down.kernel : 1, across.kernel,
                     plane ? down.stride : 1, across.stride, plane ? down.begin : 0, across.begin,
                     plane ? down.dilation : 1, across.dilation);
}

inline void emit(op::max_pool const& op, lowering_request const& r) {
  if (r.inputs[0].as.dims.rank() > 4) return box_pooling(op, op.dilations, r, "layer_box_maximum", {});
  each_leading(r.inputs[0], r.outputs[0], [&](argument const& x, argument const& y) {
    r.to.call("layer_max_pool", {x, y}, pool_text(op, op.dilations, r));
  });
}

inline void emit(op::average_pool const& op, lowering_request const& r) {
  if (r.inputs[0].as.dims.rank() > 4)
    return box_pooling(op, {}, r, "layer_box_mean", {number(op.count_include_pad ? 1 : 0)});
  std::string const geometry = pool_text(op, {}, r);
  // Padding counts as zeros up to its end, not what ceil_mode sticks out.
  auto const windows = windows_of(r.inputs[0].as.dims, op.kernel, op.strides, op.pads, {}, op.ceil_mode);
  auto const end_of = [](window const& w) { return w.extent + w.end; };
  each_leading(r.inputs[0], r.outputs[0], [&](argument const& x, argument const& y) {
    r.to.call("layer_average_pool",
              {x, y, number(op.count_include_pad ? 1 : 0),
               number(windows.size() == 2 ? end_of(windows.front()) : 1), number(end_of(windows.back()))},
              geometry);
  });
}

//! Powers are summed by the same loops over windows of any number of axes.
inline void emit(op::lp_pool const& op, lowering_request const& r) {
  box_pooling(op, op.dilations, r, "layer_box_power", {number(op.p)});
}
inline void emit(op::global_lp_pool const& op, lowering_request const& r) {
  c_box box;
  box.axes[2].in = box.axes[2].kernel = r.inputs[0].as.pixels();
  box.in_c = box.out_c = r.inputs[0].as.channels();
  each_leading(r.inputs[0], r.outputs[0], [&](argument const& x, argument const& y) {
    r.to.call("layer_box_power", {x, y, number(op.p)}, box.text());
  });
}

inline void over_pixels(lowering_request const& r, char const* function) {
  each_leading(r.inputs[0], r.outputs[0], [&](argument const& x, argument const& y) {
    r.to.call(function, {x, y, number(r.inputs[0].as.pixels()), number(r.inputs[0].as.channels())});
  });
}
inline void emit(op::global_average_pool const&, lowering_request const& r) { over_pixels(r, "layer_mean"); }
inline void emit(op::global_max_pool const&, lowering_request const& r) { over_pixels(r, "layer_maximum"); }

inline void emit(op::reduce_mean const& op, lowering_request const& r) {
  shape const& dims = r.inputs[0].as.dims;
  auto const reduced = reduced_axes(op.axes, dims.rank());
  bool over_plane = dims.rank() >= 3 && !reduced[0] && !reduced[1];
  for (std::size_t i = 2; i < reduced.size(); ++i) over_plane = over_plane && reduced[i];
  if (over_plane) return over_pixels(r, "layer_mean");
  engine::index count = 1;
  for (std::size_t i = 0; i < reduced.size(); ++i)
    if (reduced[i]) count *= r.inputs[0].as.view(1).extents[i];
  sums_over(r, reduced, count);
}

inline void emit(op::softmax const& op, lowering_request const& r) {
  engine::strided const v = r.outputs[0].as.view(1);
  std::size_t const axis = axis_of(op.axis, v.rank);
  auto const n = v.extents[axis], inner = v.strides[axis];
  r.to.call("layer_softmax", {reading(r.inputs[0].at), writing(r.outputs[0].at),
                              number(v.size() / (n * inner)), number(n), number(inner)});
}

inline void emit(op::log_softmax const& op, lowering_request const& r) {
  engine::strided const v = r.outputs[0].as.view(1);
  std::size_t const axis = axis_of(op.axis, v.rank);
  auto const n = v.extents[axis], inner = v.strides[axis];
  r.to.call("layer_log_softmax", {reading(r.inputs[0].at), writing(r.outputs[0].at),
                                  number(v.size() / (n * inner)), number(n), number(inner)});
}

} // namespace peax::deploy::c
