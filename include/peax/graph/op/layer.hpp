#pragma once
//! @file
//! Layers with weights: convolution, dense layers, matrix products, normalization. What each member means: op_kind.hpp.

#include <peax/core/config.hpp>
#include <peax/graph/op/base.hpp>
#include <peax/graph/op_question.hpp>
#include <peax/graph/op_traits.hpp>
#include <peax/graph/window.hpp>

#include <cstdint>
#include <string_view>
#include <tuple>
#include <vector>

namespace peax::op {

//! x [N,C,...], w [K,C/groups,...], optional b [K]. Pads: begins of all axes, then ends.
struct conv {
  static constexpr std::string_view name = "Conv";
  static constexpr op_traits traits{.layer = layer_class::convolution, .merges = false, .most_inputs = 3};
  ints strides, pads, dilations;
  std::int64_t groups = 1;
  static constexpr auto attributes() {
    return std::tuple{attribute{"strides", &conv::strides}, attribute{"pads", &conv::pads},
                      attribute{"dilations", &conv::dilations}, attribute{"group", &conv::groups}};
  }
  bool operator==(conv const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

//! x [N,C,...], w [C,K/groups,...], optional b [K]: what the gradient of a convolution's input is. Pads cut the output: begins of all
//! axes, then ends; `output_padding` lengthens it at the ends.
struct conv_transpose {
  static constexpr std::string_view name = "ConvTranspose";
  static constexpr op_traits traits{.layer = layer_class::convolution, .merges = false, .most_inputs = 3};
  ints strides, pads, dilations, output_padding;
  std::int64_t groups = 1;
  static constexpr auto attributes() {
    return std::tuple{attribute{"strides", &conv_transpose::strides},
                      attribute{"pads", &conv_transpose::pads},
                      attribute{"dilations", &conv_transpose::dilations},
                      attribute{"output_padding", &conv_transpose::output_padding},
                      attribute{"group", &conv_transpose::groups}};
  }
  bool operator==(conv_transpose const&) const = default;

  //! The windows of the convolution whose input has the extents of this output, one for each spatial axis; the ends of their pads are
  //! less than 0 where the output is lengthened. Throws bad_input on a misfit.
  [[nodiscard]] std::vector<window> windows(shape const& x, shape const& w) const;
  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

//! alpha * op(a) op(b) + beta * c; matrices.
struct gemm {
  static constexpr std::string_view name = "Gemm";
  static constexpr op_traits traits{.layer = layer_class::dense, .merges = false, .most_inputs = 3};
  float alpha = 1, beta = 1;
  bool transpose_a = false, transpose_b = false;
  static constexpr auto attributes() {
    return std::tuple{attribute{"alpha", &gemm::alpha}, attribute{"beta", &gemm::beta},
                      attribute{"transA", &gemm::transpose_a}, attribute{"transB", &gemm::transpose_b}};
  }
  bool operator==(gemm const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

//! A product of matrices with broadcast leading axes, as numpy.matmul.
struct matmul {
  static constexpr std::string_view name = "MatMul";
  static constexpr op_traits traits{
      .layer = layer_class::dense, .merges = false, .any_order = true, .most_inputs = 2};
  static constexpr auto attributes() { return std::tuple<>{}; }
  bool operator==(matmul const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

//! x, scale [C], bias [C], mean [C], variance [C]; inference form. Training renews mean and variance.
struct batch_normalization {
  static constexpr std::string_view name = "BatchNormalization";
  static constexpr op_traits traits{.layer = layer_class::normalization,
                                    .merges = false,
                                    .in_place = true,
                                    .most_inputs = 5,
                                    .trained_inputs = 3,
                                    .training_outputs = true};
  float epsilon = 1e-5f, momentum = 0.9f;
  static constexpr auto attributes() {
    return std::tuple{attribute{"epsilon", &batch_normalization::epsilon},
                      attribute{"momentum", &batch_normalization::momentum}};
  }
  bool operator==(batch_normalization const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

} // namespace peax::op

#ifndef PEAX_COMPILED
#include <peax/graph/op/layer.ipp>
#endif
