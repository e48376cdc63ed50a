#pragma once
//! @file
//! Transposed convolutions, Lp pooling, LRN, resizing and blocks of positions as nodes of an ONNX file.

#include <peax/core/error.hpp>
#include <peax/graph/op.hpp>
#include <peax/onnx/node_writer.hpp>
#include <peax/onnx/opset.hpp>
#include <peax/tensor/tensor.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
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

//! Upsample before opset 10; without modes until opset 11.
inline void encode(op::resize const& op, node_writer& node) {
  shape const& x = node.input_dims(0);
  op::floats scales{1, 1};
  for (std::size_t i = 0; i < op.sizes.size(); ++i)
    scales.push_back(!op.scales.empty() ? op.scales[i]
                                        : static_cast<float>(op.sizes[i]) / static_cast<float>(x[i + 2]));
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
  // The region of interest may be absent since opset 13; before, it and absent scales are empty.
  if (node.opset() < since::optional_roi)
    node.input("roi", tensor({0}, op::floats{}));
  else
    node.no_input();
  if (!op.scales.empty()) return node.input("scales", list());
  bool const same = std::all_of(x.begin() + 2, x.end(), [&, i = std::size_t{0}](std::int64_t e) mutable {
    return op.sizes[i++] % e == 0;
  });
  if (same) return node.input("scales", list()); // whole multiples: exact, and free of the batch
  if (x.is_batched())
    throw bad_input("a Resize to given sizes of " + x.text() + " cannot be written for a free batch");
  op::ints sizes{x[0], x[1]};
  sizes.insert(sizes.end(), op.sizes.begin(), op.sizes.end());
  if (node.opset() < since::optional_roi)
    node.input("scales", tensor({0}, op::floats{}));
  else
    node.no_input();
  node.input("sizes", sizes);
}

} // namespace peax::onnx
