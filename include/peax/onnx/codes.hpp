#pragma once
//! @file
//! Integers and the real numbers that they mean, and which operators of ONNX compute with such integers. Free of protobuf.

#include <peax/core/error.hpp>
#include <peax/graph/axis.hpp>
#include <peax/graph/op/fake_quantize.hpp>
#include <peax/graph/quantization.hpp>
#include <peax/tensor/tensor.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::onnx::detail {

//! Whether values of the type may be codes of real numbers.
[[nodiscard]] constexpr bool holds_codes(data_type t) {
  return t == data_type::int8 || t == data_type::uint8 || t == data_type::int16 || t == data_type::uint16 ||
         t == data_type::int32;
}

//! Throws bad_input for a value that is no integer of the type that its zero point has.
inline void check_type(std::string const& name, data_type type, quantization const& q) {
  if (type != q.type || !holds_codes(type))
    throw bad_input(fmt::format("'{}' is {}, its zero point says {}", name, name_of(type), name_of(q.type)));
}

template <class T> std::vector<std::int64_t> widened(tensor const& t) {
  std::vector<T> narrow(t.size());
  if (!narrow.empty()) std::memcpy(narrow.data(), t.raw().data(), t.size_in_bytes());
  return {narrow.begin(), narrow.end()};
}

//! The elements of a constant of integers.
[[nodiscard]] inline std::vector<std::int64_t> integers_of(tensor const& t) {
  switch (t.type()) {
  case data_type::int8: return widened<std::int8_t>(t);
  case data_type::uint8: return widened<std::uint8_t>(t);
  case data_type::int16: return widened<std::int16_t>(t);
  case data_type::uint16: return widened<std::uint16_t>(t);
  case data_type::int32: return widened<std::int32_t>(t);
  default: throw bad_input(fmt::format("codes of {} are not supported", name_of(t.type())));
  }
}

//! Integers as the least bytes of a type that holds codes.
[[nodiscard]] inline tensor tensor_of_codes(data_type type, shape dims,
                                            std::vector<std::int64_t> const& codes) {
  std::size_t const width = bits_of(type) / 8;
  std::vector<std::byte> raw(codes.size() * width);
  for (std::size_t i = 0; i < codes.size(); ++i) std::memcpy(raw.data() + i * width, &codes[i], width);
  return tensor::from_bytes(type, std::move(dims), std::move(raw));
}

//! Which of several scales an element has.
class scale_of_element {
 public:
  scale_of_element(quantization const& q, shape const& dims) : count_(q.scales.size()) {
    if (count_ == 1) return;
    auto const axis = axis_of(q.axis, dims.rank());
    want(dims[axis] == static_cast<std::int64_t>(count_),
         fmt::format("{} scales do not fit axis {} of {}", count_, q.axis, dims.text()));
    for (std::size_t a = axis + 1; a < dims.rank(); ++a) inner_ *= static_cast<std::size_t>(dims[a]);
  }
  [[nodiscard]] std::size_t operator()(std::size_t element) const {
    return count_ == 1 ? 0 : element / inner_ % count_;
  }

 private:
  std::size_t count_, inner_ = 1;
};

//! A constant of codes as real numbers.
[[nodiscard]] inline tensor real_numbers(tensor const& codes, quantization const& q) {
  auto const all = integers_of(codes);
  scale_of_element const which(q, codes.dims());
  std::vector<float> out(all.size());
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = static_cast<float>(all[i] - q.zero_points[which(i)]) * q.scales[which(i)];
  return tensor(codes.dims(), std::move(out));
}

//! Real constants as codes.
[[nodiscard]] inline tensor codes_of_numbers(tensor const& x, quantization const& q) {
  auto const [least, most] = op::fake_quantize{{}, q.type, 1, 0}.codes();
  scale_of_element const which(q, x.dims());
  std::vector<std::int64_t> out(x.size());
  for (std::size_t i = 0; i < out.size(); ++i) {
    float const code =
        std::nearbyint(x.floats()[i] / q.scales[which(i)]) + static_cast<float>(q.zero_points[which(i)]);
    out[i] = std::isnan(code) ? 0
                              : static_cast<std::int64_t>(
                                    std::clamp(code, static_cast<float>(least), static_cast<float>(most)));
  }
  return tensor_of_codes(q.type, x.dims(), out);
}

//! Where a node has an operand, its scale and its zero point; `none`: it has no such input, which stands for 1 and 0.
inline constexpr int none = -1;
struct coded_operand {
  int value = none, scale = none, zero_point = none;
  std::int64_t axis = 0; //!< of several scales
};

//! An operator on codes: that on real numbers, its operands, the bias (int32, of the product of the operands' scales), and what its
//! result is rounded to. Without a result's scale it is the int32 that was summed up.
struct coded_operator {
  std::string_view name, domain, real;
  std::array<coded_operand, 2> operands;
  int bias = none, scale = none, zero_point = none;
};

inline constexpr std::string_view microsoft = "com.microsoft"; //!< of ONNX Runtime's own operators

inline constexpr coded_operator coded_operators[] = {
    {"QLinearConv", "", "Conv", {{{0, 1, 2}, {3, 4, 5}}}, 8, 6, 7},
    {"QLinearMatMul", "", "MatMul", {{{0, 1, 2, -2}, {3, 4, 5, -1}}}, none, 6, 7},
    {"ConvInteger", "", "Conv", {{{0, none, 2}, {1, none, 3}}}},
    {"MatMulInteger", "", "MatMul", {{{0, none, 2, -2}, {1, none, 3, -1}}}},
    {"QGemm", microsoft, "Gemm", {{{0, 1, 2}, {3, 4, 5, 1}}}, 6, 7, 8},
    {"QLinearAdd", microsoft, "Add", {{{0, 1, 2}, {3, 4, 5}}}, none, 6, 7},
    {"QLinearMul", microsoft, "Mul", {{{0, 1, 2}, {3, 4, 5}}}, none, 6, 7},
    {"QLinearAveragePool", microsoft, "AveragePool", {{{0, 1, 2}, {}}}, none, 3, 4},
    {"QLinearGlobalAveragePool", microsoft, "GlobalAveragePool", {{{0, 1, 2}, {}}}, none, 3, 4},
    {"QLinearLeakyRelu", microsoft, "LeakyRelu", {{{0, 1, 2}, {}}}, none, 3, 4},
    {"QLinearSigmoid", microsoft, "Sigmoid", {{{0, 1, 2}, {}}}, none, 3, 4},
    {"QLinearSoftmax", microsoft, "Softmax", {{{0, 1, 2}, {}}}, none, 3, 4},
};

[[nodiscard]] constexpr coded_operator const* find_coded(std::string_view type, std::string_view domain) {
  for (auto const& o : coded_operators)
    if (o.name == type && o.domain == domain) return &o;
  return nullptr;
}

template <std::size_t n> constexpr bool is_one_of(std::string_view type, std::string_view const (&names)[n]) {
  return std::find(std::begin(names), std::end(names), type) != std::end(names);
}

//! Whether an operator of ONNX gives elements of its inputs alone, so that codes stay codes of the same scale.
[[nodiscard]] constexpr bool moves_codes(std::string_view type) {
  constexpr std::string_view names[] = {
      "Concat",    "DepthToSpace", "Expand", "Flatten",   "Gather",    "GlobalMaxPool", "Identity", "Max",
      "MaxPool",   "Min",          "Pad",    "Reshape",   "Slice",     "SpaceToDepth",  "Split",    "Squeeze",
      "ReduceMax", "ReduceMin",    "Tile",   "Transpose", "Unsqueeze", "Where"};
  return is_one_of(type, names);
}

//! Whether its answer is the same for codes and for what they mean.
[[nodiscard]] constexpr bool takes_codes_for_numbers(std::string_view type) {
  constexpr std::string_view names[] = {"ArgMax", "ArgMin", "Shape", "Size"};
  return is_one_of(type, names);
}

//! Whether sums and products of int32 are those of the real numbers of the same value.
[[nodiscard]] constexpr bool computes_with_int32(std::string_view type) {
  constexpr std::string_view names[] = {"Add", "Mul", "Neg", "Relu", "Sub"};
  return is_one_of(type, names);
}

//! Whether the node is read as other operators because it computes with codes.
[[nodiscard]] constexpr bool is_quantized_operator(std::string_view type, std::string_view domain) {
  bool const pair = type == "QuantizeLinear" || type == "DequantizeLinear";
  return find_coded(type, domain) != nullptr || (pair && (domain.empty() || domain == microsoft)) ||
         (type == "DynamicQuantizeLinear" && domain.empty()) ||
         (type == "QLinearConcat" && domain == microsoft);
}

} // namespace peax::onnx::detail
