#pragma once
//! @file
//! Comparisons, logic and choice by a condition, all with broadcasting; truth is boolean. What each member means: op_kind.hpp.

#include <peax/core/config.hpp>
#include <peax/graph/op/base.hpp>
#include <peax/graph/op_question.hpp>
#include <peax/graph/op_traits.hpp>

#include <string_view>
#include <tuple>
#include <vector>

namespace peax::op {

//! What comparisons of two values of one type share.
struct comparison {
  static constexpr op_traits traits{
      .broadcasts = true, .any_order = true, .any_type = true, .most_inputs = 2};
  static constexpr auto attributes() { return std::tuple<>{}; }
  bool operator==(comparison const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
};

//! What the functions of booleans share.
struct logic {
  static constexpr op_traits traits{
      .broadcasts = true, .any_order = true, .any_type = true, .most_inputs = 2};
  static constexpr auto attributes() { return std::tuple<>{}; }
  bool operator==(logic const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
};

struct equal : comparison {
  static constexpr std::string_view name = "Equal";
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

struct less : comparison {
  static constexpr std::string_view name = "Less";
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

struct less_or_equal : comparison {
  static constexpr std::string_view name = "LessOrEqual";
  static constexpr op_traits traits{
      .broadcasts = true, .any_order = true, .any_type = true, .most_inputs = 2, .since = 12};
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

struct greater : comparison {
  static constexpr std::string_view name = "Greater";
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

struct greater_or_equal : comparison {
  static constexpr std::string_view name = "GreaterOrEqual";
  static constexpr op_traits traits{
      .broadcasts = true, .any_order = true, .any_type = true, .most_inputs = 2, .since = 12};
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

struct logical_and : logic {
  static constexpr std::string_view name = "And";
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

struct logical_or : logic {
  static constexpr std::string_view name = "Or";
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

struct logical_xor : logic {
  static constexpr std::string_view name = "Xor";
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

struct logical_not : logic {
  static constexpr std::string_view name = "Not";
  static constexpr op_traits traits{.element_wise = true, .any_order = true, .any_type = true};
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

//! condition, x, y: x where the condition holds, else y.
struct where {
  static constexpr std::string_view name = "Where";
  static constexpr op_traits traits{
      .broadcasts = true, .any_order = true, .any_type = true, .most_inputs = 3, .since = 9};
  static constexpr auto attributes() { return std::tuple<>{}; }
  bool operator==(where const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

} // namespace peax::op

#ifndef PEAX_COMPILED
#include <peax/graph/op/comparison.ipp>
#endif
