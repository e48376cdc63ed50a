#pragma once
//! @file
//! The operators: one plain struct of attributes each. What can be asked of them (shape, cost, forward, backward, ONNX)
//! stands in one file a question; every attribute is listed once, and text, hash, comparison and ONNX follow from the list.
//!
//! Meaning, names and order of the inputs are ONNX's (https://onnx.ai/onnx/operators/), in the form of opset 13. What ONNX
//! passes as a constant input (limits of Clip, pads of Pad, axes, ranges of Slice) is an attribute here.

#include <peax/tensor/data_type.hpp>

#include <cstdint>
#include <optional>
#include <string_view>
#include <tuple>
#include <vector>

namespace peax::op {

using ints = std::vector<std::int64_t>;

//! An attribute: its ONNX name and where it is stored.
template <class Op, class T> struct attribute {
  std::string_view name;
  T Op::*member;
};
template <class Op, class T> attribute(std::string_view, T Op::*) -> attribute<Op, T>;

//! How Pad fills.
enum class pad_mode : std::uint8_t { constant, reflect, edge };

//! x [N,C,...], w [K,C/groups,...], optional b [K]. Pads: begins of all axes, then ends.
struct conv {
  static constexpr std::string_view name = "Conv";
  ints strides, pads, dilations;
  std::int64_t groups = 1;
  static constexpr auto attributes() {
    return std::tuple{attribute{"strides", &conv::strides}, attribute{"pads", &conv::pads},
                      attribute{"dilations", &conv::dilations}, attribute{"group", &conv::groups}};
  }
  bool operator==(conv const&) const = default;
};

//! alpha * op(a) op(b) + beta * c; matrices.
struct gemm {
  static constexpr std::string_view name = "Gemm";
  float alpha = 1, beta = 1;
  bool transpose_a = false, transpose_b = false;
  static constexpr auto attributes() {
    return std::tuple{attribute{"alpha", &gemm::alpha}, attribute{"beta", &gemm::beta},
                      attribute{"transA", &gemm::transpose_a}, attribute{"transB", &gemm::transpose_b}};
  }
  bool operator==(gemm const&) const = default;
};

//! x, scale [C], bias [C], mean [C], variance [C]; inference form. Training renews mean and variance.
struct batch_normalization {
  static constexpr std::string_view name = "BatchNormalization";
  float epsilon = 1e-5f, momentum = 0.9f;
  static constexpr auto attributes() {
    return std::tuple{attribute{"epsilon", &batch_normalization::epsilon},
                      attribute{"momentum", &batch_normalization::momentum}};
  }
  bool operator==(batch_normalization const&) const = default;
};

//! An operator without attributes.
#define PEAX_PLAIN_OP(TYPE, NAME)                                                                            \
  struct TYPE {                                                                                              \
    static constexpr std::string_view name = NAME;                                                           \
    static constexpr auto attributes() { return std::tuple<>{}; }                                            \
    bool operator==(TYPE const&) const = default;                                                            \
  }
//! A product of matrices with broadcast leading axes, as numpy.matmul.
PEAX_PLAIN_OP(matmul, "MatMul");
PEAX_PLAIN_OP(relu, "Relu");
//! x, slope (broadcast to x).
PEAX_PLAIN_OP(prelu, "PRelu");
PEAX_PLAIN_OP(sigmoid, "Sigmoid");
PEAX_PLAIN_OP(hard_swish, "HardSwish");
PEAX_PLAIN_OP(tanh, "Tanh");
PEAX_PLAIN_OP(global_average_pool, "GlobalAveragePool");
PEAX_PLAIN_OP(global_max_pool, "GlobalMaxPool");
PEAX_PLAIN_OP(add, "Add");
PEAX_PLAIN_OP(sub, "Sub");
PEAX_PLAIN_OP(mul, "Mul");
PEAX_PLAIN_OP(div, "Div");
//! Element-wise smallest of any number of inputs.
PEAX_PLAIN_OP(min, "Min");
//! Element-wise largest of any number of inputs.
PEAX_PLAIN_OP(max, "Max");
PEAX_PLAIN_OP(identity, "Identity");
#undef PEAX_PLAIN_OP

struct leaky_relu {
  static constexpr std::string_view name = "LeakyRelu";
  float alpha = 0.01f;
  static constexpr auto attributes() { return std::tuple{attribute{"alpha", &leaky_relu::alpha}}; }
  bool operator==(leaky_relu const&) const = default;
};

//! Limits that are absent do not limit. ReLU6 is {0, 6}.
struct clip {
  static constexpr std::string_view name = "Clip";
  std::optional<float> low, high;
  static constexpr auto attributes() {
    return std::tuple{attribute{"min", &clip::low}, attribute{"max", &clip::high}};
  }
  bool operator==(clip const&) const = default;
};

//! max(0, min(1, alpha * x + beta)).
struct hard_sigmoid {
  static constexpr std::string_view name = "HardSigmoid";
  float alpha = 0.2f, beta = 0.5f;
  static constexpr auto attributes() {
    return std::tuple{attribute{"alpha", &hard_sigmoid::alpha}, attribute{"beta", &hard_sigmoid::beta}};
  }
  bool operator==(hard_sigmoid const&) const = default;
};

struct softmax {
  static constexpr std::string_view name = "Softmax";
  std::int64_t axis = -1;
  static constexpr auto attributes() { return std::tuple{attribute{"axis", &softmax::axis}}; }
  bool operator==(softmax const&) const = default;
};

//! One output (the indices of ONNX's second output are not supported).
struct max_pool {
  static constexpr std::string_view name = "MaxPool";
  ints kernel, strides, pads, dilations;
  bool ceil_mode = false;
  static constexpr auto attributes() {
    return std::tuple{attribute{"kernel_shape", &max_pool::kernel}, attribute{"strides", &max_pool::strides},
                      attribute{"pads", &max_pool::pads}, attribute{"dilations", &max_pool::dilations},
                      attribute{"ceil_mode", &max_pool::ceil_mode}};
  }
  bool operator==(max_pool const&) const = default;
};

struct average_pool {
  static constexpr std::string_view name = "AveragePool";
  ints kernel, strides, pads;
  bool ceil_mode = false, count_include_pad = false;
  static constexpr auto attributes() {
    return std::tuple{attribute{"kernel_shape", &average_pool::kernel},
                      attribute{"strides", &average_pool::strides}, attribute{"pads", &average_pool::pads},
                      attribute{"ceil_mode", &average_pool::ceil_mode},
                      attribute{"count_include_pad", &average_pool::count_include_pad}};
  }
  bool operator==(average_pool const&) const = default;
};

struct concat {
  static constexpr std::string_view name = "Concat";
  std::int64_t axis = 1;
  static constexpr auto attributes() { return std::tuple{attribute{"axis", &concat::axis}}; }
  bool operator==(concat const&) const = default;
};

//! To a matrix: axes before `axis` are rows.
struct flatten {
  static constexpr std::string_view name = "Flatten";
  std::int64_t axis = 1;
  static constexpr auto attributes() { return std::tuple{attribute{"axis", &flatten::axis}}; }
  bool operator==(flatten const&) const = default;
};

//! Target extents: -1 is inferred, 0 copies the input's. A target whose axis 0 is the batch has 0 there.
struct reshape {
  static constexpr std::string_view name = "Reshape";
  ints target;
  static constexpr auto attributes() { return std::tuple{attribute{"shape", &reshape::target}}; }
  bool operator==(reshape const&) const = default;
};

//! Removes axes of extent 1; no axes: all of them.
struct squeeze {
  static constexpr std::string_view name = "Squeeze";
  ints axes;
  static constexpr auto attributes() { return std::tuple{attribute{"axes", &squeeze::axes}}; }
  bool operator==(squeeze const&) const = default;
};

struct unsqueeze {
  static constexpr std::string_view name = "Unsqueeze";
  ints axes;
  static constexpr auto attributes() { return std::tuple{attribute{"axes", &unsqueeze::axes}}; }
  bool operator==(unsqueeze const&) const = default;
};

struct transpose {
  static constexpr std::string_view name = "Transpose";
  ints permutation;
  static constexpr auto attributes() { return std::tuple{attribute{"perm", &transpose::permutation}}; }
  bool operator==(transpose const&) const = default;
};

//! Pads of all axes: begins, then ends; may be negative.
struct pad {
  static constexpr std::string_view name = "Pad";
  ints pads;
  pad_mode mode = pad_mode::constant;
  float value = 0;
  static constexpr auto attributes() {
    return std::tuple{attribute{"pads", &pad::pads}, attribute{"mode", &pad::mode},
                      attribute{"value", &pad::value}};
  }
  bool operator==(pad const&) const = default;
};

//! No axes: all of them.
struct reduce_mean {
  static constexpr std::string_view name = "ReduceMean";
  ints axes;
  bool keep_dims = true;
  static constexpr auto attributes() {
    return std::tuple{attribute{"axes", &reduce_mean::axes}, attribute{"keepdims", &reduce_mean::keep_dims}};
  }
  bool operator==(reduce_mean const&) const = default;
};

//! As many entries as sliced axes; ends beyond the extent are clamped.
struct slice {
  static constexpr std::string_view name = "Slice";
  ints starts, ends, axes, steps;
  static constexpr auto attributes() {
    return std::tuple{attribute{"starts", &slice::starts}, attribute{"ends", &slice::ends},
                      attribute{"axes", &slice::axes}, attribute{"steps", &slice::steps}};
  }
  bool operator==(slice const&) const = default;
};

//! As many outputs as sizes.
struct split {
  static constexpr std::string_view name = "Split";
  std::int64_t axis = 0;
  ints sizes;
  static constexpr auto attributes() {
    return std::tuple{attribute{"axis", &split::axis}, attribute{"split", &split::sizes}};
  }
  bool operator==(split const&) const = default;
};

//! data, indices (int64 or int32).
struct gather {
  static constexpr std::string_view name = "Gather";
  std::int64_t axis = 0;
  static constexpr auto attributes() { return std::tuple{attribute{"axis", &gather::axis}}; }
  bool operator==(gather const&) const = default;
};

//! The extents of its input, int64; the range [start, end) of its axes.
struct shape_of {
  static constexpr std::string_view name = "Shape";
  std::int64_t start = 0;
  std::optional<std::int64_t> end;
  static constexpr auto attributes() {
    return std::tuple{attribute{"start", &shape_of::start}, attribute{"end", &shape_of::end}};
  }
  bool operator==(shape_of const&) const = default;
};

struct cast {
  static constexpr std::string_view name = "Cast";
  data_type to = data_type::float32;
  static constexpr auto attributes() { return std::tuple{attribute{"to", &cast::to}}; }
  bool operator==(cast const&) const = default;
};

//! A tensor of the shape that its (constant) input names, filled with one value.
struct constant_of_shape {
  static constexpr std::string_view name = "ConstantOfShape";
  data_type type = data_type::float32;
  float value = 0;
  static constexpr auto attributes() {
    return std::tuple{attribute{"type", &constant_of_shape::type},
                      attribute{"value", &constant_of_shape::value}};
  }
  bool operator==(constant_of_shape const&) const = default;
};

//! Broadcasts to the target extents; 1 keeps the input's; the batch is 1 here.
struct expand {
  static constexpr std::string_view name = "Expand";
  ints target;
  static constexpr auto attributes() { return std::tuple{attribute{"shape", &expand::target}}; }
  bool operator==(expand const&) const = default;
};

//! Does nothing but in training, where it silences a share of the elements.
struct dropout {
  static constexpr std::string_view name = "Dropout";
  float ratio = 0.5f;
  static constexpr auto attributes() { return std::tuple{attribute{"ratio", &dropout::ratio}}; }
  bool operator==(dropout const&) const = default;
};

} // namespace peax::op
