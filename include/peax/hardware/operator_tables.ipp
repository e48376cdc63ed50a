#pragma once
//! @file
//! The bodies of operator_tables.hpp, and the tables.

#include <peax/hardware/operator_tables.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::hardware {

namespace detail {

// clang-format off
inline constexpr std::string_view
  tflm_conv = "tensorflow/lite/micro/kernels/conv.cc at afbf908ac6e9a47ac4990778bb4b3fd94ffee021",
  tflm_dense = "tensorflow/lite/micro/kernels/fully_connected.cc at 26a153e764c8f4858e7366bcbba7eeb55a3458e7",
  tflm_relu = "tensorflow/lite/micro/kernels/activations.cc at 0cc6f983266d1bd6f5d66f485c546e8cc80ad6a2",
  tflm_bounds = "tensorflow/lite/micro/kernels/maximum_minimum.cc at 445278f30b47881bbee89d9148a4b19698a42a65",
  tflm_pool = "tensorflow/lite/micro/kernels/pooling.cc at 0cc6f983266d1bd6f5d66f485c546e8cc80ad6a2",
  tflm_reduce = "tensorflow/lite/micro/kernels/reduce.cc at 06d32fd7a6a2f1eee4c207bcb0d9dc6b3091d38a",
  tflm_reshape = "tensorflow/lite/micro/kernels/reshape.cc at 0cc6f983266d1bd6f5d66f485c546e8cc80ad6a2",
  folded = "folded into the weights or left out when the model is converted";

// TensorFlow Lite Micro. One or two spatial axes: its windows are planes, a line is a plane of one line. Limits behind a layer are
// the layer's own activation there.
inline constexpr operator_table_entry tflm[] = {
  {"Conv", "float32 int8 int16", "rank <= 4", tflm_conv},
  {"Gemm", "float32 int8 int16", "", tflm_dense},
  {"MatMul", "float32 int8 int16", "inputs = 1", tflm_dense},
  {"BatchNormalization", "float32 int8 int16", "fused", folded},
  {"Relu", "float32 int8 int16", "", tflm_relu},
  {"Clip", "float32 int8 int16", "", tflm_bounds},
  {"Min", "float32 int8 int16", "", tflm_bounds},
  {"Max", "float32 int8 int16", "", tflm_bounds},
  {"LeakyRelu", "float32 int8 int16", "", "tensorflow/lite/micro/kernels/leaky_relu.cc at 19fc4542ed9e4098aed7d594b660f8ee81812123"},
  {"PRelu", "float32 int8 int16", "rank <= 4", "tensorflow/lite/micro/kernels/prelu.cc at 0cc6f983266d1bd6f5d66f485c546e8cc80ad6a2"},
  {"Sigmoid", "float32 int8 int16", "", "tensorflow/lite/micro/kernels/logistic.cc at 0cc6f983266d1bd6f5d66f485c546e8cc80ad6a2"},
  {"Tanh", "float32 int8 int16", "", "tensorflow/lite/micro/kernels/tanh.cc at 1178d7426613845b0773606b75feff7f9ea951e2"},
  {"HardSwish", "float32 int8", "", "tensorflow/lite/micro/kernels/hard_swish.cc at 06118a8f80192272fd583f60224251e5f5717366"},
  {"Softmax", "float32 int8 int16", "", "tensorflow/lite/micro/kernels/softmax.cc at 25923f35dca170f06fd709f015c4dc806899eaa3"},
  {"MaxPool", "float32 int8 int16", "rank <= 4 and dilation = 1", tflm_pool},
  {"AveragePool", "float32 int8 int16", "rank <= 4", tflm_pool},
  {"GlobalAveragePool", "float32 int8 int16", "rank <= 4", tflm_reduce},
  {"GlobalMaxPool", "float32 int8", "rank <= 4", tflm_reduce},
  {"ReduceMean", "float32 int8 int16", "rank <= 4", tflm_reduce},
  {"Add", "float32 int8 int16", "inputs <= 2", "tensorflow/lite/micro/kernels/add.cc at 19fc4542ed9e4098aed7d594b660f8ee81812123"},
  {"Sub", "float32 int8 int16", "", "tensorflow/lite/micro/kernels/sub.cc at 1541736266c80bf44f51d212091a0ca2bd0eee27"},
  {"Mul", "float32 int8 int16", "", "tensorflow/lite/micro/kernels/mul.cc at 0cc6f983266d1bd6f5d66f485c546e8cc80ad6a2"},
  {"Div", "float32 int8", "", "tensorflow/lite/micro/kernels/div.cc at 0cc6f983266d1bd6f5d66f485c546e8cc80ad6a2"},
  {"Concat", "float32 int8 int16", "rank <= 4 and inputs <= 10", "tensorflow/lite/micro/kernels/concatenation.cc at 06118a8f80192272fd583f60224251e5f5717366"},
  {"Flatten", "float32 int8 int16", "", tflm_reshape},
  {"Reshape", "float32 int8 int16", "", tflm_reshape},
  {"Squeeze", "float32 int8 int16", "", "tensorflow/lite/micro/kernels/squeeze.cc at 25b10cd2896f76af93252ba257bb0207ab46c6a4"},
  {"Unsqueeze", "float32 int8 int16", "", "tensorflow/lite/micro/kernels/expand_dims.cc at 16d37d58cb98b0232d24d9a0a9cd052dff2b98ee"},
  {"Transpose", "float32 int8 int16", "", "tensorflow/lite/micro/kernels/transpose.cc at 06b8956fcda9aa77efdb52884357b52aa1995502"},
  {"Pad", "float32 int8 int16", "rank <= 4", "tensorflow/lite/micro/kernels/pad.cc at 0afb49014edb3755b4be3a74515777e6d0330cf1"},
  {"Split", "float32 int8 int16", "", "tensorflow/lite/micro/kernels/split.cc at 0cc6f983266d1bd6f5d66f485c546e8cc80ad6a2"},
  {"Slice", "float32 int8 int16", "rank <= 4", "tensorflow/lite/micro/kernels/strided_slice.cc at 078c009fb078c7b69f67dba849845e897f90f73a"},
  {"Gather", "float32 int8", "", "tensorflow/lite/micro/kernels/gather.cc at 0b2d6526d5ec65b1d2bb6caad1de62f93860eb5d"},
  {"Dropout", "float32 int8 int16", "", folded},
  {"Identity", "float32 int8 int16", "", folded},
};

inline constexpr std::string_view
  cmsis_table = "README.md, Current Operator Support, at fb0c04d9dd7f4f744efdd9194c973013f8a22fcc",
  cmsis_clamp = "an activation is the range of the layer in front of it: Include/arm_nn_types.h at fcc4325c942affe2ae6f9ea298188dd4c8ac086a",
  cmsis_bounds = "Source/BasicMathFunctions/arm_maximum_s8.c and arm_minimum_s8.c at 6e7ac784494fc7c3b159b90f7974daeefd0aa6db";

// CMSIS-NN, its integer kernels. The depthwise kernels of any shape and their wrapper: Include/arm_nnfunctions.h at
// bc25bce7fcff9c69fcecde181015574454c8676e.
inline constexpr operator_table_entry cmsis_nn[] = {
  {"Conv", "int8 int16", "rank <= 4 and (groups = 1 or depthwise)", cmsis_table},
  {"ConvTranspose", "int8", "groups = 1", cmsis_table},
  {"Gemm", "int8 int16", "", cmsis_table},
  {"MatMul", "int8 int16", "inputs = 1", cmsis_table},
  {"BatchNormalization", "int8 int16", "fused", folded},
  {"Relu", "int8 int16", "fused", cmsis_clamp},
  {"Clip", "int8 int16", "fused", cmsis_clamp},
  {"Add", "int8 int16", "fused or not broadcasts", cmsis_table},
  {"Mul", "int8 int16", "not broadcasts", cmsis_table},
  {"Min", "int8", "inputs = 2", cmsis_bounds},
  {"Max", "int8", "inputs = 2", cmsis_bounds},
  {"MaxPool", "int8 int16", "rank <= 4 and dilation = 1", cmsis_table},
  {"AveragePool", "int8 int16", "rank <= 4", cmsis_table},
  {"GlobalAveragePool", "int8 int16", "rank <= 4", cmsis_table},
  {"GlobalMaxPool", "int8 int16", "rank <= 4", cmsis_table},
  {"Softmax", "int8 int16", "", cmsis_table},
  {"Flatten", "int8 int16", "", folded},
  {"Reshape", "int8 int16", "", folded},
  {"Squeeze", "int8 int16", "", folded},
  {"Unsqueeze", "int8 int16", "", folded},
  {"Dropout", "int8 int16", "", folded},
  {"Identity", "int8 int16", "", folded},
};

inline constexpr std::array<operator_table, 2> all_operator_tables{{
  {"tflm", "https://github.com/tensorflow/tflite-micro", tflm},
  {"cmsis_nn", "https://github.com/ARM-software/CMSIS-NN", cmsis_nn},
}};
// clang-format on

} // namespace detail

PEAX_INLINE std::span<operator_table const> operator_tables() { return detail::all_operator_tables; }

PEAX_INLINE operator_table const* find_operator_table(std::string_view name) {
  for (auto const& t : detail::all_operator_tables)
    if (t.name == name) return &t;
  return nullptr;
}

PEAX_INLINE std::vector<operator_rule> rules_of(operator_table const& t) {
  std::vector<operator_rule> out;
  for (auto const& e : t.entries) {
    operator_rule r{std::string(e.op), {}, {}, std::string(t.repository) + ": " + std::string(e.source)};
    for (std::size_t at = 0; at < e.types.size();) {
      std::size_t const end = std::min(e.types.find(' ', at), e.types.size());
      r.types.emplace_back(e.types.substr(at, end - at));
      at = end + 1;
    }
    if (!e.when.empty()) r.when = predicate::parse(e.when, e.op);
    out.push_back(std::move(r));
  }
  return out;
}

} // namespace peax::hardware
