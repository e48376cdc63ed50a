#pragma once
//! @file
//! Layers with weights.

#include <peax/core/error.hpp>
#include <peax/deploy/c/lowering.hpp>
#include <peax/engine/op/convolution.hpp>
#include <peax/graph/op.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
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

[[nodiscard]] inline std::vector<float> const& constant_of(lowering_request const& r, std::size_t input) {
  if (r.inputs[input].constant == nullptr)
    throw bad_input(fmt::format("{} '{}': its weights are computed; there is C for constant ones",
                                r.n.op.name(), r.n.name));
  return *r.inputs[input].constant;
}

inline void emit(op::conv const& op, lowering_request const& r) {
  auto geometry = engine::geometry_of(op, r.inputs[0].as.dims, r.inputs[1].as.dims);
  auto const filters = static_cast<std::size_t>(geometry.out_c),
             groups = static_cast<std::size_t>(geometry.groups);
  auto const channels = static_cast<std::size_t>(geometry.in_c) / groups,
             taps = static_cast<std::size_t>(geometry.kernel_h * geometry.kernel_w);
  auto const& w = constant_of(r, 1);
  std::vector<float> bias(filters, 0.0F);
  if (r.inputs.size() > 2 && r.inputs[2].constant != nullptr) bias = *r.inputs[2].constant;
  auto const& x = r.inputs[0].at;
  auto const& y = r.outputs[0].at;
  if (geometry.is_depthwise()) {
    bool const small = geometry.kernel_h == 3 && geometry.kernel_w == 3 && geometry.dilation_h == 1 &&
                       geometry.dilation_w == 1;
    std::vector<float> list;
    if (small)
      list = w; // [channel][9]
    else
      for (std::size_t t = 0; t < taps; ++t)
        for (std::size_t k = 0; k < filters; ++k) list.push_back(w[k * taps + t]);
    r.to.call(small ? "layer_depthwise_3x3" : "layer_depthwise",
              {reading(x), r.to.constant(std::move(list), "weights"), r.to.constant(std::move(bias), "bias"),
               writing(y)},
              window_text(geometry, r.limits));
    return;
  }
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
  r.to.call("layer_convolution",
            {reading(x), r.to.constant(tiled(w, groups, filters, channels, taps), "weights"),
             r.to.constant(std::move(biases), "bias"),
             r.to.constant(std::vector<float>(channels, 0.0F), "zeros"), writing(y)},
            window_text(geometry, r.limits));
}

//! y = x w + bias for rows of x; `w` [out][in].
inline void dense(lowering_request const& r, std::vector<float> const& w, std::vector<float> bias,
                  std::size_t rows, std::size_t in, std::size_t out) {
  placed const x = r.to.in_graph_order(r.inputs[0]);
  r.to.call("layer_dense",
            {reading(x.at), r.to.constant(tiled(w, 1, out, in, 1), "weights"),
             r.to.constant(padded(std::move(bias)), "bias"), writing(r.outputs[0].at), number(rows),
             number(in), number(out), number(r.limits.low), number(r.limits.high)});
}

inline void emit(op::gemm const& op, lowering_request const& r) {
  shape const& w_dims = r.inputs[1].as.dims;
  if (op.transpose_a || w_dims.rank() != 2)
    throw bad_input(fmt::format("Gemm '{}': there is no C for its first matrix transposed", r.n.name));
  auto const in = static_cast<std::size_t>(w_dims[op.transpose_b ? 1 : 0]),
             out = static_cast<std::size_t>(w_dims[op.transpose_b ? 0 : 1]);
  auto const& given = constant_of(r, 1);
  std::vector<float> w(given.size());
  for (std::size_t k = 0; k < out; ++k)
    for (std::size_t i = 0; i < in; ++i)
      w[k * in + i] = op.alpha * given[op.transpose_b ? k * in + i : i * out + k];
  std::vector<float> bias(out, 0.0F);
  if (r.inputs.size() > 2 && r.inputs[2].as.dims.rank() > 0) {
    auto const& c = constant_of(r, 2);
    if (c.size() != 1 && c.size() != out)
      throw bad_input(fmt::format("Gemm '{}': there is C for a bias by column only", r.n.name));
    for (std::size_t k = 0; k < out; ++k) bias[k] = op.beta * c[c.size() == 1 ? 0 : k];
  }
  dense(r, w, std::move(bias), r.inputs[0].floats() / in, in, out);
}

inline void emit(op::matmul const&, lowering_request const& r) {
  shape const& w_dims = r.inputs[1].as.dims;
  if (r.inputs[1].constant == nullptr || w_dims.rank() != 2)
    throw bad_input(
        fmt::format("MatMul '{}': there is C for a constant matrix as its second input", r.n.name));
  auto const in = static_cast<std::size_t>(w_dims[0]), out = static_cast<std::size_t>(w_dims[1]);
  auto const& given = constant_of(r, 1);
  std::vector<float> w(given.size()), bias(out, 0.0F);
  for (std::size_t k = 0; k < out; ++k)
    for (std::size_t i = 0; i < in; ++i) w[k * in + i] = given[i * out + k];
  if (r.inputs.size() > 2) bias = constant_of(r, 2); // an added row
  placed const y = r.outputs[0];
  if (!y.as.in_graph_order())
    throw bad_input(fmt::format("MatMul '{}': there is no C for its order of axes", r.n.name));
  dense(r, w, std::move(bias), r.inputs[0].floats() / in, in, out);
}

inline void emit(op::batch_normalization const& op, lowering_request const& r) {
  auto const &scale = constant_of(r, 1), &shift = constant_of(r, 2), &mean = constant_of(r, 3),
             &variance = constant_of(r, 4);
  std::vector<float> factor, add;
  for (std::size_t k = 0; k < scale.size(); ++k) {
    double const f = static_cast<double>(scale[k]) /
                     std::sqrt(static_cast<double>(variance[k]) + static_cast<double>(op.epsilon));
    factor.push_back(static_cast<float>(f));
    add.push_back(static_cast<float>(static_cast<double>(shift[k]) - static_cast<double>(mean[k]) * f));
  }
  auto const channels = factor.size();
  r.to.call("layer_scale_shift", {reading(r.inputs[0].at), r.to.constant(std::move(factor), "scale"),
                                  r.to.constant(std::move(add), "shift"), writing(r.outputs[0].at),
                                  number(r.inputs[0].floats() / channels), number(channels),
                                  number(r.limits.low), number(r.limits.high)});
}

} // namespace peax::deploy::c
