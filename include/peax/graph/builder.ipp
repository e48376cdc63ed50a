#pragma once
//! @file
//! The bodies of builder.hpp.

#include <peax/graph/builder.hpp>
#include <peax/graph/op.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace peax {

PEAX_INLINE network_builder::network_builder(std::string name, shape input, std::uint64_t seed,
                                             std::string input_name)
    : edit_(std::move(name)), random_(seed) {
  at_ = edit_.add_input(std::move(input_name), data_type::float32, std::move(input));
}

PEAX_INLINE network_builder& network_builder::conv(std::int64_t channels, op::ints kernel, conv_options o,
                                                   std::string name) {
  shape w{channels, dims()[1] / o.groups};
  for (auto k : kernel) w.push_back(k);
  if (name.empty()) name = "conv_" + std::to_string(layers_);
  if (o.pads.empty()) {
    for (auto k : kernel) o.pads.push_back((k - 1) / 2);
    for (auto k : kernel) o.pads.push_back(k / 2);
  }
  std::vector<value_id> inputs{at_, weights(name + ".weight", w, w.elements() / channels)};
  if (o.bias) inputs.push_back(filled(name + ".bias", channels, 0));
  return layer(op::conv{o.stride, o.pads, o.dilation, o.groups}, std::move(inputs), name);
}

PEAX_INLINE network_builder& network_builder::depthwise(op::ints kernel, conv_options o, std::string name) {
  o.groups = dims()[1];
  return conv(dims()[1], std::move(kernel), std::move(o), std::move(name));
}

PEAX_INLINE network_builder& network_builder::batch_normalization(std::string name) {
  if (name.empty()) name = "norm_" + std::to_string(layers_);
  std::int64_t const c = dims()[1];
  return layer(op::batch_normalization{},
               {at_, filled(name + ".scale", c, 1), filled(name + ".shift", c, 0),
                filled(name + ".mean", c, 0), filled(name + ".variance", c, 1)},
               name);
}

PEAX_INLINE network_builder& network_builder::dense(std::int64_t units, std::string name) {
  if (name.empty()) name = "dense_" + std::to_string(layers_);
  std::int64_t const in = dims()[1];
  return layer(op::gemm{1, 1, false, true},
               {at_, weights(name + ".weight", shape{units, in}, in), filled(name + ".bias", units, 0)},
               name);
}

PEAX_INLINE network_builder& network_builder::max_pool(op::ints kernel, op::ints stride) {
  if (stride.empty()) stride = kernel;
  return layer(op::max_pool{std::move(kernel), std::move(stride), {}, {}, false}, {at_},
               "max_pool_" + std::to_string(layers_));
}

PEAX_INLINE network_builder& network_builder::average_pool(op::ints kernel, op::ints stride) {
  if (stride.empty()) stride = kernel;
  return layer(op::average_pool{std::move(kernel), std::move(stride), {}, false, false}, {at_},
               "average_pool_" + std::to_string(layers_));
}

PEAX_INLINE network_builder& network_builder::relu() {
  return layer(op::relu{}, {at_}, "relu_" + std::to_string(layers_));
}

PEAX_INLINE network_builder& network_builder::global_average_pool() {
  return layer(op::global_average_pool{}, {at_}, "global_pool");
}

PEAX_INLINE network_builder& network_builder::flatten() {
  return layer(op::flatten{}, {at_}, "flatten_" + std::to_string(layers_));
}

PEAX_INLINE network_builder& network_builder::softmax() { return layer(op::softmax{}, {at_}, "softmax"); }

PEAX_INLINE network_builder& network_builder::sigmoid() { return layer(op::sigmoid{}, {at_}, "sigmoid"); }

PEAX_INLINE network_builder& network_builder::dropout(float ratio) {
  return layer(op::dropout{ratio}, {at_}, "dropout_" + std::to_string(layers_));
}

PEAX_INLINE network_builder& network_builder::add(value_id other) {
  return layer(op::add{}, {at_, other}, "add_" + std::to_string(layers_));
}

PEAX_INLINE network_builder& network_builder::apply(any_op op, std::string name) {
  return layer(std::move(op), {at_}, std::move(name));
}

PEAX_INLINE network_builder& network_builder::residual(std::int64_t channels, op::ints kernel,
                                                       std::int64_t stride) {
  value_id const in = at_;
  std::size_t const axes = kernel.size();
  op::ints const strides(axes, stride);
  bool const same = stride == 1 && dims()[1] == channels;
  conv(channels, kernel, {.stride = strides}).batch_normalization().relu();
  conv(channels, kernel).batch_normalization();
  value_id const body = at_;
  if (same) return add(in).relu();
  from(in).conv(channels, op::ints(axes, 1), {.stride = strides}).batch_normalization();
  value_id const shortcut = at_;
  return from(body).add(shortcut).relu();
}

PEAX_INLINE graph network_builder::finish(std::string output_name) {
  edit_.rename(at_, std::move(output_name));
  edit_.set_outputs({at_});
  return edit_.finish();
}

PEAX_INLINE network_builder& network_builder::layer(any_op op, std::vector<value_id> inputs,
                                                    std::string name) {
  ++layers_;
  at_ = edit_.add(std::move(op), std::move(inputs), std::move(name));
  return *this;
}

PEAX_INLINE value_id network_builder::weights(std::string name, shape dims, std::int64_t fan_in) {
  std::vector<float> w(static_cast<std::size_t>(dims.elements()));
  double const scale = std::sqrt(2.0 / static_cast<double>(fan_in));
  for (auto& x : w) x = static_cast<float>(scale * random_.normal());
  return edit_.add_constant(std::move(name), tensor(std::move(dims), std::move(w)));
}

PEAX_INLINE value_id network_builder::filled(std::string name, std::int64_t count, float with) {
  return edit_.add_constant(std::move(name),
                            tensor(shape{count}, std::vector<float>(static_cast<std::size_t>(count), with)));
}

} // namespace peax
