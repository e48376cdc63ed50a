#pragma once
//! @file
//! Transposed convolutions, Lp pooling, LRN, resizing and blocks of positions from nodes of an ONNX file.

#include <peax/core/checked.hpp>
#include <peax/core/error.hpp>
#include <peax/graph/axis.hpp>
#include <peax/graph/op.hpp>
#include <peax/onnx/decode_window.hpp>
#include <peax/onnx/node_reader.hpp>
#include <peax/onnx/opset.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace peax::onnx {

namespace detail {
//! Pads and output_padding of the extents that a transposed convolution is to have; what is beyond its full extent is output_padding.
inline void resolve_output_shape(op::conv_transpose& op, node_reader& node, op::ints const& kernel) {
  shape const& x = node.input(0).dims;
  std::size_t const axes = kernel.size();
  want(x.rank() == axes + 2, "weights " + node.input(1).dims.text() + " do not fit input " + x.text());
  std::string const mode = node.take_or<std::string>("auto_pad", "NOTSET");
  op::ints wanted = node.take_or<op::ints>("output_shape", {});
  bool const same = mode == "SAME_UPPER" || mode == "SAME_LOWER";
  if (!same && mode != "NOTSET" && mode != "VALID")
    throw bad_input(fmt::format("auto_pad '{}' does not exist", mode));
  if (mode == "VALID") op.pads.clear();
  if (wanted.size() == axes + 2) wanted.erase(wanted.begin(), wanted.begin() + 2);
  if (wanted.empty() && !same) return;
  want(wanted.empty() || wanted.size() == axes, "output_shape does not fit input " + x.text());
  op.pads.assign(2 * axes, 0);
  auto windows = op.windows(x, node.input(1).dims);
  op.output_padding.resize(axes, 0);
  for (std::size_t i = 0; i < axes; ++i) {
    std::int64_t const extent = wanted.empty() ? checked_product(x[i + 2], windows[i].stride) : wanted[i];
    want(extent >= 1, "output_shape has an extent of " + std::to_string(extent));
    std::int64_t const all = windows[i].extent - extent;
    if (all < 0) op.output_padding[i] -= all;
    std::int64_t const pad = std::max<std::int64_t>(0, all), less = pad / 2;
    op.pads[i] = mode == "SAME_UPPER" ? less : pad - less;
    op.pads[i + axes] = pad - op.pads[i];
  }
}
} // namespace detail

inline void decode(op::conv_transpose& op, node_reader& node) {
  detail::decode_table(op, node);
  detail::resolve_output_shape(op, node, detail::kernel_of_weights(node));
}

inline void decode(op::layer_normalization& op, node_reader& node) {
  detail::decode_table(op, node);
  std::int64_t const type = node.take_or<std::int64_t>("stash_type", 1);
  want(type == 1, fmt::format("stash_type {} is not supported: statistics are float32", type));
}

inline void decode(op::lrn& op, node_reader& node) {
  op.size = 0;
  detail::decode_table(op, node);
  want(op.size >= 1, "attribute size is missing");
}

inline void decode(op::lp_pool& op, node_reader& node) {
  detail::decode_table(op, node);
  detail::resolve_auto_pad(node, op.kernel, op.strides, op.dilations, op.pads);
}

inline void decode(op::depth_to_space& op, node_reader& node) {
  node.take("blocksize", op.block);
  auto const mode = node.take_or<std::string>("mode", "DCR");
  if (mode != "DCR" && mode != "CRD") throw bad_input(fmt::format("mode '{}' does not exist", mode));
  op.column_first = mode == "CRD";
}

namespace detail {
//! The number of a word of Resize.
template <class Words>
std::int64_t place_of_word(Words const& words, std::string const& word, char const* attribute) {
  auto const found = std::find(words.begin(), words.end(), word);
  if (found == words.end()) throw bad_input(fmt::format("{} '{}' is not supported", attribute, word));
  return found - words.begin();
}

//! The modes of Resize; before opset 11, and of Upsample, there is one.
inline void decode_modes(op::resize& op, node_reader& node) {
  op.mode = place_of_word(op::resizing::modes, node.take_or<std::string>("mode", "nearest"), "mode");
  if (node.opset < since::resize_modes) {
    op.coordinates = op::resizing::asymmetric, op.rounding = op::resizing::floor;
    want(op.mode != op::resizing::cubic, "mode 'cubic' does not exist before opset 11");
    return;
  }
  auto const way = node.take_or<std::string>("coordinate_transformation_mode", "half_pixel");
  if (way == "tf_crop_and_resize")
    throw bad_input(
        "coordinate_transformation_mode 'tf_crop_and_resize' crops by a region of interest, which is not "
        "supported; put a Slice in front");
  op.coordinates = place_of_word(op::resizing::coordinates, way, "coordinate_transformation_mode");
  op.rounding =
      place_of_word(op::resizing::roundings, node.take_or<std::string>("nearest_mode", "round_prefer_floor"),
                    "nearest_mode");
  node.take("cubic_coeff_a", op.cubic_coefficient);
  node.take("exclude_outside", op.exclude_outside);
  node.ignore("extrapolation_value"); // of tf_crop_and_resize
  want(node.take_or<std::int64_t>("antialias", 0) == 0, "antialias is not supported");
  want(node.take_or<std::string>("keep_aspect_ratio_policy", "stretch") == "stretch",
       "keep_aspect_ratio_policy is not supported: give the sizes");
}

//! Numbers of some axes (opset 18), as one for each; axes that are not named keep what they have.
template <class T>
std::vector<T> for_every_axis(std::vector<T> const& given, op::ints const& axes, std::vector<T> all) {
  if (axes.empty()) {
    want(given.size() == all.size(),
         fmt::format("{} numbers do not fit an input of {} axes", given.size(), all.size()));
    return given;
  }
  want(given.size() == axes.size(), "axes do not fit scales or sizes");
  for (std::size_t i = 0; i < axes.size(); ++i) all[axis_of(axes[i], all.size())] = given[i];
  return all;
}

[[nodiscard]] inline op::floats constant_scales(node_reader const& node, std::size_t i) {
  auto const& in = node.input(i);
  if (!in.constant || in.constant.type() != data_type::float32)
    throw bad_input(
        fmt::format("the scales '{}' are computed while running; they must be constant", in.name));
  auto const values = in.constant.floats();
  return {values.begin(), values.end()};
}

inline void resize_by_scales(op::resize& op, shape const& x, op::floats const& scales) {
  want(scales[0] == 1 && scales[1] == 1, "Resize changes samples or channels of " + x.text());
  for (std::size_t i = 2; i < x.rank(); ++i) {
    double const extent = std::floor(static_cast<double>(x[i]) * static_cast<double>(scales[i]));
    want(scales[i] > 0 && extent >= 1 && extent < 2147483648.0,
         fmt::format("scale {} of an axis of {} is out of range", scales[i], x.text()));
    op.sizes.push_back(static_cast<std::int64_t>(extent));
  }
  bool exact = true; // then coordinates follow from the extents alone
  for (std::size_t i = 2; i < x.rank(); ++i)
    exact = exact && scales[i] == static_cast<float>(op.sizes[i - 2]) / static_cast<float>(x[i]);
  if (!exact) op.scales.assign(scales.begin() + 2, scales.end());
}

inline void resize_to_sizes(op::resize& op, shape const& x, node_reader const& node, std::size_t input,
                            op::ints const& axes) {
  op::ints given, all(x.begin(), x.end());
  for (auto const& n : node.known_numbers(input, "the sizes")) {
    bool const batch = n.is_batch() || (given.empty() && axes.empty() && x.is_batched() &&
                                        node.batch_was_one && n.is_fixed() && n.fixed == 1);
    want(batch || n.is_fixed(), "the sizes depend on the batch size; export with a fixed batch of 1");
    given.push_back(batch ? batch_extent : n.fixed);
  }
  auto const sizes = for_every_axis(given, axes, all);
  want(sizes[0] == x[0] && sizes[1] == x[1], "Resize changes samples or channels of " + x.text());
  op.sizes.assign(sizes.begin() + 2, sizes.end());
}
} // namespace detail

//! Resize of every opset, and Upsample.
inline void decode(op::resize& op, node_reader& node) {
  detail::decode_modes(op, node);
  shape const& x = node.input(0).dims;
  want(x.rank() >= 3, "shape " + x.text() + " has no spatial axis, wanted [N,C,...]");
  op::ints const axes = node.take_or<op::ints>("axes", {});
  op::floats const ones(x.rank(), 1.0F);
  if (node.opset < since::resize_modes) {
    op::floats scales;
    if (node.opset >= since::upsample_inputs || !node.take("scales", scales))
      scales = detail::constant_scales(node, 1);
    detail::resize_by_scales(op, x, detail::for_every_axis(scales, {}, ones));
  } else if (node.has_input(3)) {
    detail::resize_to_sizes(op, x, node, 3, axes);
  } else {
    auto const scales = detail::constant_scales(node, 2);
    detail::resize_by_scales(op, x, detail::for_every_axis(scales, axes, ones));
  }
  node.keep_inputs(1);
}

inline void decode(op::fake_quantize&, node_reader&) {
  throw bad_input("is no operator of ONNX; QuantizeLinear and DequantizeLinear say the same");
}

} // namespace peax::onnx
