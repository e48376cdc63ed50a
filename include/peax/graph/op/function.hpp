#pragma once
//! @file
//! Functions of one element that are no activations. What each member means: op_kind.hpp.

#include <peax/core/config.hpp>
#include <peax/graph/op/base.hpp>
#include <peax/graph/op_question.hpp>
#include <peax/graph/op_traits.hpp>

#include <string_view>
#include <tuple>
#include <vector>

namespace peax::op {

//! What functions of one element share.
struct element_function {
  static constexpr op_traits traits{
      .layer = layer_class::activation, .merges = false, .element_wise = true, .in_place = true};
  static constexpr auto attributes() { return std::tuple<>{}; }
  bool operator==(element_function const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
};

struct neg : element_function {
  static constexpr std::string_view name = "Neg";
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

struct abs : element_function {
  static constexpr std::string_view name = "Abs";
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

struct sqrt : element_function {
  static constexpr std::string_view name = "Sqrt";
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

struct exp : element_function {
  static constexpr std::string_view name = "Exp";
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

struct log : element_function {
  static constexpr std::string_view name = "Log";
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

} // namespace peax::op

#ifndef PEAX_COMPILED
#include <peax/graph/op/function.ipp>
#endif
