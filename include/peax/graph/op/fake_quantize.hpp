#pragma once
//! @file
//! Real numbers rounded to those that an integer tensor can hold. What each member means: op_kind.hpp.

#include <peax/core/config.hpp>
#include <peax/graph/op/base.hpp>
#include <peax/graph/op/function.hpp>
#include <peax/graph/op_question.hpp>
#include <peax/graph/op_traits.hpp>
#include <peax/tensor/data_type.hpp>

#include <cstdint>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace peax::op {

//! scale * (code - zero_point) with code = round(x / scale) + zero_point, halves to even, kept within the integers of `type`: ONNX's
//! QuantizeLinear and DequantizeLinear in one. Its derivative is that of a straight-through estimator: 1 where x lies within what the
//! integers reach, else 0. Jacob et al., "Quantization and training of neural networks for efficient integer-arithmetic-only
//! inference", CVPR 2018; Bengio, Leonard and Courville, "Estimating or propagating gradients through stochastic neurons", 2013.
struct fake_quantize : element_function {
  static constexpr std::string_view name = "FakeQuantize";
  static constexpr op_traits traits = traits_since(1);
  data_type type = data_type::int8;
  float scale = 1.0f;
  std::int64_t zero_point = 0;
  static constexpr auto attributes() {
    return std::tuple{attribute{"type", &fake_quantize::type}, attribute{"scale", &fake_quantize::scale},
                      attribute{"zero_point", &fake_quantize::zero_point}};
  }
  bool operator==(fake_quantize const&) const = default;

  //! The least and the greatest code. Throws bad_input for a type other than int8, uint8, int16 and uint16.
  [[nodiscard]] std::pair<std::int64_t, std::int64_t> codes() const;
  [[nodiscard]] double value(double x) const;
  [[nodiscard]] double slope(double x) const;
  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

} // namespace peax::op

#ifndef PEAX_COMPILED
#include <peax/graph/op/fake_quantize.ipp>
#endif
