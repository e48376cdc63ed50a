#pragma once
//! @file
//! Windows over up to three axes: convolution and pooling of volumes, transposed convolution, roots of sums of powers.

#include <peax/core/error.hpp>
#include <peax/deploy/c/assembler.hpp>
#include <peax/deploy/c/op/move.hpp>
#include <peax/engine/op/convolution.hpp>
#include <peax/graph/op.hpp>
#include <peax/graph/window.hpp>

#include <fmt/core.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::deploy::c {

//! A window over samples [depth][height][width][channels], as a `layer_box`; axes that are not there have extent 1.
struct c_box {
  std::array<engine::kernel::window_axis, 3> axes{};
  std::int64_t in_c = 1, out_c = 1, groups = 1;
  engine::bounds limits{};

  //! The windows, each with the extents of its input and its output.
  void set(std::vector<window> const& windows) {
    for (std::size_t i = 0; i < windows.size(); ++i)
      axes[3 - windows.size() + i] = engine::window_axis_of(windows[i]);
  }
  [[nodiscard]] std::string text() const {
    auto const list = [&](auto get) {
      return fmt::format("{{{}, {}, {}}}", get(axes[0]), get(axes[1]), get(axes[2]));
    };
    using engine::kernel::window_axis;
    return fmt::format("layer_box {{{}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}}}",
                       list([](window_axis const& a) { return a.in; }),
                       list([](window_axis const& a) { return a.out; }),
                       list([](window_axis const& a) { return a.kernel; }),
                       list([](window_axis const& a) { return a.stride; }),
                       list([](window_axis const& a) { return a.dilation; }),
                       list([](window_axis const& a) { return a.pad_begin; }),
                       list([](window_axis const& a) { return a.in + a.pad_end; }), in_c, out_c, groups,
                       literal(limits.low), literal(limits.high));
  }
};

inline void want_box(std::string_view name, lowering_request const& r) {
  if (r.inputs[0].as.dims.rank() > 5)
    throw bad_input(fmt::format("{} '{}': there is C for one to three spatial axes", name, r.n.name));
}

//! A call with weights [axis 0][taps][axis 1], which is how computed values lie, and a bias for each channel of the output.
inline void weighted_box(lowering_request const& r, c_box const& box, char const* function) {
  auto const weights = r.to.placed_constant(in_engine_order(r.to, r.inputs[1]));
  bool const has_bias = r.inputs.size() > 2 && r.inputs[2].is_there();
  auto const bias =
      has_bias ? in_graph_order(r.to, r.inputs[2]).at
               : r.to.constant(std::vector<float>(static_cast<std::size_t>(box.out_c), 0.0F), "bias");
  each_leading(r.inputs[0], r.outputs[0], [&](argument const& x, argument const& y) {
    r.to.call(function, {x, reading(weights), reading(bias), y}, box.text());
  });
}

inline void box_convolution(op::conv const& op, lowering_request const& r) {
  want_box(op::conv::name, r);
  shape const &x = r.inputs[0].as.dims, &w = r.inputs[1].as.dims;
  c_box box{{}, x[1], w[0], op.groups, r.limits};
  box.set(engine::windows_of_convolution(op, x, w));
  weighted_box(r, box, "layer_box_convolution");
}

//! The window is that of the convolution back: its input is the output here.
inline void emit(op::conv_transpose const& op, lowering_request const& r) {
  want_box(op::conv_transpose::name, r);
  shape const &x = r.inputs[0].as.dims, &w = r.inputs[1].as.dims;
  c_box box{{}, x[1], w[1] * op.groups, op.groups, r.limits};
  box.set(op.windows(x, w));
  for (auto& axis : box.axes) std::swap(axis.in, axis.out);
  weighted_box(r, box, "layer_box_transposed");
}

//! `further` arguments stand behind the input and the output.
template <class Pool>
void box_pooling(Pool const& op, op::ints const& dilations, lowering_request const& r, char const* function,
                 std::vector<argument> const& further) {
  want_box(Pool::name, r);
  c_box box;
  box.in_c = box.out_c = r.inputs[0].as.channels();
  box.set(windows_of(r.inputs[0].as.dims, op.kernel, op.strides, op.pads, dilations, op.ceil_mode));
  each_leading(r.inputs[0], r.outputs[0], [&](argument const& x, argument const& y) {
    std::vector<argument> all{x, y};
    all.insert(all.end(), further.begin(), further.end());
    r.to.call(function, std::move(all), box.text());
  });
}

} // namespace peax::deploy::c
