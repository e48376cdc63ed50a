#pragma once
//! @file
//! Activations: functions of one element, and Softmax. What each member means: op_kind.hpp.

#include <peax/core/config.hpp>
#include <peax/graph/op/base.hpp>
#include <peax/graph/op_question.hpp>
#include <peax/graph/op_traits.hpp>

#include <cstdint>
#include <optional>
#include <string_view>
#include <tuple>
#include <vector>

namespace peax::op {

struct relu {
  static constexpr std::string_view name = "Relu";
  static constexpr op_traits traits{
      .layer = layer_class::activation, .merges = false, .element_wise = true, .in_place = true};
  static constexpr auto attributes() { return std::tuple<>{}; }
  bool operator==(relu const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

struct leaky_relu {
  static constexpr std::string_view name = "LeakyRelu";
  static constexpr op_traits traits{
      .layer = layer_class::activation, .merges = false, .element_wise = true, .in_place = true};
  float alpha = 0.01f;
  static constexpr auto attributes() { return std::tuple{attribute{"alpha", &leaky_relu::alpha}}; }
  bool operator==(leaky_relu const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

//! x, slope (broadcast to x).
struct prelu {
  static constexpr std::string_view name = "PRelu";
  static constexpr op_traits traits{.layer = layer_class::activation,
                                    .merges = false,
                                    .broadcasts = true,
                                    .in_place = true,
                                    .most_inputs = 2};
  static constexpr auto attributes() { return std::tuple<>{}; }
  bool operator==(prelu const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

//! Limits that are absent do not limit. ReLU6 is {0, 6}.
struct clip {
  static constexpr std::string_view name = "Clip";
  static constexpr op_traits traits{
      .layer = layer_class::activation, .merges = false, .element_wise = true, .in_place = true};
  std::optional<float> low, high;
  static constexpr auto attributes() {
    return std::tuple{attribute{"min", &clip::low}, attribute{"max", &clip::high}};
  }
  bool operator==(clip const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

struct sigmoid {
  static constexpr std::string_view name = "Sigmoid";
  static constexpr op_traits traits{
      .layer = layer_class::activation, .merges = false, .element_wise = true, .in_place = true};
  static constexpr auto attributes() { return std::tuple<>{}; }
  bool operator==(sigmoid const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

//! max(0, min(1, alpha * x + beta)).
struct hard_sigmoid {
  static constexpr std::string_view name = "HardSigmoid";
  static constexpr op_traits traits{
      .layer = layer_class::activation, .merges = false, .element_wise = true, .in_place = true};
  float alpha = 0.2f, beta = 0.5f;
  static constexpr auto attributes() {
    return std::tuple{attribute{"alpha", &hard_sigmoid::alpha}, attribute{"beta", &hard_sigmoid::beta}};
  }
  bool operator==(hard_sigmoid const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

struct hard_swish {
  static constexpr std::string_view name = "HardSwish";
  static constexpr op_traits traits{
      .layer = layer_class::activation, .merges = false, .element_wise = true, .in_place = true, .since = 14};
  static constexpr auto attributes() { return std::tuple<>{}; }
  bool operator==(hard_swish const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

struct tanh {
  static constexpr std::string_view name = "Tanh";
  static constexpr op_traits traits{
      .layer = layer_class::activation, .merges = false, .element_wise = true, .in_place = true};
  static constexpr auto attributes() { return std::tuple<>{}; }
  bool operator==(tanh const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

struct softmax {
  static constexpr std::string_view name = "Softmax";
  static constexpr op_traits traits{.layer = layer_class::activation, .merges = false, .in_place = true};
  std::int64_t axis = -1;
  static constexpr auto attributes() { return std::tuple{attribute{"axis", &softmax::axis}}; }
  bool operator==(softmax const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

//! Logarithm of Softmax along an axis: x minus the logarithm of the sum of exp(x).
struct log_softmax {
  static constexpr std::string_view name = "LogSoftmax";
  static constexpr op_traits traits{.layer = layer_class::activation, .merges = false, .in_place = true};

  std::int64_t axis = -1;

  static constexpr auto attributes() { return std::tuple{attribute{"axis", &log_softmax::axis}}; }
  bool operator==(log_softmax const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

} // namespace peax::op

#ifndef PEAX_COMPILED
#include <peax/graph/op/activation.ipp>
#endif
