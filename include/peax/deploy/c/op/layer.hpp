#pragma once
//! @file
//! Convolution and normalization.

#include <peax/deploy/c/assembler.hpp>
#include <peax/deploy/c/op/box.hpp>
#include <peax/deploy/c/op/move.hpp>
#include <peax/engine/op/convolution.hpp>
#include <peax/graph/op.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace peax::deploy::c {

//! The list, its length a multiple of 4: tiles read beyond the last filter.
[[nodiscard]] inline std::vector<float> padded(std::vector<float> list) {
  list.resize((list.size() + 3) / 4 * 4, 0.0F);
  return list;
}

//! [group][filters / 4][taps][channels][4] of weights [filters][channels of a group][taps].
[[nodiscard]] inline std::vector<float> tiled(std::vector<float> const& w, std::size_t groups,
                                              std::size_t filters, std::size_t channels, std::size_t taps) {
  std::vector<float> out;
  std::size_t const each = filters / groups;
  for (std::size_t g = 0; g < groups; ++g)
    for (std::size_t k = 0; k < each; k += 4)
      for (std::size_t t = 0; t < taps; ++t)
        for (std::size_t c = 0; c < channels; ++c)
          for (std::size_t j = k; j < k + 4; ++j)
            out.push_back(j < each ? w[((g * each + j) * channels + c) * taps + t] : 0.0F);
  return out;
}

[[nodiscard]] inline std::string window_text(engine::kernel::conv_geometry const& g, engine::bounds limits) {
  return fmt::format("layer_window {{{}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}}}",
                     g.in_h, g.in_w, g.in_c, g.out_h(), g.out_w(), g.out_c, g.kernel_h, g.kernel_w,
                     g.stride_h, g.stride_w, g.pad_top, g.pad_left, g.dilation_h, g.dilation_w, g.groups,
                     literal(limits.low), literal(limits.high));
}

//! Whether an operand, if it is there, is known.
[[nodiscard]] inline bool is_known(lowering_request const& r, std::size_t input) {
  return input >= r.inputs.size() || !r.inputs[input].is_there() || r.inputs[input].constant != nullptr;
}

//! Weights or a bias that are computed: they are read as the graph has them.
inline void computed_convolution(lowering_request const& r, engine::kernel::conv_geometry const& geometry) {
  auto const w = in_graph_order(r.to, r.inputs[1]).at;
  bool const has_bias = r.inputs.size() > 2 && r.inputs[2].is_there();
  auto const bias =
      has_bias ? in_graph_order(r.to, r.inputs[2]).at
               : r.to.constant(std::vector<float>(static_cast<std::size_t>(geometry.out_c), 0.0F), "bias");
  each_leading(r.inputs[0], r.outputs[0], [&](argument const& x, argument const& y) {
    r.to.call("layer_convolution_plain", {x, reading(w), reading(bias), y}, window_text(geometry, r.limits));
  });
}

inline void depthwise(lowering_request const& r, engine::kernel::conv_geometry const& geometry,
                      std::vector<float> bias) {
  auto const& w = *r.inputs[1].constant;
  bool const small = geometry.kernel_h == 3 && geometry.kernel_w == 3 && geometry.dilation_h == 1 &&
                     geometry.dilation_w == 1;
  auto const filters = static_cast<std::size_t>(geometry.out_c),
             taps = static_cast<std::size_t>(geometry.kernel_h * geometry.kernel_w);
  std::vector<float> list;
  if (small)
    list = w; // [channel][9]
  else
    for (std::size_t t = 0; t < taps; ++t)
      for (std::size_t k = 0; k < filters; ++k) list.push_back(w[k * taps + t]);
  auto const weights = r.to.constant(std::move(list), "weights"),
             shift = r.to.constant(std::move(bias), "bias");
  each_leading(r.inputs[0], r.outputs[0], [&](argument const& x, argument const& y) {
    r.to.call(small ? "layer_depthwise_3x3" : "layer_depthwise", {x, weights, shift, y},
              window_text(geometry, r.limits));
  });
}

inline void emit(op::conv const& op, lowering_request const& r) {
  if (r.inputs[0].as.dims.rank() > 4) return box_convolution(op, r);
  auto geometry = engine::geometry_of(op, r.inputs[0].as.dims, r.inputs[1].as.dims);
  if (!is_known(r, 1) || !is_known(r, 2)) return computed_convolution(r, geometry);
  auto const filters = static_cast<std::size_t>(geometry.out_c),
             groups = static_cast<std::size_t>(geometry.groups);
  auto const channels = static_cast<std::size_t>(geometry.in_c) / groups,
             taps = static_cast<std::size_t>(geometry.kernel_h * geometry.kernel_w);
  std::vector<float> bias(filters, 0.0F);
  if (r.inputs.size() > 2 && r.inputs[2].constant != nullptr) bias = *r.inputs[2].constant;
  if (geometry.is_depthwise()) return depthwise(r, geometry, std::move(bias));
  // Every group's bias begins at a multiple of 4.
  std::vector<float> biases;
  for (std::size_t g = 0; g < groups; ++g) {
    auto const from = bias.begin() + static_cast<std::ptrdiff_t>(g * (filters / groups));
    auto const each = padded({from, from + static_cast<std::ptrdiff_t>(filters / groups)});
    biases.insert(biases.end(), each.begin(), each.end());
  }
  if (geometry.is_pointwise()) { // pixels are one row: tiles do not end with the lines
    geometry.in_w *= geometry.in_h;
    geometry.in_h = 1;
  }
  auto const weights =
                 r.to.constant(tiled(*r.inputs[1].constant, groups, filters, channels, taps), "weights"),
             shift = r.to.constant(std::move(biases), "bias"),
             zeros = r.to.constant(std::vector<float>(channels, 0.0F), "zeros");
  each_leading(r.inputs[0], r.outputs[0], [&](argument const& x, argument const& y) {
    r.to.call("layer_convolution", {x, weights, shift, zeros, y}, window_text(geometry, r.limits));
  });
}

inline void emit(op::batch_normalization const& op, lowering_request const& r) {
  auto const channels = static_cast<std::size_t>(r.inputs[0].as.channels());
  std::vector<argument> all{reading(r.inputs[0].at)};
  bool const known = is_known(r, 1) && is_known(r, 2) && is_known(r, 3) && is_known(r, 4);
  if (known) {
    auto const &scale = *r.inputs[1].constant, &shift = *r.inputs[2].constant, &mean = *r.inputs[3].constant,
               &variance = *r.inputs[4].constant;
    std::vector<float> factor, add;
    for (std::size_t k = 0; k < scale.size(); ++k) {
      double const f = static_cast<double>(scale[k]) /
                       std::sqrt(static_cast<double>(variance[k]) + static_cast<double>(op.epsilon));
      factor.push_back(static_cast<float>(f));
      add.push_back(static_cast<float>(static_cast<double>(shift[k]) - static_cast<double>(mean[k]) * f));
    }
    all.push_back(r.to.constant(std::move(factor), "scale"));
    all.push_back(r.to.constant(std::move(add), "shift"));
  } else {
    for (std::size_t i = 1; i < 5; ++i) all.push_back(reading(in_graph_order(r.to, r.inputs[i]).at));
  }
  all.push_back(writing(r.outputs[0].at));
  all.push_back(number(r.inputs[0].floats() / channels));
  all.push_back(number(channels));
  if (!known) all.push_back(number(op.epsilon));
  all.push_back(number(r.limits.low));
  all.push_back(number(r.limits.high));
  r.to.call(known ? "layer_scale_shift" : "layer_normalize", std::move(all));
}

} // namespace peax::deploy::c
