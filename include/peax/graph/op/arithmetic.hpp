#pragma once
//! @file
//! Arithmetic of several values with broadcasting. What each member means: op_kind.hpp.

#include <peax/core/config.hpp>
#include <peax/graph/op/base.hpp>
#include <peax/graph/op_question.hpp>
#include <peax/graph/op_traits.hpp>

#include <string_view>
#include <tuple>
#include <vector>

namespace peax::op {

struct add {
  static constexpr std::string_view name = "Add";
  static constexpr op_traits traits{.layer = layer_class::normalization,
                                    .broadcasts = true,
                                    .in_place = true,
                                    .any_order = true,
                                    .most_inputs = 2};
  static constexpr auto attributes() { return std::tuple<>{}; }
  bool operator==(add const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

struct sub {
  static constexpr std::string_view name = "Sub";
  static constexpr op_traits traits{.layer = layer_class::normalization,
                                    .broadcasts = true,
                                    .in_place = true,
                                    .any_order = true,
                                    .most_inputs = 2};
  static constexpr auto attributes() { return std::tuple<>{}; }
  bool operator==(sub const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

struct mul {
  static constexpr std::string_view name = "Mul";
  static constexpr op_traits traits{.layer = layer_class::normalization,
                                    .broadcasts = true,
                                    .in_place = true,
                                    .any_order = true,
                                    .most_inputs = 2};
  static constexpr auto attributes() { return std::tuple<>{}; }
  bool operator==(mul const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

struct div {
  static constexpr std::string_view name = "Div";
  static constexpr op_traits traits{.layer = layer_class::normalization,
                                    .broadcasts = true,
                                    .in_place = true,
                                    .any_order = true,
                                    .most_inputs = 2};
  static constexpr auto attributes() { return std::tuple<>{}; }
  bool operator==(div const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

//! Base to the power of an exponent, of the type of the base; integers are cut toward zero. Exponents that are constants do
//! not train: where a base is negative the result has no slope by its exponent.
struct pow {
  static constexpr std::string_view name = "Pow";
  static constexpr op_traits traits{.layer = layer_class::normalization,
                                    .broadcasts = true,
                                    .any_order = true,
                                    .any_type = true,
                                    .most_inputs = 2,
                                    .trained_inputs = 1};
  static constexpr auto attributes() { return std::tuple<>{}; }
  bool operator==(pow const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

//! Element-wise sum of any number of inputs.
struct sum {
  static constexpr std::string_view name = "Sum";
  static constexpr op_traits traits{.layer = layer_class::normalization,
                                    .broadcasts = true,
                                    .in_place = true,
                                    .any_order = true,
                                    .most_inputs = any_number};
  static constexpr auto attributes() { return std::tuple<>{}; }
  bool operator==(sum const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

//! Element-wise mean of any number of inputs.
struct mean {
  static constexpr std::string_view name = "Mean";
  static constexpr op_traits traits{.layer = layer_class::normalization,
                                    .broadcasts = true,
                                    .in_place = true,
                                    .any_order = true,
                                    .most_inputs = any_number};
  static constexpr auto attributes() { return std::tuple<>{}; }
  bool operator==(mean const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

//! Element-wise smallest of any number of inputs.
struct min {
  static constexpr std::string_view name = "Min";
  static constexpr op_traits traits{.layer = layer_class::activation,
                                    .broadcasts = true,
                                    .in_place = true,
                                    .any_order = true,
                                    .any_type = true,
                                    .most_inputs = any_number};
  static constexpr auto attributes() { return std::tuple<>{}; }
  bool operator==(min const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

//! Element-wise largest of any number of inputs.
struct max {
  static constexpr std::string_view name = "Max";
  static constexpr op_traits traits{.layer = layer_class::activation,
                                    .broadcasts = true,
                                    .in_place = true,
                                    .any_order = true,
                                    .any_type = true,
                                    .most_inputs = any_number};
  static constexpr auto attributes() { return std::tuple<>{}; }
  bool operator==(max const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

} // namespace peax::op

#ifndef PEAX_COMPILED
#include <peax/graph/op/arithmetic.ipp>
#endif
