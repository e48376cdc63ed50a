#pragma once
//! @file
//! Attributes of a node by their table, and explicit pads of windows.

#include <peax/core/error.hpp>
#include <peax/graph/op/base.hpp>
#include <peax/graph/window.hpp>
#include <peax/meta/spread.hpp>
#include <peax/onnx/node_reader.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

namespace peax::onnx::detail {

//! Attributes whose names and types are those of the table.
template <class Op> void decode_table(Op& op, node_reader& node) {
  meta::spread([&](auto... fields) { (node.take(std::string(fields.name), op.*fields.member), ...); },
               Op::attributes());
}

//! The spatial extents of a convolution's weights, which kernel_shape may repeat.
inline op::ints kernel_of_weights(node_reader& node) {
  auto const extents = node.input(1).dims.extents();
  want(extents.size() >= 3, "weights " + node.input(1).dims.text() + " have no spatial axis");
  op::ints kernel(extents.begin() + 2, extents.end());
  op::ints named = kernel;
  if (node.take("kernel_shape", named))
    want(named == kernel,
         "kernel_shape " + shape(named).text() + " is not that of the weights " + node.input(1).dims.text());
  return kernel;
}

//! Explicit pads from auto_pad, for windows whose extents are known.
inline void resolve_auto_pad(node_reader& node, op::ints const& kernel, op::ints const& strides,
                             op::ints const& dilations, op::ints& pads) {
  std::string const mode = node.take_or<std::string>("auto_pad", "NOTSET");
  if (mode == "NOTSET") return;
  if (mode == "VALID") return pads.clear();
  if (mode != "SAME_UPPER" && mode != "SAME_LOWER")
    throw bad_input(fmt::format("auto_pad '{}' does not exist", mode));
  shape const& x = node.input(0).dims;
  std::size_t const axes = kernel.size();
  want(x.rank() == axes + 2, "a kernel of " + std::to_string(axes) + " axes does not fit input " + x.text());
  pads.assign(2 * axes, 0);
  auto const windows = windows_of(x, op::ints(axes, 1), strides, {}, {}, false);
  for (std::size_t i = 0; i < axes; ++i) {
    std::int64_t const dilation = dilations.size() == axes ? dilations[i] : 1, stride = windows[i].stride,
                       limit = std::int64_t{1} << 31;
    want(kernel[i] >= 1 && kernel[i] < limit && dilation >= 1 && dilation < limit,
         "kernel or dilations are out of range");
    std::int64_t const out = (x[i + 2] + stride - 1) / stride;
    std::int64_t const all =
        std::max<std::int64_t>(0, (out - 1) * stride + dilation * (kernel[i] - 1) + 1 - x[i + 2]);
    std::int64_t const less = all / 2;
    pads[i] = mode == "SAME_UPPER" ? less : all - less;
    pads[i + axes] = all - pads[i];
  }
}

} // namespace peax::onnx::detail
