#pragma once
//! @file
//! Functions of one element with their derivatives: exp, erf, elu, gelu and their kin. What each member means: op_kind.hpp.

#include <peax/core/config.hpp>
#include <peax/graph/op/base.hpp>
#include <peax/graph/op_question.hpp>
#include <peax/graph/op_traits.hpp>

#include <cstdint>
#include <string_view>
#include <tuple>
#include <vector>

namespace peax::op {

//! What they share. Each adds `value` and `slope`, its value and its derivative at x, which the engine calls for every element.
struct element_function {
  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  bool operator==(element_function const&) const = default;

 protected:
  static constexpr op_traits traits_since(std::int64_t opset) {
    return {.layer = layer_class::activation,
            .merges = false,
            .element_wise = true,
            .in_place = true,
            .since = opset};
  }
};

struct exp : element_function {
  static constexpr std::string_view name = "Exp";
  static constexpr op_traits traits = traits_since(1);
  static constexpr auto attributes() { return std::tuple<>{}; }
  bool operator==(exp const&) const = default;

  [[nodiscard]] double value(double x) const;
  [[nodiscard]] double slope(double x) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

struct log : element_function {
  static constexpr std::string_view name = "Log";
  static constexpr op_traits traits = traits_since(1);
  static constexpr auto attributes() { return std::tuple<>{}; }
  bool operator==(log const&) const = default;

  [[nodiscard]] double value(double x) const;
  [[nodiscard]] double slope(double x) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

struct sqrt : element_function {
  static constexpr std::string_view name = "Sqrt";
  static constexpr op_traits traits = traits_since(1);
  static constexpr auto attributes() { return std::tuple<>{}; }
  bool operator==(sqrt const&) const = default;

  [[nodiscard]] double value(double x) const;
  [[nodiscard]] double slope(double x) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

struct reciprocal : element_function {
  static constexpr std::string_view name = "Reciprocal";
  static constexpr op_traits traits = traits_since(1);
  static constexpr auto attributes() { return std::tuple<>{}; }
  bool operator==(reciprocal const&) const = default;

  [[nodiscard]] double value(double x) const;
  [[nodiscard]] double slope(double x) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

struct neg : element_function {
  static constexpr std::string_view name = "Neg";
  static constexpr op_traits traits = traits_since(1);
  static constexpr auto attributes() { return std::tuple<>{}; }
  bool operator==(neg const&) const = default;

  [[nodiscard]] double value(double x) const;
  [[nodiscard]] double slope(double x) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

struct abs : element_function {
  static constexpr std::string_view name = "Abs";
  static constexpr op_traits traits = traits_since(1);
  static constexpr auto attributes() { return std::tuple<>{}; }
  bool operator==(abs const&) const = default;

  [[nodiscard]] double value(double x) const;
  [[nodiscard]] double slope(double x) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

struct sign : element_function {
  static constexpr std::string_view name = "Sign";
  static constexpr op_traits traits = traits_since(9);
  static constexpr auto attributes() { return std::tuple<>{}; }
  bool operator==(sign const&) const = default;

  [[nodiscard]] double value(double x) const;
  [[nodiscard]] double slope(double x) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

struct floor : element_function {
  static constexpr std::string_view name = "Floor";
  static constexpr op_traits traits = traits_since(1);
  static constexpr auto attributes() { return std::tuple<>{}; }
  bool operator==(floor const&) const = default;

  [[nodiscard]] double value(double x) const;
  [[nodiscard]] double slope(double x) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

struct ceil : element_function {
  static constexpr std::string_view name = "Ceil";
  static constexpr op_traits traits = traits_since(1);
  static constexpr auto attributes() { return std::tuple<>{}; }
  bool operator==(ceil const&) const = default;

  [[nodiscard]] double value(double x) const;
  [[nodiscard]] double slope(double x) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

//! Halves go to the even neighbour.
struct round : element_function {
  static constexpr std::string_view name = "Round";
  static constexpr op_traits traits = traits_since(11);
  static constexpr auto attributes() { return std::tuple<>{}; }
  bool operator==(round const&) const = default;

  [[nodiscard]] double value(double x) const;
  [[nodiscard]] double slope(double x) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

struct sin : element_function {
  static constexpr std::string_view name = "Sin";
  static constexpr op_traits traits = traits_since(7);
  static constexpr auto attributes() { return std::tuple<>{}; }
  bool operator==(sin const&) const = default;

  [[nodiscard]] double value(double x) const;
  [[nodiscard]] double slope(double x) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

struct cos : element_function {
  static constexpr std::string_view name = "Cos";
  static constexpr op_traits traits = traits_since(7);
  static constexpr auto attributes() { return std::tuple<>{}; }
  bool operator==(cos const&) const = default;

  [[nodiscard]] double value(double x) const;
  [[nodiscard]] double slope(double x) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

struct erf : element_function {
  static constexpr std::string_view name = "Erf";
  static constexpr op_traits traits = traits_since(9);
  static constexpr auto attributes() { return std::tuple<>{}; }
  bool operator==(erf const&) const = default;

  [[nodiscard]] double value(double x) const;
  [[nodiscard]] double slope(double x) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

//! x, and alpha * (exp(x) - 1) below 0.
struct elu : element_function {
  static constexpr std::string_view name = "Elu";
  static constexpr op_traits traits = traits_since(1);
  float alpha = 1.0f;
  static constexpr auto attributes() { return std::tuple{attribute{"alpha", &elu::alpha}}; }
  bool operator==(elu const&) const = default;

  [[nodiscard]] double value(double x) const;
  [[nodiscard]] double slope(double x) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

//! gamma * x, and gamma * alpha * (exp(x) - 1) below 0.
struct selu : element_function {
  static constexpr std::string_view name = "Selu";
  static constexpr op_traits traits = traits_since(1);
  float alpha = 1.67326319217681884765625f, gamma = 1.05070102214813232421875f;
  static constexpr auto attributes() {
    return std::tuple{attribute{"alpha", &selu::alpha}, attribute{"gamma", &selu::gamma}};
  }
  bool operator==(selu const&) const = default;

  [[nodiscard]] double value(double x) const;
  [[nodiscard]] double slope(double x) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

//! x, and alpha * (exp(x / alpha) - 1) below 0.
struct celu : element_function {
  static constexpr std::string_view name = "Celu";
  static constexpr op_traits traits = traits_since(12);
  float alpha = 1.0f;
  static constexpr auto attributes() { return std::tuple{attribute{"alpha", &celu::alpha}}; }
  bool operator==(celu const&) const = default;

  [[nodiscard]] double value(double x) const;
  [[nodiscard]] double slope(double x) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

//! log(1 + exp(x)).
struct softplus : element_function {
  static constexpr std::string_view name = "Softplus";
  static constexpr op_traits traits = traits_since(1);
  static constexpr auto attributes() { return std::tuple<>{}; }
  bool operator==(softplus const&) const = default;

  [[nodiscard]] double value(double x) const;
  [[nodiscard]] double slope(double x) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

//! x / (1 + |x|).
struct softsign : element_function {
  static constexpr std::string_view name = "Softsign";
  static constexpr op_traits traits = traits_since(1);
  static constexpr auto attributes() { return std::tuple<>{}; }
  bool operator==(softsign const&) const = default;

  [[nodiscard]] double value(double x) const;
  [[nodiscard]] double slope(double x) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

//! x where it lies above alpha, else 0.
struct thresholded_relu : element_function {
  static constexpr std::string_view name = "ThresholdedRelu";
  static constexpr op_traits traits = traits_since(10);
  float alpha = 1.0f;
  static constexpr auto attributes() { return std::tuple{attribute{"alpha", &thresholded_relu::alpha}}; }
  bool operator==(thresholded_relu const&) const = default;

  [[nodiscard]] double value(double x) const;
  [[nodiscard]] double slope(double x) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

//! x * P(X <= x) of a standard normal X, or its approximation by tanh. Hendrycks and Gimpel, "Gaussian Error Linear Units", 2016.
struct gelu : element_function {
  static constexpr std::string_view name = "Gelu";
  static constexpr op_traits traits = traits_since(20);
  bool by_tanh = false;
  static constexpr auto attributes() { return std::tuple{attribute{"by_tanh", &gelu::by_tanh}}; }
  bool operator==(gelu const&) const = default;

  [[nodiscard]] double value(double x) const;
  [[nodiscard]] double slope(double x) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

} // namespace peax::op

#ifndef PEAX_COMPILED
#include <peax/graph/op/function.ipp>
#endif
