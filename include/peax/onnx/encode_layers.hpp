#pragma once
//! @file
//! Transposed convolutions, Lp pooling, LRN, resizing and blocks of positions as nodes of an ONNX file.

#include <peax/graph/op.hpp>
#include <peax/onnx/codes.hpp>
#include <peax/onnx/node_writer.hpp>
#include <peax/onnx/opset.hpp>
#include <peax/tensor/data_type.hpp>
#include <peax/tensor/tensor.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

namespace peax::onnx {

inline void encode(op::conv_transpose const& op, node_writer& node) {
  auto const w = node.input_dims(1).extents();
  node.attribute("kernel_shape", op::ints(w.begin() + 2, w.end()));
  detail::encode_table(op, node);
}

inline void encode(op::lrn const& op, node_writer& node) { detail::encode_table(op, node); }

inline void encode(op::lp_pool const& op, node_writer& node) {
  bool const dilated =
      std::any_of(op.dilations.begin(), op.dilations.end(), [](std::int64_t d) { return d != 1; });
  if (op.ceil_mode) node.need(since::lp_pool_ceil_mode, "ceil_mode of LpPool");
  if (dilated) node.need(since::lp_pool_ceil_mode, "dilations of LpPool");
  node.attribute("kernel_shape", op.kernel);
  node.attribute("strides", op.strides);
  node.attribute("pads", op.pads);
  node.attribute("p", op.p);
  if (dilated) node.attribute("dilations", op.dilations);
  if (op.ceil_mode) node.attribute("ceil_mode", true);
}

inline void encode(op::depth_to_space const& op, node_writer& node) {
  node.attribute("blocksize", op.block);
  if (!op.column_first) return;
  node.need(since::depth_to_space_mode, "mode CRD of DepthToSpace");
  node.attribute("mode", std::string("CRD"));
}

namespace detail {
//! The scale of an axis from which readers compute the wanted extent, in float32 or float64.
[[nodiscard]] inline float scale_to(std::int64_t extent, std::int64_t from) {
  float scale = static_cast<float>(extent) / static_cast<float>(from);
  auto const falls_short = [&] {
    return std::floor(static_cast<float>(from) * scale) < static_cast<float>(extent) ||
           std::floor(static_cast<double>(from) * static_cast<double>(scale)) < static_cast<double>(extent);
  };
  while (falls_short()) scale = std::nextafter(scale, std::numeric_limits<float>::infinity());
  return scale;
}
} // namespace detail

//! By scales, which leave the batch free. Upsample before opset 10; without modes until opset 11.
inline void encode(op::resize const& op, node_writer& node) {
  shape const& x = node.input_dims(0);
  op::floats scales{1, 1};
  for (std::size_t i = 0; i < op.sizes.size(); ++i)
    scales.push_back(op.scales.empty() ? detail::scale_to(op.sizes[i], x[i + 2]) : op.scales[i]);
  auto const list = [&] { return tensor({static_cast<std::int64_t>(scales.size())}, scales); };
  auto const word = [](auto const& names, std::int64_t i) {
    return std::string(names[static_cast<std::size_t>(i)]);
  };
  node.attribute("mode", word(op::resizing::modes, op.mode));
  if (node.opset() < since::resize_modes) {
    bool const plain = op.coordinates == op::resizing::asymmetric &&
                       (op.mode == op::resizing::linear ||
                        (op.mode == op::resizing::nearest && op.rounding == op::resizing::floor));
    if (!plain) node.need(since::resize_modes, "this mode of Resize");
    if (node.opset() < since::resize) node.proto.set_op_type("Upsample");
    if (node.opset() < since::upsample_inputs) return node.attribute("scales", scales);
    return node.input("scales", list());
  }
  node.attribute("coordinate_transformation_mode", word(op::resizing::coordinates, op.coordinates));
  if (op.coordinates == op::resizing::half_pixel_symmetric)
    node.need(since::resize_symmetric, "half_pixel_symmetric of Resize");
  if (op.mode == op::resizing::nearest)
    node.attribute("nearest_mode", word(op::resizing::roundings, op.rounding));
  if (op.mode == op::resizing::cubic) node.attribute("cubic_coeff_a", op.cubic_coefficient);
  if (op.exclude_outside) node.attribute("exclude_outside", true);
  if (node.opset() < since::optional_roi) // the region of interest is empty, or absent
    node.input("roi", tensor({0}, op::floats{}));
  else
    node.no_input();
  node.input("scales", list());
}

//! As QuantizeLinear and DequantizeLinear; 16 bits before opset 21 by those of ONNX Runtime.
inline void encode(op::fake_quantize const& op, node_writer& node) {
  bool const is_of_onnx =
      node.opset() >= (bits_of(op.type) == 8 ? since::quantize_linear : since::quantize_linear_16_bits);
  node.proto.set_op_type("QuantizeLinear");
  node.proto.set_domain(is_of_onnx ? "" : std::string(detail::microsoft));
  node.input("scale", op.scale);
  node.input("zero_point", detail::tensor_of_codes(op.type, {}, {op.zero_point}));
  auto& back = node.then("DequantizeLinear", "codes");
  back.add_input(node.proto.input(1));
  back.add_input(node.proto.input(2));
}

} // namespace peax::onnx
